package org.dcgan.datasets.files;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognizes datasets in other formats by the names of their files, for error messages. */
public final class FormatHints {
  private static final Pattern CIFAR10_PICKLE = Pattern.compile("data_batch_[1-5]|test_batch");
  private static final Pattern CIFAR10_BINARY = Pattern.compile("data_batch_[1-5]\\.bin");
  private static final Set<String> CIFAR100_PICKLES = Set.of("train", "test", "meta");

  public static final String CIFAR10_ADVICE =
      "these are the pickles of CIFAR-10's Python version; fetch the binary version,"
          + " cifar-10-binary.tar.gz, unpack it, and open the folder with Cifar10 (--format CIFAR10)";

  public static final String CIFAR100_ADVICE =
      "these are the pickles of CIFAR-100's Python version; fetch the binary version,"
          + " cifar-100-binary.tar.gz, unpack it, and open the folder with Cifar100 (--format"
          + " CIFAR100)";

  private static final String IDX = "-images-idx3-ubyte";

  /**
   * Only these names, of which there are few: folders and archives may have any number of files.
   */
  private final Set<String> seen = new HashSet<>();

  /** Adds the name of a file, with or without folders. */
  void add(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    if (CIFAR10_PICKLE.matcher(file).matches()
        || CIFAR10_BINARY.matcher(file).matches()
        || CIFAR100_PICKLES.contains(file)
        || file.equals("fine_label_names.txt")
        || file.equals("data.mdb")) {
      seen.add(file);
    } else if (file.contains(IDX)) {
      seen.add(IDX);
    }
  }

  /** Returns advice for the files that were added, or general advice if none is recognized. */
  public String advice() {
    if (seen.stream().anyMatch(name -> CIFAR10_PICKLE.matcher(name).matches())) {
      return CIFAR10_ADVICE;
    } else if (seen.containsAll(CIFAR100_PICKLES)) {
      return CIFAR100_ADVICE;
    } else if (seen.stream().anyMatch(name -> CIFAR10_BINARY.matcher(name).matches())) {
      return "this is CIFAR-10's binary version; open its folder, unpacked, with Cifar10 (--format"
          + " CIFAR10)";
    } else if (seen.contains("fine_label_names.txt")) {
      return "this is CIFAR-100's binary version; open its folder, unpacked, with Cifar100 (--format"
          + " CIFAR100)";
    } else if (seen.contains(IDX)) {
      return "these are files of MNIST's format; open their folder with Mnist (--format MNIST,"
          + " FASHION or EMNIST)";
    } else if (seen.contains("data.mdb")) {
      return "this is an LMDB environment; open its folder with Lsun (--format LSUN)";
    }
    return "check the path and the files' extensions";
  }
}

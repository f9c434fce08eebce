package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import org.dcgan.datasets.Mnist;

/** Detects the {@link DataFormat} of images by the file names of the published datasets. */
final class DataFormatDetection {

  private DataFormatDetection() {}

  /** Implements {@link DataFormat#of}. */
  static DataFormat of(Path data) throws IOException {
    if (Files.isRegularFile(data)) {
      return data.toString().endsWith(".pack") ? DataFormat.PACK : DataFormat.FOLDER;
    }
    if (!Files.isDirectory(data)) {
      return DataFormat.FOLDER;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(data)) {
      for (Path entry : entries) {
        DataFormat format = ofEntry(entry);
        if (format != DataFormat.FOLDER) {
          return format;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return DataFormat.FOLDER;
  }

  private static DataFormat ofEntry(Path entry) {
    String name = entry.getFileName().toString();
    if (name.equals("data_batch_1.bin")) {
      return DataFormat.CIFAR10;
    } else if (name.equals("fine_label_names.txt")) {
      return DataFormat.CIFAR100;
    } else if (name.startsWith("train-images-idx3-ubyte")
        || name.startsWith("train-images.idx3-ubyte")) {
      return DataFormat.MNIST;
    } else if (name.matches("emnist-[a-z]+-train-images[-.]idx3-ubyte(\\.gz)?")) {
      return DataFormat.EMNIST;
    } else if (name.equals("train_32x32.mat")) {
      return DataFormat.SVHN;
    } else if (name.equals("data.mdb")) {
      return DataFormat.LSUN;
    } else if (name.startsWith("train_data_batch_1") && name.endsWith(".npz")) {
      return DataFormat.IMAGENET_NPZ;
    } else if (name.matches("n\\d{8}") && Files.isDirectory(entry)) {
      return DataFormat.IMAGENET;
    }
    return DataFormat.FOLDER;
  }

  /**
   * Finds out which of EMNIST's datasets is in a folder.
   *
   * @param data a folder
   * @return the dataset; {@link Mnist.Family#EMNIST_BALANCED} if the folder has none, so that
   *     opening it names the missing files
   * @throws IOException if the folder has several of the datasets or cannot be listed
   */
  static Mnist.Family emnistFamily(Path data) throws IOException {
    EnumSet<Mnist.Family> found = EnumSet.noneOf(Mnist.Family.class);
    if (Files.isDirectory(data)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(data)) {
        for (Path entry : entries) {
          addFamily(entry.getFileName().toString(), found);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    if (found.size() > 1) {
      throw new IOException(
          data + ": expected one of EMNIST's datasets, found " + found + "; name it by --format");
    }
    return found.isEmpty() ? Mnist.Family.EMNIST_BALANCED : found.iterator().next();
  }

  private static void addFamily(String fileName, EnumSet<Mnist.Family> found) {
    for (Mnist.Family family : Mnist.Family.values()) {
      String prefix = family.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-train-";
      if (family.transposed() && fileName.startsWith(prefix + "images")) {
        found.add(family);
      }
    }
  }
}

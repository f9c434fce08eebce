package org.dcgan.datasets.download;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Datasets that can be downloaded without an account. LSUN and ImageNet are not included: LSUN is
 * downloaded by its publisher's script, and ImageNet requires an account.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Catalog {
  private static final String CIFAR = "https://www.cs.toronto.edu/~kriz/";
  private static final String CIFAR_TERMS =
      "No license is stated; the publisher asks to cite Krizhevsky, Learning Multiple Layers of"
          + " Features from Tiny Images, 2009.";
  private static final String MNIST_MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  private static final String HOUSE_NUMBERS = "http://ufldl.stanford.edu/housenumbers/";

  /** CIFAR-10, binary version, 170 MB. */
  public static final KnownDataset CIFAR10 =
      new KnownDataset(
          "cifar10",
          List.of(
              RemoteFile.of(
                  CIFAR + "cifar-10-binary.tar.gz",
                  170_052_171,
                  Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"))),
          URI.create(CIFAR + "cifar.html"),
          CIFAR_TERMS);

  /** CIFAR-100, binary version, 169 MB. */
  public static final KnownDataset CIFAR100 =
      new KnownDataset(
          "cifar100",
          List.of(
              RemoteFile.of(
                  CIFAR + "cifar-100-binary.tar.gz",
                  168_513_733,
                  Checksum.md5("03b5dce01913d631647c71ecec9e9cb8"))),
          URI.create(CIFAR + "cifar.html"),
          CIFAR_TERMS);

  /** MNIST, four files of 12 MB, from the mirror that PyTorch keeps. */
  public static final KnownDataset MNIST =
      new KnownDataset(
          "mnist",
          List.of(
              RemoteFile.of(
                  MNIST_MIRROR + "train-images-idx3-ubyte.gz",
                  9_912_422,
                  Checksum.md5("f68b3c2dcbeaaa9fbdd348bbdeb94873")),
              RemoteFile.of(
                  MNIST_MIRROR + "train-labels-idx1-ubyte.gz",
                  28_881,
                  Checksum.md5("d53e105ee54ea40749a09fcbcd1e9432")),
              RemoteFile.of(
                  MNIST_MIRROR + "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  Checksum.md5("9fb629c4189551a2d022fa330f9573f3")),
              RemoteFile.of(
                  MNIST_MIRROR + "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  Checksum.md5("ec29112dd5afa0611ce80d1b7f02629c"))),
          URI.create("http://yann.lecun.com/exdb/mnist/"),
          "Often given as CC BY-SA 3.0; by LeCun, Cortes and Burges, made from NIST's special"
              + " databases 1 and 3.");

  /** SVHN's cropped digits, training and test, 246 MB. */
  public static final KnownDataset SVHN =
      new KnownDataset(
          "svhn",
          List.of(
              RemoteFile.of(
                  HOUSE_NUMBERS + "train_32x32.mat",
                  182_040_794,
                  Checksum.md5("e26dedcc434d2e4c54c9b2d4a06d8373")),
              RemoteFile.of(
                  HOUSE_NUMBERS + "test_32x32.mat",
                  64_275_384,
                  Checksum.md5("eb5a983be6a315427106f1b164d9cef3"))),
          URI.create(HOUSE_NUMBERS),
          "For non-commercial use only (Netzer et al., 2011).");

  /** SVHN's 531,131 additional digits, 1.3 GB. */
  public static final KnownDataset SVHN_EXTRA =
      new KnownDataset(
          "svhn-extra",
          List.of(
              RemoteFile.of(
                  HOUSE_NUMBERS + "extra_32x32.mat",
                  1_329_278_602,
                  Checksum.md5("a93ce644f1a588dc4d68dda5feec44a7"))),
          URI.create(HOUSE_NUMBERS),
          "For non-commercial use only (Netzer et al., 2011).");

  private Catalog() {}

  /**
   * Returns all datasets of the catalog.
   *
   * @return sorted by name
   */
  public static List<KnownDataset> all() {
    return List.of(CIFAR10, CIFAR100, MNIST, SVHN, SVHN_EXTRA);
  }

  /**
   * Returns a dataset by its name.
   *
   * @param name for example {@code cifar10}
   * @return the dataset
   * @throws IllegalArgumentException if no dataset has this name; the message lists the names
   */
  public static KnownDataset named(String name) {
    requireNonNull(name, "name");

    return all().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the catalog has no dataset '"
                        + name
                        + "'; there are "
                        + all().stream().map(KnownDataset::name).toList()));
  }
}

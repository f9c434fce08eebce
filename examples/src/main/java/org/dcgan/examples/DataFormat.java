package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Cifar100;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.DownsampledImageNet;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.ImageNet;
import org.dcgan.datasets.Lsun;
import org.dcgan.datasets.Mnist;
import org.dcgan.datasets.Svhn;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.image.RgbColor;

/**
 * The format in which images are stored. Of a published dataset with a training part and a test
 * part, the training part is opened.
 */
enum DataFormat {
  /** The format is detected from the names of the files: see {@link #of}. */
  AUTO(64, data -> of(data).open(data)),
  /** Image files in a folder and its subfolders, or in a zip or tar archive. */
  FOLDER(64, ImageFolder::open),
  /** Like {@link #FOLDER}, but each subfolder is a class. */
  CLASSES(64, ImageFolder::withClasses),
  /** A file that {@code PackDataset} or {@link ImagePack} has written. */
  PACK(64, ImagePack::open),
  /** The binary version of CIFAR-10. */
  CIFAR10(32, Cifar10::train),
  /** The binary version of CIFAR-100. */
  CIFAR100(32, Cifar100::train),
  /** MNIST's original files. */
  MNIST(32, Mnist::train),
  /** Fashion-MNIST, whose files have the same names as MNIST's. */
  FASHION(32, family(Mnist.Family.FASHION)),
  /** The one EMNIST dataset in the folder; an error if there are several. */
  EMNIST(32, data -> Mnist.train(data, DataFormatDetection.emnistFamily(data))),
  /** EMNIST Digits: 10 classes of equal size. */
  EMNIST_DIGITS(32, family(Mnist.Family.EMNIST_DIGITS)),
  /** EMNIST's replica of MNIST. */
  EMNIST_MNIST(32, family(Mnist.Family.EMNIST_MNIST)),
  /** EMNIST Letters: 26 classes. */
  EMNIST_LETTERS(32, family(Mnist.Family.EMNIST_LETTERS)),
  /** EMNIST Balanced: 47 classes of equal size. */
  EMNIST_BALANCED(32, family(Mnist.Family.EMNIST_BALANCED)),
  /** EMNIST ByMerge: all images of the same 47 classes. */
  EMNIST_BYMERGE(32, family(Mnist.Family.EMNIST_BYMERGE)),
  /** EMNIST ByClass: all images in 62 classes. */
  EMNIST_BYCLASS(32, family(Mnist.Family.EMNIST_BYCLASS)),
  /** SVHN's cropped digits. */
  SVHN(32, Svhn::train),
  /** One LMDB environment of LSUN. */
  LSUN(64, Lsun::open),
  /** The class folders of ILSVRC, with their list of synsets. */
  IMAGENET(32, ImageNet::open),
  /** The npz files of the downsampled ImageNet. */
  IMAGENET_NPZ(32, DownsampledImageNet::train),
  /** No files: procedural rooms that are drawn from a random seed. */
  ROOMS(32, data -> SyntheticRooms.builder().build());

  /** Opens a dataset that is stored in one of the formats. */
  @FunctionalInterface
  private interface Opener {
    Dataset open(Path data) throws IOException;
  }

  private final int defaultResolution;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Opener opener;

  DataFormat(int defaultResolution, Opener opener) {
    this.defaultResolution = defaultResolution;
    this.opener = opener;
  }

  private static Opener family(Mnist.Family family) {
    return data -> Mnist.train(data, family);
  }

  /**
   * The resolution of the networks where the user does not name one.
   *
   * @return 32 pixels for the small images of the paper's evaluations, 64 for the other formats
   */
  int defaultResolution() {
    return defaultResolution;
  }

  /**
   * Opens the images.
   *
   * @param data the folder or file with the images; ignored by {@link #ROOMS}
   * @return the dataset, to be closed by the caller
   * @throws IOException if the images do not exist or cannot be read
   */
  Dataset open(Path data) throws IOException {
    return opener.open(data);
  }

  /**
   * Opens the images with a background color for transparent image files.
   *
   * @param data the folder or file with the images; ignored by {@link #ROOMS}
   * @param background the color that transparent pixels are composited over
   * @return the dataset, to be closed by the caller
   * @throws IOException if the images do not exist or cannot be read
   */
  Dataset open(Path data, RgbColor background) throws IOException {
    DataFormat format = this == AUTO ? of(data) : this;
    return switch (format) {
      case FOLDER -> ImageFolder.builder(data).background(background).open();
      case CLASSES -> ImageFolder.builder(data).classes(true).background(background).open();
      case LSUN -> Lsun.open(data, ImageFolder.DEFAULT_PIXEL_LIMIT, background);
      case IMAGENET -> ImageNet.open(data, background);
      default -> format.open(data);
    };
  }

  /**
   * Detects the format of a folder or file by the file names of the published datasets.
   *
   * @param data a folder or a file
   * @return the format, {@link #FOLDER} where no name is recognized; never {@link #AUTO}
   * @throws IOException if the folder cannot be listed
   */
  static DataFormat of(Path data) throws IOException {
    return DataFormatDetection.of(data);
  }
}

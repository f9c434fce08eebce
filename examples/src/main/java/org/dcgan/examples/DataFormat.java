package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
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

/** How images are stored; of a publisher's files the training part. */
enum DataFormat {
  /** What the files look like: see {@link #of}. */
  AUTO(64) {
    @Override
    Dataset open(Path data) throws IOException {
      return of(data).open(data);
    }
  },
  /** Image files in a folder and its subfolders, or in a zip or tar archive. */
  FOLDER(64) {
    @Override
    Dataset open(Path data) throws IOException {
      return ImageFolder.open(data);
    }
  },
  /** The same, the subfolders being classes. */
  CLASSES(64) {
    @Override
    Dataset open(Path data) throws IOException {
      return ImageFolder.withClasses(data);
    }
  },
  /** A file that PackDataset, or ImagePack, wrote. */
  PACK(64) {
    @Override
    Dataset open(Path data) throws IOException {
      return ImagePack.open(data);
    }
  },
  /** CIFAR-10's binary files. */
  CIFAR10(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Cifar10.train(data);
    }
  },
  /** CIFAR-100's. */
  CIFAR100(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Cifar100.train(data);
    }
  },
  /** MNIST's original files. */
  MNIST(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data);
    }
  },
  /** Fashion-MNIST, whose files are called like MNIST's. */
  FASHION(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.FASHION);
    }
  },
  /** EMNIST; of several of its datasets in the folder one must be chosen. */
  EMNIST(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, emnistFamily(data));
    }
  },
  /** EMNIST, as many of each digit. */
  EMNIST_DIGITS(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.EMNIST_DIGITS);
    }
  },
  /** EMNIST's replica of MNIST. */
  EMNIST_MNIST(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.EMNIST_MNIST);
    }
  },
  /** EMNIST, 26 letters. */
  EMNIST_LETTERS(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.EMNIST_LETTERS);
    }
  },
  /** EMNIST, 47 classes of equal size. */
  EMNIST_BALANCED(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.EMNIST_BALANCED);
    }
  },
  /** EMNIST, the same 47 classes with all their images. */
  EMNIST_BYMERGE(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.EMNIST_BYMERGE);
    }
  },
  /** EMNIST, 62 classes. */
  EMNIST_BYCLASS(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Mnist.train(data, Mnist.Family.EMNIST_BYCLASS);
    }
  },
  /** SVHN's cropped digits. */
  SVHN(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return Svhn.train(data);
    }
  },
  /** One of LSUN's LMDB environments. */
  LSUN(64) {
    @Override
    Dataset open(Path data) throws IOException {
      return Lsun.open(data);
    }
  },
  /** ILSVRC's class folders, with their list of synsets. */
  IMAGENET(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return ImageNet.open(data);
    }
  },
  /** The npz files of the downsampled ImageNet. */
  IMAGENET_NPZ(32) {
    @Override
    Dataset open(Path data) throws IOException {
      return DownsampledImageNet.train(data);
    }
  },
  /** None: rooms are drawn from a seed. */
  ROOMS(32) {
    @Override
    Dataset open(Path data) {
      return SyntheticRooms.builder().build();
    }
  };

  private final int defaultResolution;

  DataFormat(int defaultResolution) {
    this.defaultResolution = defaultResolution;
  }

  /**
   * The side of the networks' images where nothing else is asked for.
   *
   * @return 32 for the small images of the paper's evaluations, 64 for the others
   */
  int defaultResolution() {
    return defaultResolution;
  }

  /**
   * Opens the images.
   *
   * @param data where they are; rooms need none
   * @return the dataset
   * @throws IOException if they are not there or cannot be read
   */
  abstract Dataset open(Path data) throws IOException;

  /**
   * Opens the images with a background color, which matters where files may be transparent.
   *
   * @param data where they are; rooms need none
   * @param background the color that transparent pixels are composited over
   * @return the dataset
   * @throws IOException if they are not there or cannot be read
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
   * The format that files have, by the names that their publishers gave them.
   *
   * @param data a folder or a file
   * @return never {@link #AUTO}; {@link #FOLDER} where no name is known
   * @throws IOException if the folder cannot be listed
   */
  static DataFormat of(Path data) throws IOException {
    if (Files.isRegularFile(data)) {
      return data.toString().endsWith(".pack") ? PACK : FOLDER;
    }
    if (!Files.isDirectory(data)) {
      return FOLDER;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(data)) {
      for (Path entry : entries) {
        DataFormat format = ofEntry(entry);
        if (format != FOLDER) {
          return format;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return FOLDER;
  }

  /** The only one of EMNIST's datasets whose files are there. */
  private static Mnist.Family emnistFamily(Path data) throws IOException {
    EnumSet<Mnist.Family> found = EnumSet.noneOf(Mnist.Family.class);
    if (Files.isDirectory(data)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(data)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          for (Mnist.Family family : Mnist.Family.values()) {
            String prefix = family.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-train-";
            if (family.transposed() && name.startsWith(prefix + "images")) {
              found.add(family);
            }
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    if (found.size() > 1) {
      throw new IOException(
          data + ": expected one of EMNIST's datasets, found " + found + "; name it by --format");
    }
    // Without any, opening says which files are missing.
    return found.isEmpty() ? Mnist.Family.EMNIST_BALANCED : found.iterator().next();
  }

  private static DataFormat ofEntry(Path entry) {
    String name = entry.getFileName().toString();
    if (name.equals("data_batch_1.bin")) {
      return CIFAR10;
    } else if (name.equals("fine_label_names.txt")) {
      return CIFAR100;
    } else if (name.startsWith("train-images-idx3-ubyte")
        || name.startsWith("train-images.idx3-ubyte")) {
      return MNIST;
    } else if (name.matches("emnist-[a-z]+-train-images[-.]idx3-ubyte(\\.gz)?")) {
      return EMNIST;
    } else if (name.equals("train_32x32.mat")) {
      return SVHN;
    } else if (name.equals("data.mdb")) {
      return LSUN;
    } else if (name.startsWith("train_data_batch_1") && name.endsWith(".npz")) {
      return IMAGENET_NPZ;
    } else if (name.matches("n\\d{8}") && Files.isDirectory(entry)) {
      return IMAGENET;
    }
    return FOLDER;
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line options that say which pictures to use. */
final class ImageOptions {

  /** How pictures are stored. */
  enum Format {
    /** CIFAR-10's binary files. */
    CIFAR10,
    /** Image files in a folder and its subfolders. */
    FOLDER,
    /** None: rooms are drawn from a seed. */
    ROOMS
  }

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--data", paramLabel = "DIR", description = "where the images are")
  private @Nullable Path data;

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES} (default: folder; rooms need no --data)")
  private Format format = Format.FOLDER;

  @Option(
      names = "--count",
      description = "how many rooms to draw (default: ${DEFAULT-VALUE}; rooms only)")
  private int count = 20_000;

  /**
   * The side of pictures where nothing else is asked for.
   *
   * @return 64 for a folder, 32 for the others
   */
  int defaultResolution() {
    return format == Format.FOLDER ? 64 : 32;
  }

  /**
   * Whether any pictures were asked for.
   *
   * @return false where neither a folder nor a format that needs none was named
   */
  boolean given() {
    return data != null || format == Format.ROOMS;
  }

  /**
   * Opens the pictures.
   *
   * @param shape how they are to be cropped, resized and coloured
   * @param seed what rooms are drawn from
   * @return the dataset
   * @throws IOException if they are not there or cannot be read
   */
  Dataset open(ImageShape shape, long seed) throws IOException {
    Dataset images =
        switch (format) {
          case CIFAR10 -> Cifar10.train(folder());
          case FOLDER -> ImageFolder.open(folder());
          case ROOMS ->
              SyntheticRooms.builder().count(count).resolution(shape.height()).seed(seed).build();
        };
    boolean fits =
        images
            .shape()
            .filter(s -> s.height() == shape.height() && s.width() == shape.width())
            .isPresent();
    Dataset cropped = fits ? images : images.centerCropped(shape.height());
    return shape.channels() == 1 ? cropped.grayscale() : cropped;
  }

  private Path folder() {
    if (data == null) {
      throw new ParameterException(
          command.commandLine(),
          "--data DIR is missing: --format "
              + format.name().toLowerCase(Locale.ROOT)
              + " reads images from a folder; for images without one use --format rooms");
    }
    return data;
  }
}

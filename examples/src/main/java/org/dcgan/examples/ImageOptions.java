package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line options that say which images to use. */
final class ImageOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the images: a folder, an archive or a pack")
  private @Nullable Path data;

  @Option(
      names = "--format",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, which detects the format by file"
              + " names; ROOMS needs no --data)")
  private DataFormat format = DataFormat.AUTO;

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--count",
      description = "number of rooms, with --format rooms only (default: ${DEFAULT-VALUE})")
  private int count = 20_000;

  /**
   * The resolution where the user does not name one.
   *
   * @return 32 or 64 pixels, depending on the format
   * @throws IOException if the format has to be detected and the folder cannot be listed
   */
  int defaultResolution() throws IOException {
    boolean detect = format == DataFormat.AUTO && data != null;
    return (detect ? DataFormat.of(data()) : format).defaultResolution();
  }

  /**
   * Whether the user named any images.
   *
   * @return false if there is neither {@code --data} nor a format that needs none
   */
  boolean given() {
    return data != null || format == DataFormat.ROOMS;
  }

  /**
   * Opens the images.
   *
   * @param shape the shape that images are cropped, resized and converted to
   * @param seed the random seed of procedural rooms
   * @return the dataset, to be closed by the caller
   * @throws IOException if the images do not exist or cannot be read
   */
  Dataset open(ImageShape shape, long seed) throws IOException {
    if (format != DataFormat.ROOMS) {
      refuseCount();
    }
    Dataset images =
        format == DataFormat.ROOMS
            ? SyntheticRooms.builder().count(count).resolution(shape.height()).seed(seed).build()
            : format.open(data(), background.color());
    return ImageFitting.fit(images, shape);
  }

  /**
   * Opens the images for a model: the named ones; without a name those that the pretrained model
   * was trained on, if it is the model.
   *
   * @param pretrained whether the model is the pretrained one
   * @param shape the shape of the model's images
   * @param seed the random seed of procedural rooms
   * @return the dataset, to be closed by the caller
   * @throws IOException if the images do not exist or cannot be read
   */
  Dataset openFor(boolean pretrained, ImageShape shape, long seed) throws IOException {
    if (pretrained && format == DataFormat.AUTO && data == null) {
      refuseCount();
      return PretrainedRooms.trainingImages(shape.height());
    }
    return open(shape, seed);
  }

  private void refuseCount() {
    IgnoredOptions.refuse(command, "without --format rooms; leave it out", "--count");
  }

  /**
   * Refuses options that describe images, where no images are named.
   *
   * @param options the names of other options that need images
   */
  void refuseWithoutImages(String... options) {
    if (!given()) {
      String why = "without --data DIR, which names the images";
      IgnoredOptions.refuse(command, why, "--format", "--count");
      IgnoredOptions.refuse(command, why, options);
    }
  }

  private Path data() {
    if (data == null) {
      throw new ParameterException(
          command.commandLine(),
          "--data DIR is missing: name a folder of images, or use --format rooms, which needs"
              + " none");
    }
    return data;
  }
}

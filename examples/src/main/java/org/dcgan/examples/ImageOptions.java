package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
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
  private @Nullable CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the images are: a folder, an archive or a pack")
  private @Nullable Path data;

  @Option(
      names = "--format",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, which goes by the files' names;"
              + " rooms need no --data)")
  private DataFormat format = DataFormat.AUTO;

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--count",
      description = "how many rooms to draw (default: ${DEFAULT-VALUE}; rooms only)")
  private int count = 20_000;

  /**
   * The side of images where nothing else is asked for.
   *
   * @return 32 or 64, by the format
   * @throws IOException if it has to be told from files that cannot be listed
   */
  int defaultResolution() throws IOException {
    boolean toBeTold = format == DataFormat.AUTO && data != null;
    return (toBeTold ? DataFormat.of(data()) : format).defaultResolution();
  }

  /**
   * Whether any images were asked for.
   *
   * @return false where neither a folder nor a format that needs none was named
   */
  boolean given() {
    return data != null || format == DataFormat.ROOMS;
  }

  /**
   * Opens the images.
   *
   * @param shape how they are to be cropped, resized and colored
   * @param seed what rooms are drawn from
   * @return the dataset
   * @throws IOException if they are not there or cannot be read
   */
  Dataset open(ImageShape shape, long seed) throws IOException {
    Dataset images =
        format == DataFormat.ROOMS
            ? SyntheticRooms.builder().count(count).resolution(shape.height()).seed(seed).build()
            : format.open(data(), background.color());
    boolean fits =
        images
            .shape()
            .filter(s -> s.height() == shape.height() && s.width() == shape.width())
            .isPresent();
    Dataset cropped = fits ? images : images.centerCropped(shape.height());
    if (cropped.channels().equals(OptionalInt.of(shape.channels()))) {
      return cropped;
    }
    return shape.channels() == 1 ? cropped.grayscale() : cropped.rgb();
  }

  private Path data() {
    if (data == null) {
      throw new ParameterException(
          command.commandLine(),
          "--data DIR is missing: where are the images? For some without any data use --format rooms");
    }
    return data;
  }
}

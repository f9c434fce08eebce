package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.NearestImages;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.Images;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Walks through the latent space of a saved model (paper, figure 4). */
@Command(
    name = "WalkLatents",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Interpolates between random points of the latent space; writes the frames as"
            + " a grid and as an animated GIF.")
public final class WalkLatents implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut("out/walk");
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(names = "--points", description = "number of random points (default: ${DEFAULT-VALUE})")
  private int points = LatentWalk.Options.DEFAULT.points();

  @Option(
      names = "--steps",
      description = "frames from one point to the next (default: ${DEFAULT-VALUE})")
  private int steps = LatentWalk.Options.DEFAULT.steps();

  @Option(
      names = "--course",
      description = "interpolation: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private LatentWalk.Interpolation course = LatentWalk.Interpolation.LINEAR;

  @Option(names = "--closed", description = "return to the first point at the end")
  private boolean closed;

  /** Creates the walk with its defaults. */
  public WalkLatents() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param options the options of the walk
   * @param jumps the root mean square change from each frame to the next, of pixels in [-1, 1]
   * @param meanJump the mean of the changes
   * @param largestJumpToMean the largest change relative to the mean
   * @param nearest the nearest training image of each frame, if training images were given
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      LatentWalk.Options options,
      List<Double> jumps,
      double meanJump,
      double largestJumpToMean,
      Optional<List<NearestImages.Match>> nearest) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new WalkLatents(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    LatentWalk.Options options =
        new LatentWalk.Options(
            points, steps, course, closed, files.seed(), SamplingOptions.DEFAULT);
    try (Dcgan dcgan = files.open()) {
      LatentWalk.Walk walk = LatentWalk.random(dcgan, options);
      walk.writePng(files.out("walk.png"));
      walk.writeGif(files.out("walk.gif"));
      Optional<List<NearestImages.Match>> nearest = Optional.empty();
      if (images.given()) {
        try (Dataset training = images.open(dcgan.architecture().image(), files.seed())) {
          NearestImages found = walk.nearest(training, Progress.console());
          SampleGrids.legible(Images.concat(List.of(walk.frames(), found.images())))
              .withColumns(walk.frames().count())
              .writePng(files.out("walk-nearest.png"));
          nearest = Optional.of(found.matches());
        }
      }
      var smoothness = walk.smoothness();
      ResultFile.write(
          files.out(),
          new Result(
              files.model(),
              files.label(),
              options,
              smoothness.jumps(),
              smoothness.mean(),
              smoothness.ratio(),
              nearest));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%d frames, largest change %.2f times the mean; see %s",
              walk.frames().count(),
              smoothness.ratio(),
              files.out("walk.png")));
    }
  }
}

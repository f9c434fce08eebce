package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.Memorization;
import org.dcgan.eval.inspect.NearestImages;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows samples beside the training images that are most like them. */
@Command(
    name = "NearestTrainingImages",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Finds the nearest training image of each sample, by pixels and by the discriminator's"
            + " features.")
public final class NearestTrainingImages implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut();
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(names = "--samples", description = "how many (default: ${DEFAULT-VALUE})")
  private int samples = Memorization.DEFAULT_COUNT;

  /** A comparison with its defaults. */
  public NearestTrainingImages() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param dataset what was compared with
   * @param byPixels the nearest images by pixels
   * @param byFeatures the nearest images by D's features
   * @param meanDistance of samples to the nearest images, by pixels
   * @param trainingDistance of training images to the nearest others, by pixels
   * @param figure the image
   */
  public record Result(
      Path model,
      String dataset,
      List<NearestImages.Match> byPixels,
      List<NearestImages.Match> byFeatures,
      double meanDistance,
      double trainingDistance,
      Path figure) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new NearestTrainingImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (Dcgan dcgan = files.open();
        Dataset dataset = images.open(dcgan.architecture().image(), files.seed())) {
      Memorization found =
          Memorization.of(dcgan, dataset, samples, files.seed(), Progress.console());
      Path figure = files.out("nearest.png");
      found.writePng(figure);
      ResultFile.write(
          files.out(),
          new Result(
              files.model(),
              dataset.description(),
              found.byPixels().matches(),
              found.byFeatures().matches(),
              found.byPixels().meanDistance(),
              found.trainingDistance(),
              figure));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "samples are %.2f from their nearest training images, those %.2f from each other;"
                  + " see %s",
              found.byPixels().meanDistance(),
              found.trainingDistance(),
              figure));
    }
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

/** Shows samples beside the training images that are most similar to them. */
@Command(
    name = "NearestTrainingImages",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Finds the nearest training image of each sample, by pixels and by the discriminator's"
            + " features.")
public final class NearestTrainingImages implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut("out/nearest");
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(names = "--samples", description = "number of samples (default: ${DEFAULT-VALUE})")
  private int samples = Memorization.DEFAULT_COUNT;

  /** Creates the comparison with its defaults. */
  public NearestTrainingImages() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param dataset the description of the training images
   * @param byPixels the nearest training image of each sample by pixels
   * @param byFeatures the nearest training image of each sample by D's features
   * @param meanDistance the mean distance of samples to their nearest training images, by pixels
   * @param trainingDistance the mean distance of training images to their nearest others, by pixels
   * @param figure the file with the figure
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      String dataset,
      List<NearestImages.Match> byPixels,
      List<NearestImages.Match> byFeatures,
      double meanDistance,
      double trainingDistance,
      Path figure) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new NearestTrainingImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (Dcgan dcgan = files.open();
        Dataset dataset = files.openImages(images, dcgan.architecture().image())) {
      Memorization found =
          Memorization.of(dcgan, dataset, samples, files.seed(), Progress.console());
      Path figure = files.out("nearest.png");
      found.writePng(figure);
      ResultFile.write(
          files.out(),
          new Result(
              files.model(),
              files.label(),
              dataset.description(),
              found.byPixels().matches(),
              found.byFeatures().matches(),
              found.byPixels().meanDistance(),
              found.trainingDistance(),
              figure));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "mean distance of samples to their nearest training images: %.2f; of training images"
                  + " to their nearest others: %.2f; see %s",
              found.byPixels().meanDistance(),
              found.trainingDistance(),
              figure));
    }
  }
}

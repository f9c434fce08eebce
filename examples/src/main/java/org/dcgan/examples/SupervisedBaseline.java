package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.PaperResults;
import org.dcgan.eval.baseline.SearchOptions;
import org.dcgan.eval.baseline.SearchReport;
import org.dcgan.eval.baseline.SupervisedSearch;
import org.dcgan.eval.baseline.Trial;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.image.ImageShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The supervised baseline of the paper's section 5.2: the discriminator's architecture trained as a
 * classifier, with hyperparameters found by random search. Several processes, on one machine or on
 * several, share the trials if they have the same {@code --out}; started again after a crash, a
 * search continues. Writes {@code trials/}, {@code trials.csv}, {@code trials.png} and {@code
 * result.json}.
 */
@Command(
    name = "SupervisedBaseline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains the discriminator's architecture as a classifier, by random search.")
public final class SupervisedBaseline implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with the images; for SVHN train_32x32.mat and test_32x32.mat")
  private Path data = Path.of("");

  @Option(
      names = "--format",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}; MNIST is enlarged to 32 pixels)")
  private LabeledImages format = LabeledImages.SVHN;

  @Mixin private SearchOptionGroup search = new SearchOptionGroup();
  @Mixin private LabeledSplitOptions labels = new LabeledSplitOptions();

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = SearchOptions.PAPER.seed();

  @Option(
      names = "--threads",
      description = "CPU threads of this process; 0 for all (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "output folder; several processes may share it (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/supervised");

  /** Creates the search with its defaults. */
  public SupervisedBaseline() {}

  /**
   * The contents of {@code result.json}. Errors are in [0, 1].
   *
   * @param training the images that networks were trained on
   * @param validation the images that the best trial was chosen by
   * @param options the options of the search
   * @param best the trial with the lowest validation error
   * @param validationError the validation error of the best trial
   * @param testError the error of the best trial's network on all test images
   * @param trials all finished trials
   * @param complete whether all trials are finished
   * @param quoted published results for comparison, which were not measured here
   */
  public record Result(
      String training,
      String validation,
      SearchOptions options,
      Trial best,
      double validationError,
      double testError,
      List<Trial> trials,
      boolean complete,
      List<PaperResults.Quoted> quoted) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new SupervisedBaseline(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    RuntimeOptions runtime =
        new RuntimeOptions(
            RuntimeOptions.DEFAULT.precision(), RuntimeOptions.DEFAULT.device(), threads);
    try (Dataset train = resized(format.train(data));
        Dataset test = resized(format.test(data))) {
      SearchOptions options = search.options(train.channels().orElseThrow(), seed);
      LabeledSplitOptions.Split split = labels.split(train, seed);
      SupervisedSearch supervised =
          new SupervisedSearch(options, split.training(), split.validation(), runtime);
      List<Trial> finished = supervised.run(out.resolve("trials"), Progress.console());
      if (finished.isEmpty()) {
        return Example.summary(
            "other processes are running all remaining trials; start this again when they have"
                + " finished");
      }
      Trial best = SupervisedSearch.best(finished);
      double testError =
          best.bestEpoch() == 0 ? 1 : supervised.testError(best, test, Progress.console());
      SearchReport.writeCsv(finished, out.resolve("trials.csv"));
      SearchReport.writePng(finished, out.resolve("trials.png"));
      ResultFile.write(
          out,
          new Result(
              split.training().description(),
              split.validation().description(),
              options,
              best,
              best.validationError(),
              testError,
              finished,
              finished.size() == search.trials(),
              format == LabeledImages.SVHN ? PaperResults.SVHN : List.of()));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%d of %d trials finished; the best, trial %d, is wrong on %.2f %% of validation and"
                  + " %.2f %% of test images; see %s",
              finished.size(),
              search.trials(),
              best.number(),
              100 * best.validationError(),
              100 * testError,
              out));
    }
  }

  private static Dataset resized(Dataset images) {
    int side = SearchOptionGroup.RESOLUTION;
    return ImageFitting.fit(images, ImageShape.square(side, images.channels().orElseThrow()));
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Architecture;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.PaperResults;
import org.dcgan.eval.baseline.SearchOptions;
import org.dcgan.eval.baseline.SearchReport;
import org.dcgan.eval.baseline.SearchSpace;
import org.dcgan.eval.baseline.SupervisedSearch;
import org.dcgan.eval.baseline.Trial;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.random.Permutation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The discriminator's architecture trained on labels alone, its hyper-parameters found by random
 * search: the supervised baseline of the paper's section 5.2. Start it several times with the same
 * {@code --out}, on one machine or on several, and the processes share the trials; start it again
 * after a crash, and it goes on. Leaves {@code trials/}, {@code trials.csv}, {@code trials.png} and
 * {@code result.json}.
 */
@Command(
    name = "SupervisedBaseline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains the discriminator's architecture on labels alone, by random search.")
public final class SupervisedBaseline implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where train_32x32.mat and test_32x32.mat are")
  private Path data = Path.of("");

  @Option(
      names = "--format",
      description = "SVHN or CIFAR10, whose pictures are of 32 pixels (default: ${DEFAULT-VALUE})")
  private LabelledImages format = LabelledImages.SVHN;

  @Option(names = "--trials", description = "how many (default: ${DEFAULT-VALUE}, the paper's)")
  private int trials = SearchOptions.PAPER.trials();

  @Option(
      names = "--epochs",
      description = "passes over the labelled images at most (default: ${DEFAULT-VALUE})")
  private int epochs = SearchOptions.PAPER.epochs();

  @Option(
      names = "--evaluate-every",
      description = "epochs between two looks at the validation images (default: ${DEFAULT-VALUE})")
  private int evaluateEvery = SearchOptions.PAPER.evaluateEvery();

  @Option(
      names = "--labels",
      description = "labelled images a class to train on (default: ${DEFAULT-VALUE})")
  private int labels = 100;

  @Option(
      names = "--validation",
      description = "training images split off to choose by (default: ${DEFAULT-VALUE})")
  private int validation = 10_000;

  @Option(
      names = "--width",
      description = "maps of the first convolution (default: ${DEFAULT-VALUE}, the authors')")
  private int width = 64;

  @Option(names = "--seed", description = "the chance in everything (default: ${DEFAULT-VALUE})")
  private long seed = SearchOptions.PAPER.seed();

  @Option(
      names = "--threads",
      description = "CPU threads of this process; 0 for all (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "may be shared by several processes (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/supervised");

  /** A search with its defaults. */
  public SupervisedBaseline() {}

  /**
   * What it leaves in {@code result.json}. Errors are shares of 1.
   *
   * @param training the pictures that were trained on
   * @param validation the pictures that were chosen by
   * @param options what was searched
   * @param best the trial with the lowest validation error
   * @param validationError its error
   * @param testError the error, on all test pictures, of the best trial's network
   * @param trials all that were finished
   * @param complete whether that is all of them
   * @param quoted the paper's numbers, for comparison: quoted, not measured
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
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new SupervisedBaseline(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    RuntimeOptions runtime =
        new RuntimeOptions(
            RuntimeOptions.DEFAULT.precision(), RuntimeOptions.DEFAULT.device(), threads);
    SearchOptions options = options();
    try (Dataset train = format.train(data);
        Dataset test = format.test(data)) {
      Split split = split(train);
      SupervisedSearch search =
          new SupervisedSearch(options, split.training(), split.validation(), runtime);
      List<Trial> finished = search.run(out.resolve("trials"), Progress.console());
      if (finished.isEmpty()) {
        return Example.summary(
            "all trials are being run by other processes; start this again when they have ended");
      }
      Trial best = SupervisedSearch.best(finished);
      double testError =
          best.bestEpoch() == 0 ? 1 : search.testError(best, test, Progress.console());
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
              finished.size() == trials,
              format == LabelledImages.SVHN ? PaperResults.SVHN : List.of()));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%d of %d trials finished; the best, trial %d, is wrong on %.2f %% of validation and"
                  + " %.2f %% of test images; see %s",
              finished.size(),
              trials,
              best.number(),
              100 * best.validationError(),
              100 * testError,
              out));
    }
  }

  private SearchOptions options() {
    Architecture authors = Architecture.svhn32();
    Architecture architecture =
        width == authors.discriminator().get(0).featureMaps()
            ? authors
            : Architecture.builder().resolution(32).width(width).build();
    return new SearchOptions(
        architecture,
        SearchSpace.DEFAULT,
        trials,
        epochs,
        evaluateEvery,
        SearchOptions.PAPER.patience(),
        seed,
        Duration.ofMinutes(30));
  }

  private record Split(Dataset training, Dataset validation) {}

  /** Validation pictures first, then as many of each class as are asked for, in random order. */
  private Split split(Dataset train) {
    int classes = train.classNames().size();
    if (validation < 1 || labels < 1 || validation + labels * classes > train.size()) {
      throw new IllegalArgumentException(
          String.format(
              "--validation and --labels must be at least 1 and leave room for each other: %d and"
                  + " %d x %d of %d images",
              validation, classes, labels, train.size()));
    }
    Permutation order = Permutation.of(train.size(), seed);
    int[] ofClass = new int[classes];
    List<Integer> chosen = new ArrayList<>();
    for (int i = validation; i < train.size(); i++) {
      if (ofClass[train.label(order.at(i))]++ < labels) {
        chosen.add(order.at(i));
      }
    }
    if (chosen.size() < labels * classes) {
      throw new IllegalArgumentException(
          "there are not " + labels + " labelled images of each class; choose fewer --labels");
    }
    Collections.sort(chosen);
    int[] first = new int[validation];
    for (int i = 0; i < validation; i++) {
      first[i] = order.at(i);
    }
    return new Split(
        train.subset(chosen.stream().mapToInt(Integer::intValue).toArray()), train.subset(first));
  }
}

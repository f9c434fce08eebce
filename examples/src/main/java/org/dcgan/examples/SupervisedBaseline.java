package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.PaperResults;
import org.dcgan.eval.baseline.SearchOptions;
import org.dcgan.eval.baseline.SearchReport;
import org.dcgan.eval.baseline.SearchSpace;
import org.dcgan.eval.baseline.SupervisedSearch;
import org.dcgan.eval.baseline.Trial;
import org.dcgan.eval.protocol.SvhnProtocol;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.SvmOptions;
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
  private static final int SIDE = 32;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where the images are, for SVHN train_32x32.mat and test_32x32.mat")
  private Path data = Path.of("");

  @Option(
      names = "--format",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}; MNIST grows to 32 pixels)")
  private LabeledImages format = LabeledImages.SVHN;

  @Option(names = "--trials", description = "how many (default: ${DEFAULT-VALUE}, the paper's)")
  private int trials = SearchOptions.PAPER.trials();

  @Option(
      names = "--epochs",
      description = "passes over the labeled images at most (default: ${DEFAULT-VALUE})")
  private int epochs = SearchOptions.PAPER.epochs();

  @Option(
      names = "--evaluate-every",
      description = "epochs between two looks at the validation images (default: ${DEFAULT-VALUE})")
  private int evaluateEvery = SearchOptions.PAPER.evaluateEvery();

  @Option(
      names = "--labels",
      description = "labeled images a class to train on (default: ${DEFAULT-VALUE})")
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
   * @param training the images that were trained on
   * @param validation the images that were chosen by
   * @param options what was searched
   * @param best the trial with the lowest validation error
   * @param validationError its error
   * @param testError the error, on all test images, of the best trial's network
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
    try (Dataset train = sized(format.train(data));
        Dataset test = sized(format.test(data))) {
      SearchOptions options = options(train);
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
              format == LabeledImages.SVHN ? PaperResults.SVHN : List.of()));
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

  private static Dataset sized(Dataset images) {
    boolean fits = images.shape().filter(s -> s.height() == SIDE && s.width() == SIDE).isPresent();
    return fits ? images : images.centerCropped(SIDE);
  }

  private SearchOptions options(Dataset train) {
    int channels = train.channels().orElseThrow();
    Architecture authors = Architecture.svhn32();
    Architecture architecture =
        width == authors.discriminator().get(0).featureMaps()
                && channels == authors.image().channels()
            ? authors
            : Architecture.builder().resolution(SIDE).channels(channels).width(width).build();
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

  /** The split of the protocol that judges features, and the first of its draws of labels. */
  private Split split(Dataset train) {
    SvhnProtocol protocol =
        new SvhnProtocol(
            validation,
            labels,
            List.of(SvhnProtocol.AUTHORS_GRID.get(0)),
            1,
            1,
            Math.toIntExact(seed),
            SvmOptions.DEFAULT);
    SvhnProtocol.Split split = protocol.split(train.size());
    int classes = train.classNames().size();
    int[] pool = IntStream.of(split.pool()).map(train::label).toArray();
    for (int k = 0; k < classes; k++) {
      int label = k;
      long there = IntStream.of(pool).filter(l -> l == label).count();
      if (there < labels) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--labels %d of each class were asked for, but beside --validation %d there are"
                    + " only %d of the class %s",
                labels,
                validation,
                there,
                train.classNames().get(k)));
      }
    }
    int[] digits = IntStream.range(0, classes).map(k -> (k + 1) % classes).toArray();
    int[] chosen =
        IntStream.of(protocol.draws(pool, digits).get(0)).map(i -> split.pool()[i]).toArray();
    return new Split(train.subset(chosen), train.subset(split.validation()));
  }
}

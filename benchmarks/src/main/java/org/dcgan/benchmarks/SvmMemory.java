package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FloatFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the time and memory of the paper's largest SVM: 50,000 images of CIFAR-10, each with
 * 28,672 features of the six-layer discriminator, which is untrained here. Memory is the peak of
 * the whole process.
 */
@Command(name = "SvmMemory", mixinStandardHelpOptions = true)
public final class SvmMemory implements Callable<Integer> {
  private static final int STATISTICS_IMAGES = 2_000;
  private static final int STATISTICS_BATCH_SIZE = 128;

  @Option(
      names = "--cifar10",
      required = true,
      description = "folder with the binary version of CIFAR-10")
  private Path cifar10 = Path.of("");

  @Option(names = "--rows", description = "number of images (default: ${DEFAULT-VALUE})")
  private int rows = 50_000;

  @Option(
      names = "--numbers",
      description =
          "number format of stored features: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private FloatFormat numbers = FloatFormat.FLOAT16;

  @Option(names = "--c", description = "the SVM's C (default: ${DEFAULT-VALUE})")
  private double c = 1e-3;

  @Option(names = "--out", description = "output folder (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/svm-memory");

  /** Creates the measurement with its defaults. */
  public SvmMemory() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param machine the description of the machine
   * @param rows the number of images
   * @param columns the number of features per image
   * @param numbers the number format of stored features
   * @param c the SVM's C
   * @param extraction the duration of the feature extraction, including batch statistics
   * @param fitting the duration of the SVM's training, including reading rows from disk
   * @param objective the sum of all classes' objectives
   * @param gap the relative duality gap of the objective
   * @param passes the number of passes over the rows
   * @param trainingAccuracy the accuracy on the training images, in [0, 1]
   * @param peakMegabytes the peak resident memory, including mapped files, until the end of fitting
   */
  record Result(
      String machine,
      int rows,
      int columns,
      FloatFormat numbers,
      double c,
      Duration extraction,
      Duration fitting,
      double objective,
      double gap,
      int passes,
      double trainingAccuracy,
      long peakMegabytes) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new SvmMemory()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path file = out.resolve("rows.features");
    long began = System.nanoTime();
    try (FeatureMatrix features = features(file)) {
      Duration extraction = Duration.ofNanos(System.nanoTime() - began);
      SvmFit fit;
      try (L2Svm svm = L2Svm.on(features, SvmOptions.DEFAULT, Progress.console())) {
        fit = svm.fit(c);
      }
      Result result =
          new Result(
              Machine.here().describe(),
              features.rows(),
              features.columns(),
              numbers,
              c,
              extraction,
              fit.duration(),
              fit.objective(),
              fit.gap(),
              fit.passes(),
              fit.trainingAccuracy(),
              ProcessUse.peakResidentKilobytes() / 1024);
      ResultFile.write(out, result);
      System.out.printf(
          Locale.ROOT,
          "%d x %d, C %s: features %d s, SVM %d s, %d passes, gap %.1e; at most %,d MB%n",
          result.rows(),
          result.columns(),
          c,
          extraction.toSeconds(),
          fit.duration().toSeconds(),
          fit.passes(),
          fit.gap(),
          result.peakMegabytes());
    } finally {
      Files.deleteIfExists(file);
    }
    return 0;
  }

  private FeatureMatrix features(Path file) throws IOException {
    Architecture architecture = Architecture.imagenet32();
    try (Dataset images = Cifar10.train(cifar10).take(rows);
        UntrainedDiscriminator untrained =
            UntrainedDiscriminator.like(
                architecture,
                Dcgan.DEFAULT_SEED,
                images.take(Math.min(rows, STATISTICS_IMAGES)),
                STATISTICS_BATCH_SIZE,
                FeatureOptions.DEFAULT)) {
      return FeatureExtraction.by(untrained)
          .format(numbers)
          .progress(Progress.console())
          .write(images, file);
    }
  }
}

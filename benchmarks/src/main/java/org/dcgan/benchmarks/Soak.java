package org.dcgan.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.ClassPath;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains a small model for a long time with everything that a long run uses: the default listeners,
 * a checkpoint per epoch, and a score that keeps the best checkpoint. The resources of the process
 * are measured after a tenth of the steps and at the end; they must not grow.
 *
 * <p>The training runs in a separate JVM whose heap has a fixed size and is fully touched at the
 * start, so that a growth of resident memory can only be native memory.
 */
@Command(
    name = "Soak",
    mixinStandardHelpOptions = true,
    description = "Trains for a long time and checks memory, open files and threads.")
public final class Soak implements Callable<Integer> {
  private static final int BATCH_SIZE = 16;
  private static final int STEPS_PER_EPOCH = 250;
  private static final double MOST_GROWTH = 1.05;

  @Option(
      names = "--steps",
      defaultValue = "20000",
      description = "Training steps (${DEFAULT-VALUE}).")
  private int steps = 20_000;

  @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Precision precision = Precision.FLOAT32;

  @Option(
      names = "--out",
      defaultValue = "out/soak",
      description = "Output folder (${DEFAULT-VALUE}).")
  private Path out = Path.of("out/soak");

  @Option(names = "--inside", hidden = true, description = "This is the JVM that trains.")
  private boolean inside;

  private Soak() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param machine the description of the machine
   * @param steps the number of training steps
   * @param early the resources after a tenth of the steps
   * @param end the resources at the end
   * @param residentGrowth resident memory at the end divided by that after a tenth of the steps
   * @param steady whether memory grew by at most 5 %, and open files and threads did not grow
   * @param course the resources after each tenth of the steps
   */
  record Result(
      String machine,
      long steps,
      ProcessUse early,
      ProcessUse end,
      double residentGrowth,
      boolean steady,
      List<ProcessUse> course) {}

  /**
   * Runs the soak.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (steps < 10) {
      throw new IllegalArgumentException("--steps must be at least 10, got " + steps);
    }
    return inside ? train() : fork();
  }

  private int fork() throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            // A varying number of the JVM's own threads would hide those of the library.
            "-XX:-UseDynamicNumberOfCompilerThreads",
            "-XX:-UseDynamicNumberOfGCThreads",
            "-Djava.awt.headless=true",
            "-cp",
            ClassPath.current(),
            Soak.class.getName(),
            "--inside",
            "--steps=" + steps,
            "--precision=" + precision,
            "--out=" + out)
        .inheritIO()
        .start()
        .waitFor();
  }

  private int train() throws IOException {
    ImageShape shape = ImageShape.square(16, 3);
    int epochs = Math.max(1, steps / STEPS_PER_EPOCH);
    int perEpoch = steps / epochs;
    List<ProcessUse> course = new ArrayList<>();
    int tenth = steps / 10;
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onStep(TrainingEvent.StepEnd event) {
            try {
              if (event.step() % tenth == 0) {
                course.add(ProcessUse.at(event.step()));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (NoiseImages images = new NoiseImages(shape, perEpoch * BATCH_SIZE);
        UntrainedFeatures features = UntrainedFeatures.of(images, 200, 1);
        Dcgan dcgan = Dcgan.builder().resolution(16).width(8).precision(precision).build()) {
      FrechetDistance score = FrechetDistance.over(FeatureComparison.of(features, images, 200, 1));
      TrainingPlan plan =
          TrainingPlan.builder()
              .epochs(epochs)
              .batchSize(BATCH_SIZE)
              .checkpoints(
                  CheckpointPolicy.builder(out.resolve("checkpoints")).keepBestBy(score).build())
              .build();
      long done =
          dcgan.train(images, plan, TrainingReport.into(out, Progress.console()), watch).step();
      Result result = evaluate(done, course, epochs);
      ResultFile.write(out, result);
      System.out.println(describe(result));
      return result.steady() ? 0 : 1;
    }
  }

  private Result evaluate(long done, List<ProcessUse> course, int wanted) throws IOException {
    if (course.size() != wanted) {
      throw new IOException(
          out
              + ": this run continued one that had begun before, of which it saw "
              + course.size()
              + " of "
              + wanted
              + " parts; name an empty folder with --out");
    }
    ProcessUse early = course.get(0);
    ProcessUse end = course.get(course.size() - 1);
    double growth = end.residentKilobytes() / (double) early.residentKilobytes();
    boolean steady =
        growth <= MOST_GROWTH
            && end.openFiles() <= early.openFiles()
            && end.threads() <= early.threads();
    return new Result(Machine.here().describe(), done, early, end, growth, steady, course);
  }

  private static String describe(Result result) {
    return String.format(
        Locale.ROOT,
        "%s: step %,d -> %,d: resident %,d -> %,d KB (%+.1f %%), open files %d -> %d, threads %d ->"
            + " %d",
        result.steady() ? "steady" : "GREW",
        result.early().step(),
        result.end().step(),
        result.early().residentKilobytes(),
        result.end().residentKilobytes(),
        100 * (result.residentGrowth() - 1),
        result.early().openFiles(),
        result.end().openFiles(),
        result.early().threads(),
        result.end().threads());
  }
}

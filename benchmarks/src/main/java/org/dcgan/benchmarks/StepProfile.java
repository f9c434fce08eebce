package org.dcgan.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.model.StepTrace;
import org.dcgan.tensorflow.model.StepTrace.Operation;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Prints the time of a training step by operation type, by layer, by part, and for the longest
 * operations, in milliseconds per step. Times are medians over the traced steps that have the
 * operation, times the share of these steps.
 */
@Command(
    name = "StepProfile",
    mixinStandardHelpOptions = true,
    description = "Prints the time of a training step by operation and layer.")
public final class StepProfile implements Callable<Integer> {
  /**
   * The first steps include work that TensorFlow does once: placing, optimizing, packing weights.
   */
  private static final int WARM_UP = 3;

  @Option(
      names = "--resolution",
      defaultValue = "32",
      description = "Side of the images in pixels (${DEFAULT-VALUE}).")
  private int resolution;

  @Option(
      names = "--width",
      defaultValue = "64",
      description = "Feature maps of D's first layer (64).")
  private int width;

  @Option(
      names = "--imagenet32",
      description = "The paper's six 3x3 convolutions at 32 pixels, instead of --resolution.")
  private boolean imagenet32;

  @Option(names = "--batch-size", defaultValue = "128", description = "Images per step (128).")
  private int batchSize;

  @Option(names = "--steps", defaultValue = "5", description = "Traced steps (5).")
  private int steps;

  @Option(names = "--precision", defaultValue = "FLOAT32", description = "${COMPLETION-CANDIDATES}")
  private Precision precision = Precision.FLOAT32;

  @Option(
      names = "--schedule",
      defaultValue = "SIMULTANEOUS",
      description = "${COMPLETION-CANDIDATES}")
  private UpdateSchedule schedule = UpdateSchedule.SIMULTANEOUS;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "CPU threads; 0 for all processors (0).")
  private int threads;

  @Option(names = "--top", defaultValue = "30", description = "Lines of each table (30).")
  private int top;

  /** TensorFlow's names for clusters of operations that XLA compiled, of any layer. */
  private static final Pattern COMPILED = Pattern.compile("cluster_\\d+");

  private StepProfile() {}

  /**
   * Runs the profile.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StepProfile()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Architecture architecture =
        imagenet32
            ? Architecture.imagenet32(width)
            : Architecture.builder().resolution(resolution).width(width).build();
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(1)
            .batchSize(batchSize)
            .samplesPerEpoch(1)
            .schedule(schedule)
            .build();
    try (Dcgan model =
            Dcgan.builder()
                .architecture(architecture)
                .precision(precision)
                .threads(threads)
                .build();
        NoiseImages images = new NoiseImages(architecture.image(), batchSize * (WARM_UP + steps))) {
      List<StepTrace> traces = StepTrace.record(model, images, plan);
      print(System.out, model, traces.subList(WARM_UP, traces.size()));
    }
    return 0;
  }

  private void print(PrintStream out, Dcgan model, List<StepTrace> traces) {
    out.printf(Locale.ROOT, "%s, width %d, batch %d, %s%n", model, width, batchSize, schedule);
    table(out, "by operation", traces, Operation::type);
    table(out, "by layer", traces, operation -> prefix(operation.name(), 2));
    table(out, "by part", traces, operation -> prefix(operation.name(), 1));
    table(out, "longest", traces, operation -> operation.name() + " " + operation.type());
  }

  private void table(
      PrintStream out, String title, List<StepTrace> traces, Function<Operation, String> key) {
    Map<String, List<Double>> times = new HashMap<>();
    for (int i = 0; i < traces.size(); i++) {
      Map<String, Double> sums = new HashMap<>();
      for (Operation operation : traces.get(i).operations()) {
        sums.merge(key.apply(operation), operation.micros() / 1e3, Double::sum);
      }
      sums.forEach((name, sum) -> times.computeIfAbsent(name, n -> new ArrayList<>()).add(sum));
    }
    Map<String, Double> medians = new HashMap<>();
    times.forEach(
        (name, sums) -> {
          // Steps without it count, too: of the alternating schedule half of them for each network.
          double share = sums.size() / (double) traces.size();
          medians.put(name, share * Measurement.of(sums).median());
        });
    double total = medians.values().stream().mapToDouble(Double::doubleValue).sum();
    out.printf(Locale.ROOT, "%n%s: %.1f ms%n", title, total);
    medians.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(top)
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "%9.2f  %4.1f %%  %s%n",
                    entry.getValue(),
                    100 * entry.getValue() / total,
                    entry.getKey()));
  }

  private static String prefix(String name, int parts) {
    if (COMPILED.matcher(name).lookingAt()) {
      return "compiled by XLA";
    }
    String[] split = name.split("/");
    return String.join("/", List.of(split).subList(0, Math.min(parts, split.length - 1)));
  }
}

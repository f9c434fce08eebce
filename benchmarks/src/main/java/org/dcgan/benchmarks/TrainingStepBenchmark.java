package org.dcgan.benchmarks;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcgan.Precision;
import org.dcgan.benchmarks.StepWorker.Answer;
import org.dcgan.benchmarks.StepWorker.Side;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.UpdateSchedule;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares a training step of this library with LibTorch's. The sides do the same work in separate
 * JVMs and take turns, so that other load on the machine affects all of them. Prints the table of
 * docs/results/performance.md and writes it beside {@code result.json}.
 */
@Command(
    name = "TrainingStepBenchmark",
    mixinStandardHelpOptions = true,
    description = "Measures a training step against LibTorch's.")
public final class TrainingStepBenchmark implements Callable<Integer> {
  private static final int WARM_UP = 2;
  private static final int QUICK = 2;

  @Option(
      names = "--rows",
      split = ",",
      description =
          "Rows to measure, of 32px-float32, 64px-float32, 32px-bfloat16, 64px-bfloat16,"
              + " 32px-float32-16, 64px-float32-16 (steps of 16 images instead of 128),"
              + " imagenet32-float32, faces64-float32, faces64-bfloat16. By default all but those of"
              + " faces64, and those in bfloat16 only where the CPU computes in it.")
  private List<String> rows = new ArrayList<>();

  @Option(
      names = "--schedules",
      split = ",",
      description = "Schedules to measure, of ${COMPLETION-CANDIDATES}; all by default.")
  private List<UpdateSchedule> schedules = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "4",
      description = "Rounds; each side has one turn per round (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--steps", defaultValue = "4", description = "Steps per turn (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "CPU threads of each side; 0 for all processors (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--quick",
      description = "Two rounds of two steps with the simultaneous schedule only.")
  private boolean quick;

  @Option(
      names = "--out",
      defaultValue = "out/benchmarks",
      description = "Folder for result.json and table.md (${DEFAULT-VALUE}).")
  private Path out = Path.of("out", "benchmarks");

  private final Machine machine = Machine.here();
  private final List<String> left = new ArrayList<>();

  private TrainingStepBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new TrainingStepBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  /** The contents of {@code result.json}. */
  private record Run(
      String date,
      Machine machine,
      int threads,
      int rounds,
      int stepsPerRound,
      List<StepResult> results,
      List<String> left) {}

  @Override
  public Integer call() throws IOException {
    if (quick) {
      rounds = QUICK;
      steps = QUICK;
    }
    if (schedules.isEmpty()) {
      schedules = quick ? List.of(UpdateSchedule.SIMULTANEOUS) : List.of(UpdateSchedule.values());
    }
    System.out.println(machine.describe());
    List<StepResult> results = new ArrayList<>();
    for (Contest contest : contests()) {
      measure(contest, results);
    }
    String table = table(results);
    System.out.println();
    System.out.println(table);
    return 0;
  }

  private List<Contest> contests() {
    if (!rows.isEmpty()) {
      return rows.stream().map(Contest::named).toList();
    }
    List<Contest> chosen = new ArrayList<>();
    for (Contest contest : Contest.ALL) {
      if (!contest.byDefault()) {
        left.add(contest.name() + ": slow; ask for it with --rows " + contest.name());
      } else if (contest.precision() == Precision.BFLOAT16 && !machine.computesInBfloat16()) {
        left.add(
            contest.name()
                + ": this CPU has neither AMX nor AVX512_BF16 and would emulate bfloat16; ask for"
                + " it with --rows "
                + contest.name());
      } else {
        chosen.add(contest);
      }
    }
    return chosen;
  }

  private void measure(Contest contest, List<StepResult> results) throws IOException {
    double loadBefore = Machine.load();
    try (WorkerProcess library = new WorkerProcess(Side.LIBRARY, contest, threads);
        // In bfloat16 both are the same.
        WorkerProcess fixed =
            contest.precision() == Precision.FLOAT32
                ? new WorkerProcess(Side.LIBRARY_FIXED, contest, threads)
                : null;
        WorkerProcess contiguous = new WorkerProcess(Side.LIBTORCH_CONTIGUOUS, contest, threads);
        WorkerProcess channelsLast =
            new WorkerProcess(Side.LIBTORCH_CHANNELS_LAST, contest, threads)) {
      Ceilings ceilings = library.ceilings(contest.precision());
      List<WorkerProcess> workers = new ArrayList<>(List.of(library, contiguous, channelsLast));
      if (fixed != null) {
        workers.add(1, fixed);
      }
      for (UpdateSchedule schedule : schedules) {
        StepResult result = measure(contest, schedule, workers, ceilings, loadBefore);
        results.add(result);
        System.out.println(line(result));
        write(results);
      }
    }
  }

  private StepResult measure(
      Contest contest,
      UpdateSchedule schedule,
      List<WorkerProcess> workers,
      Ceilings ceilings,
      double loadBefore)
      throws IOException {
    Map<Side, List<List<Double>>> seconds = new EnumMap<>(Side.class);
    Map<Side, Double> processSeconds = new EnumMap<>(Side.class);
    for (WorkerProcess worker : workers) {
      worker.steps(schedule, WARM_UP);
    }
    int count = count(schedule);
    for (int round = 0; round < rounds; round++) {
      for (WorkerProcess worker : workers) {
        Answer answer = worker.steps(schedule, count);
        seconds
            .computeIfAbsent(worker.side(), side -> new ArrayList<>())
            .add(
                schedule == UpdateSchedule.ALTERNATING
                    ? pairs(answer.seconds())
                    : answer.seconds());
        processSeconds.merge(
            worker.side(), answer.processSeconds() / (count * rounds), Double::sum);
      }
    }
    Map<Side, StepResult.Times> times = new EnumMap<>(Side.class);
    for (WorkerProcess worker : workers) {
      times.put(
          worker.side(),
          new StepResult.Times(
              worker.describe(),
              Measurement.of(
                  requireNonNull(seconds.get(worker.side())).stream()
                      .flatMap(List::stream)
                      .toList()),
              requireNonNull(processSeconds.get(worker.side()))));
    }
    Side peer =
        median(times, Side.LIBTORCH_CONTIGUOUS) < median(times, Side.LIBTORCH_CHANNELS_LAST)
            ? Side.LIBTORCH_CONTIGUOUS
            : Side.LIBTORCH_CHANNELS_LAST;
    List<Double> ratios = new ArrayList<>();
    List<List<Double>> ofPeer = requireNonNull(seconds.get(peer));
    List<List<Double>> ofLibrary = requireNonNull(seconds.get(Side.LIBRARY));
    for (int round = 0; round < rounds; round++) {
      ratios.add(
          Measurement.of(ofPeer.get(round)).median()
              / Measurement.of(ofLibrary.get(round)).median());
    }
    double work = StepWork.operations(contest.architecture(), schedule, contest.images()) / 1e9;
    return new StepResult(
        contest.name(),
        schedule,
        times,
        peer,
        median(times, peer) / median(times, Side.LIBRARY),
        Measurement.of(ratios),
        contest.goal(),
        work,
        work / median(times, Side.LIBRARY),
        ceilings,
        loadBefore,
        Machine.load());
  }

  private static double median(Map<Side, StepResult.Times> times, Side side) {
    return requireNonNull(times.get(side)).seconds().median();
  }

  private static List<Double> pairs(List<Double> seconds) {
    List<Double> means = new ArrayList<>();
    for (int i = 0; i + 1 < seconds.size(); i += 2) {
      means.add((seconds.get(i) + seconds.get(i + 1)) / 2);
    }
    return means;
  }

  private static String line(StepResult result) {
    return String.format(
        Locale.ROOT,
        "%s %s: %.0f ms against %.0f ms, ratio %.2f, %.0f GFLOP/s",
        result.row(),
        result.schedule(),
        1e3 * median(result.sides(), Side.LIBRARY),
        1e3 * median(result.sides(), result.fastestPeer()),
        result.ratio(),
        result.gigaflopsPerSecond());
  }

  /** Pairs of steps for the alternating schedule: each holds one of G and one of D. */
  private int count(UpdateSchedule schedule) {
    return schedule == UpdateSchedule.ALTERNATING ? (steps + 1) / 2 * 2 : steps;
  }

  private void write(List<StepResult> results) throws IOException {
    AtomicFiles.createFolders(out);
    Gson json = new GsonBuilder().setPrettyPrinting().create();
    Run run = new Run(date(), machine, threads(), rounds, steps, results, left);
    AtomicFiles.writeString(out.resolve("result.json"), json.toJson(run));
    AtomicFiles.writeString(out.resolve("table.md"), table(results));
  }

  private int threads() {
    return threads > 0 ? threads : machine.processors();
  }

  private static String date() {
    return ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ISO_LOCAL_DATE);
  }

  private String table(List<StepResult> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s. %s. %d threads a side. %d rounds of %d steps, sides in turns; medians, minimum to"
                + " maximum in brackets.%n%n",
            date(),
            machine.describe(),
            threads(),
            rounds,
            steps));
    text.append(
        "| step | schedule | ours, ms | ours, fixed convolutions, ms | LibTorch contiguous, ms | LibTorch channels last, ms"
            + " | ratio (of rounds) | goal | ours, images/s | CPU s a step: ours, LibTorch |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|\n");
    for (StepResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | **%.2f** (%.2f to %.2f) | %s | %.0f | %.2f, %.2f |%n",
              Contest.named(result.row()).describe(),
              result.schedule().name().toLowerCase(Locale.ROOT),
              milliseconds(result, Side.LIBRARY),
              milliseconds(result, Side.LIBRARY_FIXED),
              milliseconds(result, Side.LIBTORCH_CONTIGUOUS),
              milliseconds(result, Side.LIBTORCH_CHANNELS_LAST),
              result.ratio(),
              result.ratioOfRounds().minimum(),
              result.ratioOfRounds().maximum(),
              result.schedule() == UpdateSchedule.SIMULTANEOUS ? "" + result.goal() : "",
              Contest.named(result.row()).images() / median(result.sides(), Side.LIBRARY),
              result.times(Side.LIBRARY).processSeconds(),
              result.times(result.fastestPeer()).processSeconds()));
    }
    text.append('\n');
    text.append(
        "| step | schedule | GFLOP a step | ours, GFLOP/s | of the best matrix product | of"
            + " the best convolution | load before, after |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (StepResult result : results) {
      double rate = result.gigaflopsPerSecond();
      double product = result.ceilings().matrixProduct() / 1e9;
      double convolution = result.ceilings().convolution() / 1e9;
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.1f | %.0f | %.0f %% of %.0f | %.0f %% of %.0f | %.1f, %.1f |%n",
              Contest.named(result.row()).describe(),
              result.schedule().name().toLowerCase(Locale.ROOT),
              result.gigaflopsOfStep(),
              rate,
              100 * rate / product,
              product,
              100 * rate / convolution,
              convolution,
              result.loadBefore(),
              result.loadAfter()));
    }
    text.append('\n');
    if (!results.isEmpty()) {
      results
          .get(results.size() - 1)
          .sides()
          .values()
          .forEach(times -> text.append("- ").append(times.description()).append('\n'));
    }
    left.forEach(row -> text.append("- Not run: ").append(row).append('\n'));
    return text.toString();
  }

  private static String milliseconds(StepResult result, Side side) {
    if (!result.sides().containsKey(side)) {
      return "";
    }
    Measurement seconds = result.times(side).seconds();
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        1e3 * seconds.median(),
        1e3 * seconds.minimum(),
        1e3 * seconds.maximum());
  }
}

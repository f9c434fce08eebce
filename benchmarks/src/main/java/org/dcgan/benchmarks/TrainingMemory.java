package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.TrainingPlan;

/**
 * Compares the memory that {@link Architecture#trainingBytes} predicts for a training with the
 * memory that the training takes: the peak resident memory of two steps, less the resident memory
 * of the built model. Each measurement runs in a new JVM with a fixed heap, whose pages are
 * resident from the start. Also measures what building the model adds. Needs Linux.
 *
 * <p>Arguments: the largest prediction in MB to measure (default 4,000), then the image sizes to
 * measure (default 32 64 128 256).
 */
public final class TrainingMemory {
  private static final String WORKER = "--measure";
  private static final int MOST_MEGABYTES = 4_000;
  private static final List<Integer> SIDES = List.of(32, 64, 128, 256);
  private static final List<Integer> WIDTHS = List.of(16, 64, 128);
  private static final List<Integer> BATCHES = List.of(16, 128);
  private static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.BFLOAT16);
  private static final int STEPS = 2;
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private TrainingMemory() {}

  private record Setting(int side, int width, int batchSize, Precision precision) {
    private Architecture architecture() {
      return Architecture.builder().resolution(side).width(width).build();
    }
  }

  /**
   * Prints a table.
   *
   * @param arguments the largest prediction in MB, and image sizes
   * @throws IOException if a JVM cannot be started
   * @throws InterruptedException if this is interrupted
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    if (arguments.length == 6 && arguments[0].equals(WORKER)) {
      Setting setting =
          new Setting(
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              Precision.valueOf(arguments[4]));
      AtomicFiles.writeString(Path.of(arguments[5]), measure(setting));
      return;
    }
    int most = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MOST_MEGABYTES;
    List<Integer> sides = arguments.length > 1 ? new ArrayList<>() : SIDES;
    for (int i = 1; i < arguments.length; i++) {
      sides.add(Integer.parseInt(arguments[i]));
    }
    System.out.println(Machine.here().describe());
    System.out.println(
        "| px | width | batch | precision | model, MB | building adds, MB | weights and moments, MB"
            + " | activations, MB | predicted, MB | training adds, MB | ratio |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int side : sides) {
      for (int width : WIDTHS) {
        for (int batchSize : BATCHES) {
          for (Precision precision : PRECISIONS) {
            Setting setting = new Setting(side, width, batchSize, precision);
            if (setting.architecture().trainingBytes(batchSize) >> 20 <= most) {
              System.out.println(row(setting, fork(setting)));
            }
          }
        }
      }
    }
  }

  private static String row(Setting setting, String answer) {
    Architecture architecture = setting.architecture();
    long parameters =
        architecture.generatorParameters().stream().mapToLong(ParameterSpec::size).sum()
            + architecture.discriminatorParameters().stream().mapToLong(ParameterSpec::size).sum();
    double predicted = architecture.trainingBytes(setting.batchSize()) / 1e6;
    double weights = 16 * parameters / 1e6;
    String[] added = answer.split(" ", -1);
    double training = Long.parseLong(added[1]) * 1024 / 1e6;
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.2f |",
        setting.side(),
        setting.width(),
        setting.batchSize(),
        setting.precision().name().toLowerCase(Locale.ROOT),
        weights / 4,
        Long.parseLong(added[0]) * 1024 / 1e6,
        weights,
        predicted - weights,
        predicted,
        training,
        training / predicted);
  }

  private static String fork(Setting setting) throws IOException, InterruptedException {
    return MeasuringJvm.run(
        TrainingMemory.class,
        List.of(
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
        List.of(
            WORKER,
            Integer.toString(setting.side()),
            Integer.toString(setting.width()),
            Integer.toString(setting.batchSize()),
            setting.precision().name()));
  }

  private static String measure(Setting setting) throws IOException {
    // TensorFlow's libraries and thread pools are part of every process.
    try (Dcgan tiny =
        Dcgan.builder().resolution(16).width(2).precision(setting.precision()).build()) {
      train(tiny, 2);
    }
    long before = resident();
    try (Dcgan dcgan =
        Dcgan.builder()
            .architecture(setting.architecture())
            .precision(setting.precision())
            .build()) {
      long building = ProcessUse.peakResidentKilobytes() - before;
      long built = resident();
      train(dcgan, setting.batchSize());
      return building + " " + (ProcessUse.peakResidentKilobytes() - built);
    }
  }

  private static void train(Dcgan dcgan, int batchSize) throws IOException {
    TrainingPlan plan =
        TrainingPlan.builder().epochs(1).batchSize(batchSize).samplesPerEpoch(1).build();
    var unused =
        dcgan.train(new NoiseImages(dcgan.architecture().image(), STEPS * batchSize), plan);
  }

  /** The resident memory in KB; the peak starts again from it. */
  private static long resident() throws IOException {
    long resident = ProcessUse.at(0).residentKilobytes();
    Files.write(CLEAR, "5".getBytes(StandardCharsets.US_ASCII));
    return resident;
  }
}

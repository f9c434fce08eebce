package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcgan.ConvolutionChoice;
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
  private static final String HEAP = "512m";
  private static final int MOST_MEGABYTES = 4_000;
  private static final List<Integer> SIDES = List.of(32, 64, 128, 256);
  private static final List<Integer> WIDTHS = List.of(16, 64, 128);
  private static final List<Integer> BATCHES = List.of(16, 128);
  private static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.BFLOAT16);
  private static final int STEPS = 2;

  private TrainingMemory() {}

  /**
   * Prints a table.
   *
   * @param arguments the largest prediction in MB, and image sizes
   * @throws IOException if a JVM cannot be started
   * @throws InterruptedException if this is interrupted
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    if (MeasuredModel.isWorker(arguments, 0)) {
      AtomicFiles.writeString(Path.of(arguments[5]), measure(MeasuredModel.of(arguments)));
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
            MeasuredModel setting = new MeasuredModel(side, width, batchSize, precision);
            if (setting.architecture().trainingBytes(batchSize) >> 20 <= most) {
              System.out.println(row(setting, setting.fork(TrainingMemory.class, HEAP)));
            }
          }
        }
      }
    }
  }

  private static String row(MeasuredModel setting, String answer) {
    Architecture architecture = setting.architecture();
    long parameters =
        architecture.generatorParameters().stream().mapToLong(ParameterSpec::size).sum()
            + architecture.discriminatorParameters().stream().mapToLong(ParameterSpec::size).sum();
    double predicted = architecture.trainingBytes(setting.rows()) / 1e6;
    double weights = 16 * parameters / 1e6;
    String[] added = answer.split(" ", -1);
    double training = Long.parseLong(added[1]) * 1024 / 1e6;
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.2f |",
        setting.side(),
        setting.width(),
        setting.rows(),
        setting.precision().name().toLowerCase(Locale.ROOT),
        weights / 4,
        Long.parseLong(added[0]) * 1024 / 1e6,
        weights,
        predicted - weights,
        predicted,
        training,
        training / predicted);
  }

  private static String measure(MeasuredModel setting) throws IOException {
    // TensorFlow's libraries and thread pools are part of every process.
    try (Dcgan tiny =
        Dcgan.builder()
            .resolution(16)
            .width(2)
            .precision(setting.precision())
            .convolutions(ConvolutionChoice.FIXED)
            .build()) {
      train(tiny, 2);
    }
    long before = MeasuredModel.resident();
    try (Dcgan dcgan =
        Dcgan.builder()
            .architecture(setting.architecture())
            .precision(setting.precision())
            // What other algorithms add is measured by PassMemory.
            .convolutions(ConvolutionChoice.FIXED)
            .build()) {
      long building = ProcessUse.peakResidentKilobytes() - before;
      long built = MeasuredModel.resident();
      train(dcgan, setting.rows());
      return building + " " + (ProcessUse.peakResidentKilobytes() - built);
    }
  }

  private static void train(Dcgan dcgan, int batchSize) throws IOException {
    TrainingPlan plan =
        TrainingPlan.builder().epochs(1).batchSize(batchSize).samplesPerEpoch(1).build();
    var unused =
        dcgan.train(new NoiseImages(dcgan.architecture().image(), STEPS * batchSize), plan);
  }
}

package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.io.AtomicFiles;

/**
 * Measures the memory of a forward pass over many rows at once: what sampling and scoring with the
 * statistics of the batch add to the peak resident memory of the built model. Each measurement runs
 * in a new JVM with a fixed heap, whose pages are resident from the start. Needs Linux.
 *
 * <p>Arguments: none.
 */
public final class PassMemory {
  private static final String HEAP = "2g";
  private static final String GENERATOR = "generator";
  private static final String DISCRIMINATOR = "discriminator";
  private static final List<MeasuredModel> SETTINGS =
      List.of(
          new MeasuredModel(32, 64, 1024, Precision.FLOAT32),
          new MeasuredModel(64, 64, 512, Precision.FLOAT32),
          new MeasuredModel(64, 64, 512, Precision.BFLOAT16),
          new MeasuredModel(64, 128, 256, Precision.FLOAT32),
          new MeasuredModel(128, 16, 512, Precision.FLOAT32),
          new MeasuredModel(128, 16, 512, Precision.BFLOAT16),
          new MeasuredModel(256, 16, 128, Precision.FLOAT32));

  private PassMemory() {}

  /**
   * Prints a table.
   *
   * @param arguments none
   * @throws IOException if a JVM cannot be started
   * @throws InterruptedException if this is interrupted
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    if (MeasuredModel.isWorker(arguments, 1)) {
      AtomicFiles.writeString(
          Path.of(arguments[6]), measure(MeasuredModel.of(arguments), arguments[5]));
      return;
    }
    System.out.println(Machine.here().describe());
    System.out.println(
        "| px | width | rows | precision | largest tensor, MB | G adds, MB | D adds, MB |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (MeasuredModel setting : SETTINGS) {
      String generator = setting.fork(PassMemory.class, HEAP, GENERATOR);
      String discriminator = setting.fork(PassMemory.class, HEAP, DISCRIMINATOR);
      System.out.println(
          String.format(
              Locale.ROOT,
              "| %d | %d | %d | %s | %.0f | %.0f | %.0f |",
              setting.side(),
              setting.width(),
              setting.rows(),
              setting.precision().name().toLowerCase(Locale.ROOT),
              4.0 * setting.rows() * setting.side() * setting.side() / 4 * setting.width() / 1e6,
              Long.parseLong(generator) * 1024 / 1e6,
              Long.parseLong(discriminator) * 1024 / 1e6));
    }
  }

  private static String measure(MeasuredModel setting, String network) throws IOException {
    ImageShape shape = setting.architecture().image();
    Images images = Images.of(shape, new float[setting.rows() * shape.size()]);
    try (Dcgan dcgan =
        Dcgan.builder()
            .architecture(setting.architecture())
            .precision(setting.precision())
            .build()) {
      // Thread pools and prepared weights are part of every use.
      pass(dcgan, network, images.slice(0, 2));
      long built = MeasuredModel.resident();
      pass(dcgan, network, images);
      return Long.toString(ProcessUse.peakResidentKilobytes() - built);
    }
  }

  private static void pass(Dcgan dcgan, String network, Images images) {
    int results =
        network.equals(GENERATOR)
            ? dcgan
                .sample(
                    images.count(), 1, SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH))
                .count()
            : dcgan.discriminator().logits(images, BatchNormMode.BATCH).length;
    if (results != images.count()) {
      throw new IllegalStateException("expected a result of each row");
    }
  }
}

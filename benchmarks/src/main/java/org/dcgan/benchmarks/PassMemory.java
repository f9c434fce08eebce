package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
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
  private static final String WORKER = "--measure";
  private static final String GENERATOR = "generator";
  private static final String DISCRIMINATOR = "discriminator";
  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(32, 64, 1024, Precision.FLOAT32),
          new Setting(64, 64, 512, Precision.FLOAT32),
          new Setting(64, 64, 512, Precision.BFLOAT16),
          new Setting(64, 128, 256, Precision.FLOAT32),
          new Setting(128, 16, 512, Precision.FLOAT32),
          new Setting(128, 16, 512, Precision.BFLOAT16),
          new Setting(256, 16, 128, Precision.FLOAT32));
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private PassMemory() {}

  private record Setting(int side, int width, int rows, Precision precision) {
    private Architecture architecture() {
      return Architecture.builder().resolution(side).width(width).build();
    }
  }

  /**
   * Prints a table.
   *
   * @param arguments none
   * @throws IOException if a JVM cannot be started
   * @throws InterruptedException if this is interrupted
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    if (arguments.length == 7 && arguments[0].equals(WORKER)) {
      Setting setting =
          new Setting(
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              Precision.valueOf(arguments[4]));
      AtomicFiles.writeString(Path.of(arguments[6]), measure(setting, arguments[5]));
      return;
    }
    System.out.println(Machine.here().describe());
    System.out.println(
        "| px | width | rows | precision | largest tensor, MB | G adds, MB | D adds, MB |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Setting setting : SETTINGS) {
      String generator = fork(setting, GENERATOR);
      String discriminator = fork(setting, DISCRIMINATOR);
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

  private static String fork(Setting setting, String network)
      throws IOException, InterruptedException {
    return MeasuringJvm.run(
        PassMemory.class,
        List.of(
            "-Xms2g",
            "-Xmx2g",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
        List.of(
            WORKER,
            Integer.toString(setting.side()),
            Integer.toString(setting.width()),
            Integer.toString(setting.rows()),
            setting.precision().name(),
            network));
  }

  private static String measure(Setting setting, String network) throws IOException {
    ImageShape shape = setting.architecture().image();
    Images images = Images.of(shape, new float[setting.rows() * shape.size()]);
    try (Dcgan dcgan =
        Dcgan.builder()
            .architecture(setting.architecture())
            .precision(setting.precision())
            .build()) {
      // Thread pools and prepared weights are part of every use.
      pass(dcgan, network, images.slice(0, 2));
      long built = resident();
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

  /** The resident memory in KB; the peak starts again from it. */
  private static long resident() throws IOException {
    long resident = ProcessUse.at(0).residentKilobytes();
    Files.write(CLEAR, "5".getBytes(StandardCharsets.US_ASCII));
    return resident;
  }
}

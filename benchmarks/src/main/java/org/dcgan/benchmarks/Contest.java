package org.dcgan.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;

/**
 * One row of the table: the networks that both sides train.
 *
 * @param name the row's name for {@code --rows}
 * @param architecture the networks
 * @param networks what the table says of the networks
 * @param images the images of a step
 * @param precision the number format of activations and convolutions
 * @param goal the target for LibTorch's time divided by the library's time, on CPUs with AMX or
 *     AVX512_BF16
 * @param byDefault whether the row is measured without being asked for
 */
record Contest(
    String name,
    Architecture architecture,
    String networks,
    int images,
    Precision precision,
    double goal,
    boolean byDefault) {
  /** The batch size of the paper (section 4). */
  static final int BATCH_SIZE = 128;

  /** The batch size of the recommended recipe. */
  private static final int SMALL_BATCH = 16;

  static final List<Contest> ALL =
      List.of(
          fiveByFive("32px-float32", 32, 64, BATCH_SIZE, Precision.FLOAT32, 3),
          fiveByFive("64px-float32", 64, 64, BATCH_SIZE, Precision.FLOAT32, 1.9),
          fiveByFive("32px-bfloat16", 32, 64, BATCH_SIZE, Precision.BFLOAT16, 5),
          fiveByFive("64px-bfloat16", 64, 64, BATCH_SIZE, Precision.BFLOAT16, 2.5),
          fiveByFive("32px-float32-16", 32, 64, SMALL_BATCH, Precision.FLOAT32, 2.5),
          fiveByFive("64px-float32-16", 64, 64, SMALL_BATCH, Precision.FLOAT32, 2.5),
          new Contest(
              "imagenet32-float32",
              Architecture.imagenet32(64),
              "imagenet32, width 64",
              BATCH_SIZE,
              Precision.FLOAT32,
              2.5,
              true),
          fiveByFive("faces64-bfloat16", 64, 128, BATCH_SIZE, Precision.BFLOAT16, 2.2).ifAsked(),
          fiveByFive("faces64-float32", 64, 128, BATCH_SIZE, Precision.FLOAT32, 1.9).ifAsked());

  /** The paper's networks: 5x5 kernels, latents of 100 dimensions. */
  private static Contest fiveByFive(
      String name, int resolution, int width, int images, Precision precision, double goal) {
    return new Contest(
        name,
        Architecture.builder().resolution(resolution).width(width).build(),
        resolution + " px, width " + width,
        images,
        precision,
        goal,
        true);
  }

  private Contest ifAsked() {
    return new Contest(name, architecture, networks, images, precision, goal, false);
  }

  static Contest named(String name) {
    return ALL.stream()
        .filter(contest -> contest.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no row is named "
                        + name
                        + "; there are "
                        + Arrays.toString(ALL.stream().map(Contest::name).toArray())));
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d images, %s",
        networks,
        images,
        precision.name().toLowerCase(Locale.ROOT));
  }
}

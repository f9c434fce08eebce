package org.dcgan.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;

/**
 * One row of the table: the networks that both sides train. Kernels are 5x5, latents have 100
 * dimensions, and the batch size is {@link #BATCH_SIZE}.
 *
 * @param name the row's name for {@code --rows}
 * @param resolution the side of the images in pixels
 * @param width feature maps of D's first convolution
 * @param precision the number format of activations and convolutions
 * @param goal the target for LibTorch's time divided by the library's time, on CPUs with AMX or
 *     AVX512_BF16
 */
record Contest(String name, int resolution, int width, Precision precision, double goal) {
  /** The batch size of the paper (section 4). */
  static final int BATCH_SIZE = 128;

  static final List<Contest> ALL =
      List.of(
          new Contest("32px-float32", 32, 64, Precision.FLOAT32, 2.4),
          new Contest("64px-float32", 64, 64, Precision.FLOAT32, 1.6),
          new Contest("32px-bfloat16", 32, 64, Precision.BFLOAT16, 5),
          new Contest("64px-bfloat16", 64, 64, Precision.BFLOAT16, 2.5),
          new Contest("faces64-bfloat16", 64, 128, Precision.BFLOAT16, 2.2),
          new Contest("faces64-float32", 64, 128, Precision.FLOAT32, 1.6));

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

  Architecture architecture() {
    return Architecture.builder().resolution(resolution).width(width).build();
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "%d px, width %d, %s",
        resolution,
        width,
        precision.name().toLowerCase(Locale.ROOT));
  }
}

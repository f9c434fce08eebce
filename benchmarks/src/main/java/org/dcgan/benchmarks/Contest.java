package org.dcgan.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;

/**
 * One row of the table: the networks that both sides train. Kernels are 5x5, latents have 100
 * dimensions.
 *
 * @param name the row's name for {@code --rows}
 * @param resolution the side of the images in pixels
 * @param width feature maps of D's first convolution
 * @param images the images of a step
 * @param precision the number format of activations and convolutions
 * @param goal the target for LibTorch's time divided by the library's time, on CPUs with AMX or
 *     AVX512_BF16
 */
record Contest(
    String name, int resolution, int width, int images, Precision precision, double goal) {
  /** The batch size of the paper (section 4). */
  static final int BATCH_SIZE = 128;

  static final List<Contest> ALL =
      List.of(
          new Contest("32px-float32", 32, 64, BATCH_SIZE, Precision.FLOAT32, 2.4),
          new Contest("64px-float32", 64, 64, BATCH_SIZE, Precision.FLOAT32, 1.6),
          new Contest("32px-bfloat16", 32, 64, BATCH_SIZE, Precision.BFLOAT16, 5),
          new Contest("64px-bfloat16", 64, 64, BATCH_SIZE, Precision.BFLOAT16, 2.5),
          new Contest("faces64-bfloat16", 64, 128, BATCH_SIZE, Precision.BFLOAT16, 2.2),
          new Contest("faces64-float32", 64, 128, BATCH_SIZE, Precision.FLOAT32, 1.6),
          new Contest("32px-float32-16", 32, 64, 16, Precision.FLOAT32, 2.5),
          new Contest("64px-float32-16", 64, 64, 16, Precision.FLOAT32, 2.5));

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
        "%d px, width %d, %d images, %s",
        resolution,
        width,
        images,
        precision.name().toLowerCase(Locale.ROOT));
  }
}

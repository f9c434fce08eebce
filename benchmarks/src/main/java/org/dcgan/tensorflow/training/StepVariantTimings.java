package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.TimedStep;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.tuning.MeasuredConvolutions;

/**
 * Prints the convolutions that are the fastest kernel by kernel, and the time of whole training
 * steps in float32 with direct convolutions and with these ones. Both take turns. The kernels are
 * kept as in a training ({@code -Ddcgan.cache=DIR} names another folder), which uses them if its
 * own comparison of whole steps finds them faster.
 *
 * <p>Arguments: the resolution or {@code imagenet32}, the width, the number of images in a step,
 * the number of threads, and the number of steps of each.
 */
public final class StepVariantTimings {
  private static final int WARM_UP = 2;

  private StepVariantTimings() {}

  /**
   * Measures and prints.
   *
   * @param arguments as described above
   */
  public static void main(String... arguments) {
    TimedStep timed = TimedStep.parse(List.of(arguments), "STEPS");
    Architecture architecture = timed.architecture();
    int images = timed.images();
    long began = System.nanoTime();
    WinogradUse use =
        MeasuredConvolutions.on(timed.hardware())
            .choose(
                architecture,
                images,
                MeasuredConvolutions.mostBytes(architecture, images),
                () -> false);
    System.out.printf(
        Locale.ROOT,
        "chosen in %.1f s, adds about %d MB to a step:%n",
        (System.nanoTime() - began) / 1e9,
        WinogradMemory.bytes(architecture, images, use) >> 20);
    for (KernelShape shape : KernelShape.ofWinograd(architecture)) {
      System.out.println("  " + WinogradUse.text(shape, use.of(shape)));
    }
    OpVariants direct = timed.hardware().variants();
    try (VariantStep without = new VariantStep(timed, direct);
        VariantStep with = new VariantStep(timed, direct.withWinograd(use))) {
      List<Double> millisWithout = new ArrayList<>();
      List<Double> millisWith = new ArrayList<>();
      int steps = Integer.parseInt(arguments[4]);
      for (int i = -WARM_UP; i < steps; i++) {
        double first = without.run(i) / 1e6;
        double second = with.run(i) / 1e6;
        if (i >= 0) {
          millisWithout.add(first);
          millisWith.add(second);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "step of %d, median ms: direct %.1f, measured choice %.1f%n",
          images,
          median(millisWithout),
          median(millisWith));
    }
  }

  private static double median(List<Double> millis) {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}

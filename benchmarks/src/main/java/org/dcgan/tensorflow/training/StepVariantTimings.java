package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.model.CheckedConvolutions;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.TimedStep;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.tuning.MeasuredConvolutions;

/**
 * Prints the convolutions that are the fastest kernel by kernel, which of them a training uses
 * after it has timed whole steps, and the time of whole training steps in float32 with direct
 * convolutions, with all proposed ones and with those that are used. They take turns. Kernels and
 * choice are kept as in a training; {@code -Ddcgan.cache=DIR} names another folder.
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
    MeasuredConvolutions chooser = MeasuredConvolutions.on(timed.hardware());
    long began = System.nanoTime();
    WinogradUse proposed =
        chooser.choose(
            architecture,
            images,
            MeasuredConvolutions.mostBytes(architecture, images),
            () -> false);
    print("proposed", began, timed, proposed);
    began = System.nanoTime();
    WinogradUse used = CheckedConvolutions.of(timed, proposed, chooser);
    print("used", began, timed, used);
    Map<WinogradUse, String> sets = new LinkedHashMap<>();
    sets.put(WinogradUse.NEVER, "direct");
    sets.putIfAbsent(proposed, "all proposed");
    sets.putIfAbsent(used, "used");
    List<List<Double>> millis =
        run(timed, List.copyOf(sets.keySet()), Integer.parseInt(arguments[4]));
    List<String> medians = new ArrayList<>();
    for (String name : sets.values()) {
      double median = median(millis.get(medians.size()));
      medians.add(String.format(Locale.ROOT, "%s %.1f", name, median));
    }
    System.out.printf(
        Locale.ROOT, "step of %d, median ms: %s%n", images, String.join(", ", medians));
  }

  private static void print(String what, long began, TimedStep timed, WinogradUse use) {
    System.out.printf(
        Locale.ROOT,
        "%s after %.1f s, adds about %d MB to a step:%n",
        what,
        (System.nanoTime() - began) / 1e9,
        WinogradMemory.bytes(timed.architecture(), timed.images(), use) >> 20);
    for (KernelShape shape : KernelShape.ofWinograd(timed.architecture())) {
      System.out.println("  " + WinogradUse.text(shape, use.of(shape)));
    }
  }

  /** The milliseconds of steps with each set of kernels. */
  private static List<List<Double>> run(TimedStep timed, List<WinogradUse> sets, int count) {
    List<VariantStep> steps = new ArrayList<>();
    try {
      List<List<Double>> millis = new ArrayList<>();
      for (WinogradUse use : sets) {
        steps.add(new VariantStep(timed, timed.hardware().variants().withWinograd(use)));
        millis.add(new ArrayList<>());
      }
      for (int i = -WARM_UP; i < count; i++) {
        for (int k = 0; k < steps.size(); k++) {
          double time = steps.get(k).run(i) / 1e6;
          if (i >= 0) {
            millis.get(k).add(time);
          }
        }
      }
      return millis;
    } finally {
      steps.forEach(VariantStep::close);
    }
  }

  private static double median(List<Double> millis) {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}

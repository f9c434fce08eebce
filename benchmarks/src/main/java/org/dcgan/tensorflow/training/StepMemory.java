package org.dcgan.tensorflow.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dcgan.tensorflow.network.TimedStep;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradUse;

/**
 * Prints what three training steps in float32 add to the resident memory of the built model, if all
 * kernels are computed directly or by Winograd's algorithm. One measurement in each process; start
 * it as {@code java -Xms512m -Xmx512m -XX:+AlwaysPreTouch -cp ...}, so that the heap does not grow.
 * Needs Linux.
 *
 * <p>Arguments: the resolution or {@code imagenet32}, the width, the number of images in a step,
 * the number of threads, and the tile: {@code NONE}, {@code TWO} or {@code FOUR}.
 */
public final class StepMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Writing 5 to it sets the peak to the current value. */
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private static final int STEPS = 3;

  private StepMemory() {}

  /**
   * Measures and prints.
   *
   * @param arguments as described above
   * @throws IOException if the process cannot read its own state
   */
  public static void main(String... arguments) throws IOException {
    TimedStep timed = TimedStep.parse(List.of(arguments), "TILE");
    WinogradUse use = WinogradUse.always(WinogradTile.valueOf(arguments[4]));
    try (VariantStep step = new VariantStep(timed, timed.hardware().variants().withWinograd(use))) {
      System.gc();
      long built = kilobytes("VmRSS:");
      Files.writeString(RESET, "5");
      for (int i = 0; i < STEPS; i++) {
        long unused = step.run(i);
      }
      System.out.printf(
          Locale.ROOT,
          "%s: steps add %d MB; Winograd's algorithm is predicted to add %d MB%n",
          String.join(" ", arguments),
          (kilobytes("VmHWM:") - built) * 1024 / 1_000_000,
          WinogradMemory.bytes(timed.architecture(), timed.images(), use) / 1_000_000);
    }
  }

  private static long kilobytes(String name) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(STATUS + " has no line " + name);
  }
}

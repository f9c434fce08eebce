package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;

/**
 * A model whose memory is measured in a new JVM with a fixed heap, whose pages are resident from
 * the start. Needs Linux.
 *
 * @param side the height and width of its images
 * @param width the feature maps of D's first convolution
 * @param rows the images that are computed at once
 * @param precision the number format
 */
record MeasuredModel(int side, int width, int rows, Precision precision) {
  private static final String WORKER = "--measure";
  private static final int OWN_ARGUMENTS = 5;
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  Architecture architecture() {
    return Architecture.builder().resolution(side).width(width).build();
  }

  /** Whether a program was started by {@link #fork}, with as many further arguments. */
  static boolean isWorker(String[] arguments, int more) {
    return arguments.length == OWN_ARGUMENTS + more + 1 && arguments[0].equals(WORKER);
  }

  /** The model that a program is to measure. */
  static MeasuredModel of(String[] arguments) {
    return new MeasuredModel(
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        Precision.valueOf(arguments[4]));
  }

  /**
   * Runs a program in a new JVM.
   *
   * @param heap the size of the heap, for example {@code 512m}
   * @param more further arguments
   * @return what it measured
   */
  String fork(Class<?> program, String heap, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                WORKER,
                Integer.toString(side),
                Integer.toString(width),
                Integer.toString(rows),
                precision.name()));
    arguments.addAll(List.of(more));
    return MeasuringJvm.run(
        program,
        List.of(
            "-Xms" + heap,
            "-Xmx" + heap,
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"),
        arguments);
  }

  /** The resident memory in KB; the peak starts again from it. */
  static long resident() throws IOException {
    long resident = ProcessUse.at(0).residentKilobytes();
    Files.write(CLEAR, "5".getBytes(StandardCharsets.US_ASCII));
    return resident;
  }
}

package org.dcgan.tensorflow.network;

import java.util.List;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.runtime.Hardware;

/**
 * The step that a program measures, in float32 on the CPU.
 *
 * @param architecture the networks
 * @param images the images of a step
 * @param hardware the threads and the variants of operations
 */
public record TimedStep(Architecture architecture, int images, Hardware hardware) {
  private static final String NAMES = "ARCHITECTURE WIDTH IMAGES THREADS";

  /**
   * Reads a command line: the architecture, which is the side of the images in pixels or {@code
   * imagenet32}, the width, the images of a step and the threads.
   *
   * @param arguments the command line
   * @param more the names of the arguments that follow, separated by spaces; empty for none
   * @return the step
   * @throws IllegalArgumentException if there are more or fewer arguments
   */
  public static TimedStep parse(List<String> arguments, String more) {
    String names = (NAMES + " " + more).trim();
    if (arguments.size() != names.split(" ", -1).length) {
      throw new IllegalArgumentException("expected " + names + ", got " + arguments);
    }
    int width = Integer.parseInt(arguments.get(1));
    Architecture architecture =
        arguments.get(0).equals("imagenet32")
            ? Architecture.imagenet32(width)
            : Architecture.builder()
                .resolution(Integer.parseInt(arguments.get(0)))
                .width(width)
                .build();
    int threads = Integer.parseInt(arguments.get(3));
    return new TimedStep(
        architecture,
        Integer.parseInt(arguments.get(2)),
        Hardware.choose(new RuntimeOptions(Precision.FLOAT32, Device.CPU, threads)));
  }
}

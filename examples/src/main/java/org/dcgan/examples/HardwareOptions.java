package org.dcgan.examples;

import org.dcgan.ConvolutionChoice;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import picocli.CommandLine.Option;

/** Command line options for the hardware that a training runs on. */
final class HardwareOptions {
  @Option(
      names = "--precision",
      description =
          "number format of convolutions and activations: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private Precision precision = Precision.AUTO;

  @Option(names = "--device", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Device device = Device.AUTO;

  @Option(
      names = "--threads",
      description = "CPU threads, 0 for all processors (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--convolutions",
      paramLabel = "CHOICE",
      description =
          "algorithms of convolutions: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}); MEASURED times them at the first use on this machine, FIXED"
              + " gives the same bits on machines with the same kind of processor")
  private ConvolutionChoice convolutions = ConvolutionChoice.DEFAULT;

  /** Returns the options of the library. */
  RuntimeOptions runtime() {
    return new RuntimeOptions(precision, device, threads).withConvolutions(convolutions);
  }

  /** Describes everything that the speed of a training depends on. */
  String description() {
    return "precision "
        + precision
        + ", device "
        + device
        + ", threads "
        + threads
        + (convolutions == ConvolutionChoice.DEFAULT ? "" : ", convolutions " + convolutions);
  }

  /**
   * Sets these options in the configuration of a model.
   *
   * @param builder the configuration
   * @return the same configuration
   */
  Dcgan.Builder configure(Dcgan.Builder builder) {
    return configure(builder, runtime());
  }

  /**
   * Sets options for the hardware, without a cluster, in the configuration of a model.
   *
   * @param builder the configuration
   * @param runtime the options
   * @return the same configuration
   */
  static Dcgan.Builder configure(Dcgan.Builder builder, RuntimeOptions runtime) {
    return builder
        .precision(runtime.precision())
        .device(runtime.device())
        .threads(runtime.threads())
        .convolutions(runtime.convolutions());
  }
}

package org.dcgan.examples;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.latent.LatentDistribution;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line options for the architecture of the networks and the hardware that they run on. */
final class ModelOptions {

  /** The architectures of the paper. */
  enum Preset {
    FACES64(Architecture.DEFAULT_WIDTH, width -> Architecture.builder().width(width).build()),
    IMAGENET32(Architecture.DEFAULT_WIDTH, Architecture::imagenet32),
    SVHN32(
        64,
        width ->
            Architecture.builder()
                .resolution(32)
                .width(width)
                .latentDistribution(LatentDistribution.GAUSSIAN)
                .build());

    private final int widthInThePaper;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final IntFunction<Architecture> ofWidth;

    Preset(int widthInThePaper, IntFunction<Architecture> ofWidth) {
      this.widthInThePaper = widthInThePaper;
      this.ofWidth = ofWidth;
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--preset",
      description =
          "an architecture of the paper: ${COMPLETION-CANDIDATES}; of the next four"
              + " options, only --width may be given with it")
  private @Nullable Preset preset;

  @Option(
      names = "--resolution",
      description =
          "side of the images in pixels: 16, 28, 32, 64, 128 or 256 (default: 64 for folders, packs and"
              + " LSUN, 32 for the other formats)")
  private @Nullable Integer resolution;

  @Option(names = "--channels", description = "1 for gray or 3 for color (default: 3)")
  private @Nullable Integer channels;

  @Option(
      names = "--width",
      description =
          "feature maps of D's first convolution (default: 128, as in the paper, 64 for SVHN32)")
  private @Nullable Integer width;

  @Option(names = "--latent-dim", description = "dimensions of the latent vectors (default: 100)")
  private @Nullable Integer latentDim;

  @Option(
      names = "--discriminator-normalization",
      paramLabel = "KIND",
      description =
          "normalization of D's layers: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE});"
              + " SPECTRAL stabilizes trainings in which D becomes too strong")
  private DiscriminatorNormalization normalization = DiscriminatorNormalization.BATCH;

  @Mixin private HardwareOptions hardware = new HardwareOptions();

  /** Returns the options for the hardware. */
  HardwareOptions hardware() {
    return hardware;
  }

  /**
   * Returns the architecture that the options name.
   *
   * @param defaultResolution the resolution if there is neither a preset nor a resolution
   */
  Architecture architecture(int defaultResolution) {
    return architecture(defaultResolution, IntUnaryOperator.identity());
  }

  /**
   * Returns the architecture that the options name, with another width.
   *
   * @param defaultResolution the resolution if there is neither a preset nor a resolution
   * @param changed changes the number of feature maps of D's first convolution
   */
  Architecture architecture(int defaultResolution, IntUnaryOperator changed) {
    if (preset != null) {
      refuse("--resolution", resolution);
      refuse("--channels", channels);
      refuse("--latent-dim", latentDim);
      int chosen = width != null ? width : preset.widthInThePaper;
      return preset
          .ofWidth
          .apply(changed.applyAsInt(chosen))
          .withDiscriminatorNormalization(normalization);
    }
    return Architecture.builder()
        .resolution(resolution != null ? resolution : defaultResolution)
        .channels(channels != null ? channels : Architecture.DEFAULT_CHANNELS)
        .width(changed.applyAsInt(width != null ? width : Architecture.DEFAULT_WIDTH))
        .latentDim(latentDim != null ? latentDim : Architecture.DEFAULT_LATENT_DIM)
        .discriminatorNormalization(normalization)
        .build();
  }

  private void refuse(String option, @Nullable Integer value) {
    if (value != null) {
      throw new ParameterException(
          command.commandLine(),
          option
              + " and --preset contradict each other: the preset sets it; leave out one of them");
    }
  }

  /**
   * Builds the networks.
   *
   * @param architecture the architecture of both networks
   * @param seed the random seed of the initial weights
   * @return an untrained model, to be closed by the caller
   */
  Dcgan build(Architecture architecture, long seed) {
    return build(architecture, seed, Optional.empty());
  }

  /**
   * Builds the networks.
   *
   * @param architecture the architecture of both networks
   * @param seed the random seed of the initial weights
   * @param cluster the processes that train the model together
   * @return an untrained model, to be closed by the caller
   */
  Dcgan build(Architecture architecture, long seed, Optional<Cluster> cluster) {
    Dcgan.Builder builder =
        hardware.configure(Dcgan.builder().architecture(architecture).seed(seed));
    return cluster.map(builder::cluster).orElse(builder).build();
  }
}

package org.dcgan.feature;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;

/**
 * Options for computing the features of the discriminator.
 *
 * @param batchNorm the statistics that batch normalization uses
 * @param layout the order of the values in a feature vector
 * @param pooling how feature maps are reduced to 4x4 (for images of 28x28, 7x7) values
 * @param layers the number of convolutions, counted from the last one, whose feature maps are used:
 *     at least 1, or {@link #ALL_LAYERS} as in the paper
 * @param weights the discriminator weights to use
 */
@API(status = API.Status.STABLE, since = "0.1")
public record FeatureOptions(
    BatchNormMode batchNorm,
    FeatureLayout layout,
    FeaturePooling pooling,
    int layers,
    DiscriminatorWeights weights) {
  /** The value of {@code layers} for all convolutions. */
  public static final int ALL_LAYERS = Integer.MAX_VALUE;

  /** Checks for null and the range. */
  public FeatureOptions {
    requireNonNull(batchNorm, "batchNorm");
    requireNonNull(layout, "layout");
    requireNonNull(pooling, "pooling");
    requireNonNull(weights, "weights");

    checkArgument(
        layers >= 1,
        "layers must be at least 1, the last convolution alone, got %s; ALL_LAYERS for all",
        layers);
  }

  /**
   * Options with averaged weights if the model has them, see {@link DiscriminatorWeights#AUTO}.
   *
   * @param batchNorm the statistics that batch normalization uses
   * @param layout the order of the values in a feature vector
   * @param pooling how feature maps are reduced to 4x4 (for images of 28x28, 7x7) values
   * @param layers the number of convolutions, counted from the last one, or {@link #ALL_LAYERS}
   */
  public FeatureOptions(
      BatchNormMode batchNorm, FeatureLayout layout, FeaturePooling pooling, int layers) {
    this(batchNorm, layout, pooling, layers, DiscriminatorWeights.AUTO);
  }

  /**
   * Options with the paper's pooling of all layers, and averaged weights if the model has them.
   *
   * @param batchNorm the statistics that batch normalization uses
   * @param layout the order of the values in a feature vector
   */
  public FeatureOptions(BatchNormMode batchNorm, FeatureLayout layout) {
    this(batchNorm, layout, FeaturePooling.MAX, ALL_LAYERS);
  }

  /**
   * Population statistics, the layout HWC and {@link DiscriminatorWeights#AUTO}: averaged weights
   * if the model has them.
   */
  public static final FeatureOptions DEFAULT =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.HWC);

  /**
   * The features of the authors' code (svhn/svhn_semisup_analysis.py:50-99): population statistics
   * and the layout CHW. The authors compute the statistics with {@link Dcgan#gatherStatistics} over
   * the training images in batches of 128.
   */
  public static final FeatureOptions AUTHORS =
      new FeatureOptions(BatchNormMode.POPULATION, FeatureLayout.CHW);

  /**
   * Returns a copy of these options with another value of {@code batchNorm}.
   *
   * @param batchNorm the statistics that batch normalization uses
   * @return the changed copy
   */
  public FeatureOptions withBatchNorm(BatchNormMode batchNorm) {
    return new FeatureOptions(batchNorm, layout, pooling, layers, weights);
  }

  /**
   * Returns a copy of these options with another value of {@code layout}.
   *
   * @param layout the order of the values in a feature vector
   * @return the changed copy
   */
  public FeatureOptions withLayout(FeatureLayout layout) {
    return new FeatureOptions(batchNorm, layout, pooling, layers, weights);
  }

  /**
   * Returns a copy of these options with another value of {@code pooling}.
   *
   * @param pooling how feature maps are reduced to 4x4 (for images of 28x28, 7x7) values
   * @return the changed copy
   */
  public FeatureOptions withPooling(FeaturePooling pooling) {
    return new FeatureOptions(batchNorm, layout, pooling, layers, weights);
  }

  /**
   * Returns a copy of these options with another value of {@code layers}.
   *
   * @param layers the number of convolutions, counted from the last one, or {@link #ALL_LAYERS}
   * @return the changed copy
   */
  public FeatureOptions withLayers(int layers) {
    return new FeatureOptions(batchNorm, layout, pooling, layers, weights);
  }

  /**
   * Returns a copy of these options with another value of {@code weights}.
   *
   * @param weights the discriminator weights to use
   * @return the changed copy
   */
  public FeatureOptions withWeights(DiscriminatorWeights weights) {
    return new FeatureOptions(batchNorm, layout, pooling, layers, weights);
  }

  /**
   * The convolutions of a discriminator whose feature maps are used.
   *
   * @param architecture the architecture of the discriminator
   * @return the last {@link #layers} of its convolutions, in their order
   * @throws IllegalArgumentException if it has fewer
   */
  public List<LayerSpec> layersOf(Architecture architecture) {
    requireNonNull(architecture, "architecture");

    List<LayerSpec> convolutions =
        architecture.discriminatorLayers().subList(0, architecture.discriminator().size());
    if (layers == ALL_LAYERS) {
      return convolutions;
    }
    checkArgument(
        layers <= convolutions.size(),
        "layers must be at most %s, the convolutions of the discriminator, got %s",
        convolutions.size(),
        layers);
    return convolutions.subList(convolutions.size() - layers, convolutions.size());
  }

  /**
   * The number of values of a feature vector.
   *
   * @param architecture the architecture of the discriminator
   * @return 16 for each feature map of {@link #layersOf}, or 49 for images of 28x28
   * @throws IllegalArgumentException if the discriminator has fewer convolutions than {@link
   *     #layers}
   */
  public int dimension(Architecture architecture) {
    requireNonNull(architecture, "architecture");

    int side = architecture.seedSide();
    return layersOf(architecture).stream().mapToInt(layer -> side * side * layer.maps()).sum();
  }
}

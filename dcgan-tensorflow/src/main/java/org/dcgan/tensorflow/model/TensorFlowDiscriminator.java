package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.Discriminator;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.latent.Labels;
import org.jspecify.annotations.Nullable;

/**
 * The discriminator of a model.
 *
 * @param labels those of the images to score; null if there are none
 */
record TensorFlowDiscriminator(Inference inference, @Nullable Labels labels)
    implements Discriminator {

  @Override
  public Discriminator withLabels(Labels labels) {
    requireNonNull(labels, "labels");

    checkArgument(labels.count() >= 1, "expected at least one label, got none");
    return new TensorFlowDiscriminator(inference, inference.checked(labels));
  }

  @Override
  public float[] logits(Images images, BatchNormMode batchNorm) {
    requireNonNull(images, "images");
    requireNonNull(batchNorm, "batchNorm");

    return inference.logits(images, labels, batchNorm);
  }

  @Override
  public FeatureExtractor features(FeatureOptions options) {
    requireNonNull(options, "options");

    List<LayerSpec> unused = options.layersOf(inference.architecture()); // checks their number
    return new DiscriminatorFeatures(inference, labels, options);
  }

  @Override
  public Activations activations(Images images, String layer, BatchNormMode batchNorm) {
    requireNonNull(images, "images");
    requireNonNull(layer, "layer");
    requireNonNull(batchNorm, "batchNorm");

    return inference.activations(images, labels, layer, batchNorm);
  }

  @Override
  public UnitGradients guidedGradients(Images images, String layer, int map, GuidedRule rule) {
    requireNonNull(images, "images");
    requireNonNull(layer, "layer");
    requireNonNull(rule, "rule");

    return inference.guidedGradients(images, labels, layer, map, rule);
  }

  private record DiscriminatorFeatures(
      Inference inference, @Nullable Labels labels, FeatureOptions options)
      implements FeatureExtractor {

    @Override
    public int dimension() {
      return options.dimension(inference.architecture());
    }

    @Override
    public ImageShape inputShape() {
      return inference.architecture().image();
    }

    @Override
    public String description() {
      Architecture architecture = inference.architecture();
      return String.format(
          Locale.ROOT,
          "discriminator(%s, width %d, step %d, %d features%s, %s statistics, %s%s%s)",
          architecture.image(),
          architecture.discriminatorLayers().get(0).maps(),
          inference.step(),
          dimension(),
          selection(),
          options.batchNorm().name().toLowerCase(Locale.ROOT),
          options.layout(),
          isAveraged() ? ", averaged weights" : "",
          labels == null ? "" : ", " + describe(labels));
    }

    /** Whether the average is used, or is requested and missing, which {@link #extract} reports. */
    private boolean isAveraged() {
      return options.weights() == DiscriminatorWeights.AVERAGED
          || inference.averagesFeatures(options);
    }

    /** What identifies the labels: all values of a single one, otherwise their number. */
    private static String describe(Labels labels) {
      return labels.count() == 1
          ? "label " + Arrays.toString(labels.toArray())
          : labels.count() + " labels";
    }

    /** What differs from the paper's features. */
    private String selection() {
      String layers =
          options.layers() == FeatureOptions.ALL_LAYERS
              ? ""
              : String.format(Locale.ROOT, " of the last %d convolutions", options.layers());
      return layers + (options.pooling() == FeaturePooling.MAX ? "" : ", mean-pooled");
    }

    @Override
    public Features extract(Images images) {
      requireNonNull(images, "images");

      return Features.of(
          dimension(), FloatBuffer.wrap(inference.features(images, labels, options)));
    }
  }
}

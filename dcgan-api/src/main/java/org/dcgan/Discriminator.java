package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.latent.Labels;

/**
 * The discriminator network D, which maps images to scores and features. It can be used until its
 * {@link Dcgan} is closed. Methods are thread-safe; during training, calls run between two steps.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Discriminator {

  /**
   * Returns this network of a conditional model for given labels. A network without labels cannot
   * be used if the model has classes.
   *
   * @param labels float32 [n, classes]: a single label for all images of a call, or one for each
   * @return the network, whose calls must have as many images as there are labels, unless there is
   *     a single label
   * @throws IllegalArgumentException if there are no labels, or they do not have the model's number
   *     of classes
   * @throws IllegalStateException if the model has no classes
   */
  Discriminator withLabels(Labels labels);

  /**
   * Computes the logit of each image, which is its score before the sigmoid, with population
   * statistics and the trained weights.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @return one logit per image; positive values mean "real", negative values "generated"
   * @throws IllegalArgumentException if the images do not have the model's shape
   * @throws IllegalStateException if the model is closed
   */
  default float[] logits(Images images) {
    requireNonNull(images, "images");

    return logits(images, BatchNormMode.POPULATION);
  }

  /**
   * Computes the logit of each image, which is its score before the sigmoid, with the trained
   * weights. A moving average of the weights is for features only.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param batchNorm the statistics that batch normalization uses
   * @return one logit per image
   * @throws IllegalArgumentException if the images do not have the model's shape
   * @throws ResourceLimitException if the images do not fit into memory; with statistics of the
   *     batch, all of them are computed at once
   * @throws IllegalStateException if the model is closed
   */
  float[] logits(Images images, BatchNormMode batchNorm);

  /**
   * Computes the discriminator's probability that each image is real, with population statistics.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @return one probability in [0, 1] per image
   */
  default float[] probabilities(Images images) {
    requireNonNull(images, "images");

    return probabilities(images, BatchNormMode.POPULATION);
  }

  /**
   * Computes the discriminator's probability that each image is real.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param batchNorm the statistics that batch normalization uses
   * @return one probability in [0, 1] per image
   */
  default float[] probabilities(Images images, BatchNormMode batchNorm) {
    requireNonNull(images, "images");
    requireNonNull(batchNorm, "batchNorm");

    float[] scores = logits(images, batchNorm);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (1 / (1 + Math.exp(-scores[i])));
    }
    return scores;
  }

  /**
   * Returns an extractor of the features of the paper's section 5: the activations of all
   * convolutions after LeakyReLU, max-pooled to 4x4 (7x7 for images of 28x28), flattened and
   * concatenated. It uses {@link FeatureOptions#DEFAULT}: population statistics, the layout HWC,
   * and the moving average of the weights if the model has one with {@link Dcgan#gatherStatistics
   * statistics}.
   *
   * @return an extractor that can be used until the model is closed
   */
  default FeatureExtractor features() {
    return features(FeatureOptions.DEFAULT);
  }

  /**
   * Returns an extractor of the features of the paper's section 5.
   *
   * @param options batch-normalization statistics, layout, pooling, layers and weights
   * @return an extractor that can be used until the model is closed. It throws {@link
   *     IllegalStateException} if the model has no population statistics, or no {@link
   *     org.dcgan.feature.DiscriminatorWeights#AVERAGED averaged weights}, and they are asked for
   */
  FeatureExtractor features(FeatureOptions options);

  /**
   * Computes the activations of a convolution with population statistics and the trained weights.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param layer the name of one of {@link Architecture#discriminatorFeatureLayers()}
   * @return float32 [n, side, side, maps], after LeakyReLU
   * @throws IllegalArgumentException if the images do not have the model's shape, or there is no
   *     layer of that name; the message lists the layers
   * @throws IllegalStateException if the model is closed
   */
  default Activations activations(Images images, String layer) {
    requireNonNull(images, "images");
    requireNonNull(layer, "layer");

    return activations(images, layer, BatchNormMode.POPULATION);
  }

  /**
   * Computes the activations of a convolution with the trained weights.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param layer the name of one of {@link Architecture#discriminatorFeatureLayers()}
   * @param batchNorm the statistics that batch normalization uses
   * @return float32 [n, side, side, maps], after LeakyReLU
   * @throws IllegalArgumentException if the images do not have the model's shape, or there is no
   *     layer of that name; the message lists the layers
   * @throws IllegalStateException if the model is closed
   */
  Activations activations(Images images, String layer, BatchNormMode batchNorm);

  /**
   * Computes guided gradients (paper, section 6.2; Springenberg et al., 2014): the gradient of a
   * feature map's strongest response in each image with respect to the pixels of the image, with
   * the trained weights. Batch normalization uses population statistics, so that a gradient depends
   * on its image only.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param layer the name of one of {@link Architecture#discriminatorFeatureLayers()}
   * @param map the index of a feature map of the layer, from 0
   * @param rule how the gradient is propagated through LeakyReLU
   * @return one response and one gradient per image
   * @throws IllegalArgumentException if the images do not have the model's shape, or there is no
   *     such layer or feature map
   * @throws IllegalStateException if the model is closed
   */
  UnitGradients guidedGradients(Images images, String layer, int map, GuidedRule rule);
}

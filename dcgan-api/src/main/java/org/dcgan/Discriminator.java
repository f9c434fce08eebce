package org.dcgan;

import static java.util.Objects.requireNonNull;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;

/**
 * The network D: images to scores and features. Belongs to its {@link Dcgan} and ends with it. Safe
 * for use from several threads, though not while the model trains.
 */
public interface Discriminator {

  /**
   * How real each image looks, before the sigmoid, normalizing with population statistics.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @return a logit an image; 0 is undecided, more is more real
   * @throws IllegalArgumentException if the shape is another
   * @throws IllegalStateException if the model is closed
   */
  default float[] logits(Images images) {
    requireNonNull(images, "images");

    return logits(images, BatchNormMode.POPULATION);
  }

  /**
   * How real each image looks, before the sigmoid.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param batchNorm what to normalize with
   * @return a logit an image
   * @throws IllegalArgumentException if the shape is another
   * @throws IllegalStateException if the model is closed
   */
  float[] logits(Images images, BatchNormMode batchNorm);

  /**
   * The probability that each image is real, as D sees it, normalizing with population statistics.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @return in [0, 1], one an image
   */
  default float[] probabilities(Images images) {
    requireNonNull(images, "images");

    return probabilities(images, BatchNormMode.POPULATION);
  }

  /**
   * The probability that each image is real, as D sees it.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param batchNorm what to normalize with
   * @return in [0, 1], one an image
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
   * The features of the paper's section 5: every convolution after its LeakyReLU, max-pooled to
   * 4x4, flattened, joined. Population statistics, HWC.
   *
   * @return an extractor that lives as long as the model
   */
  default FeatureExtractor features() {
    return features(FeatureOptions.DEFAULT);
  }

  /**
   * The features of the paper's section 5.
   *
   * @param options statistics and layout
   * @return an extractor that lives as long as the model
   */
  FeatureExtractor features(FeatureOptions options);

  /**
   * What comes out of a convolution, normalizing with population statistics.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param layer a name of {@link Architecture#discriminatorFeatureLayers()}
   * @return float32 [n, side, side, maps], after LeakyReLU
   * @throws IllegalArgumentException if the shape is another, or there is no such layer; the
   *     message lists those that there are
   * @throws IllegalStateException if the model is closed
   */
  default Activations activations(Images images, String layer) {
    requireNonNull(images, "images");
    requireNonNull(layer, "layer");

    return activations(images, layer, BatchNormMode.POPULATION);
  }

  /**
   * What comes out of a convolution.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param layer a name of {@link Architecture#discriminatorFeatureLayers()}
   * @param batchNorm what to normalize with
   * @return float32 [n, side, side, maps], after LeakyReLU
   * @throws IllegalArgumentException if the shape is another, or there is no such layer; the
   *     message lists those that there are
   * @throws IllegalStateException if the model is closed
   */
  Activations activations(Images images, String layer, BatchNormMode batchNorm);

  /**
   * Guided backpropagation (paper, section 6.2; Springenberg et al., 2014): the gradient of a
   * feature map's strongest response in each image with respect to the image's pixels. Population
   * statistics, so that a gradient depends on its image alone.
   *
   * @param images float32 NHWC in [-1, 1], of the model's shape
   * @param layer a name of {@link Architecture#discriminatorFeatureLayers()}
   * @param map one of its feature maps, from 0
   * @param rule how the gradient passes LeakyReLU
   * @return responses and gradients, one an image
   * @throws IllegalArgumentException if the shape is another, or there is no such layer or map
   * @throws IllegalStateException if the model is closed
   */
  UnitGradients guidedGradients(Images images, String layer, int map, GuidedRule rule);
}

package org.dcgan.training;

import java.io.IOException;
import org.apiguardian.api.API;
import org.dcgan.image.ImageSampler;

/**
 * Scores the state of a model during training, to select the best checkpoint. Lower is better;
 * negate scores where higher is better.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface ModelScore {

  /**
   * Returns the name of the score in logs and checkpoints.
   *
   * @return a name that includes everything the score depends on: the feature extractor, the number
   *     of samples, the seed
   */
  String name();

  /**
   * Scores a model.
   *
   * @param model the model in training. It is an open {@link org.dcgan.Dcgan}, to which it may be
   *     cast if the score needs more than samples; it must not be trained or closed. A conditional
   *     model is passed with its classes in turn as labels, see {@link org.dcgan.Dcgan#withLabels}
   * @return the score; lower is better, and NaN is the worst score
   * @throws IOException if the data for the comparison cannot be read
   */
  double score(ImageSampler model) throws IOException;
}

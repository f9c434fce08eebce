package org.dcgan.training;

import java.io.IOException;
import org.dcgan.image.ImageSampler;

/**
 * A number by which one state of a model is better than another. Lower is better; turn the sign of
 * what is not.
 */
public interface ModelScore {

  /**
   * What it is called in logs and checkpoints.
   *
   * @return an honest name, with what the number depends on: extractor, number of samples, seed
   */
  String name();

  /**
   * Judges a model.
   *
   * @param model the model in training, an open {@code Dcgan} that a score may cast to where it
   *     needs more than samples; it must not be trained or closed
   * @return lower is better; NaN counts as the worst
   * @throws IOException if what it compares with cannot be read
   */
  double score(ImageSampler model) throws IOException;
}

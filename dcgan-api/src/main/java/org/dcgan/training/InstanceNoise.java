package org.dcgan.training;

import org.apiguardian.api.API;
import org.dcgan.internal.Float32;
import org.dcgan.internal.Problems;

/**
 * Gaussian noise that is added to every input image of the discriminator in training, real or
 * generated. It decays linearly or is constant. It makes the distributions of real and generated
 * images overlap, which the discriminator could otherwise separate perfectly (Soenderby et al.,
 * 2016; Arjovsky and Bottou, 2017, section 3), and gives their values a scale: without noise, batch
 * normalization hides the contrast of a batch from the discriminator (docs/lab/contrast.md). The
 * noise is a function of the plan's seed and the step. Until it has decayed to 0, the
 * discriminator's population statistics are those of noisy images; {@link
 * org.dcgan.Dcgan#gatherStatistics} gathers those of images without noise.
 *
 * @param deviation the standard deviation of the noise at the first step of the run, at least 0;
 *     images are in [-1, 1], and 0.1 is usual
 * @param epochs the number of epochs in which the noise decays to 0, above 0; fractions are
 *     allowed, and {@link Double#POSITIVE_INFINITY} is constant noise. If the deviation is 0, this
 *     value has no effect and is normalized to 1
 */
@API(status = API.Status.STABLE, since = "0.1")
public record InstanceNoise(double deviation, double epochs) {
  /** No noise, as in the paper. */
  public static final InstanceNoise NONE = new InstanceNoise(0, 1);

  /** Checks the ranges. */
  public InstanceNoise {
    new Problems()
        .require(
            deviation >= 0 && Float32.isFinite(deviation),
            "deviation must be at least 0 and finite in float32, got %s",
            deviation)
        .require(
            epochs > 0, "epochs must be above 0, or infinite for constant noise, got %s", epochs)
        .throwIfAny("invalid InstanceNoise");
    epochs = deviation == 0 ? 1 : epochs;
  }

  /**
   * Returns noise that does not decay. It suits every length of a training, durations included.
   *
   * @param deviation the standard deviation of the noise, at least 0; images are in [-1, 1]
   * @return the noise
   * @throws IllegalArgumentException if the deviation is negative or not finite
   */
  public static InstanceNoise constant(double deviation) {
    return new InstanceNoise(deviation, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns the standard deviation of the noise at a step.
   *
   * @param step the index of the step in the run, from 0
   * @param stepsPerEpoch the number of steps per epoch, at least 1
   * @return {@code deviation * max(0, 1 - step / (epochs * stepsPerEpoch))}
   */
  public double at(long step, long stepsPerEpoch) {
    return deviation * Math.max(0, 1 - step / (epochs * stepsPerEpoch));
  }

  /**
   * Returns this noise with another standard deviation.
   *
   * @param deviation the standard deviation at the first step of the run, at least 0
   * @return the changed noise
   */
  public InstanceNoise withDeviation(double deviation) {
    return new InstanceNoise(deviation, epochs);
  }

  /**
   * Returns this noise with another duration.
   *
   * @param epochs the number of epochs in which the noise decays to 0, above 0; infinite for
   *     constant noise
   * @return the changed noise
   */
  public InstanceNoise withEpochs(double epochs) {
    return new InstanceNoise(deviation, epochs);
  }
}

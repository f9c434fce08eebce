package org.dcgan.training;

import org.apiguardian.api.API;
import org.dcgan.internal.Problems;

/**
 * Differentiable augmentation of the discriminator's input images (Zhao et al., 2020,
 * "Differentiable Augmentation for Data-Efficient GAN Training"). Every image that the
 * discriminator sees in training, real or generated, is changed at random, and the generator's
 * gradient passes through the changes, so that the generator does not learn to generate changed
 * images. It keeps the discriminator from memorizing a dataset of a few thousand images.
 *
 * <p>The changes are made in this order, each with new random numbers for each image, which are a
 * function of the plan's seed and the step:
 *
 * <ol>
 *   <li>color: brightness is shifted by -0.5 to 0.5, where images are in [-1, 1]; saturation is
 *       multiplied by 0 to 2; contrast by 0.5 to 1.5. Values are not clipped
 *   <li>translation: the image is shifted by a whole number of pixels in each direction; uncovered
 *       pixels are 0, which is gray
 *   <li>cutout: a square is set to 0; part of it may lie outside of the image
 * </ol>
 *
 * <p>Shifts and squares are rounded to whole pixels. A training is refused if that leaves nothing
 * of a change that is selected, or if the square is as large as the image.
 *
 * <p>The discriminator's population statistics are those of augmented images.
 *
 * @param color whether brightness, saturation and contrast are changed; gray images have no
 *     saturation
 * @param translation the largest shift as a fraction of the image's side, in [0, 0.5]; 0 for none,
 *     0.125 is usual
 * @param cutout the side of the square as a fraction of the image's side, in [0, 1); 0 for none,
 *     0.5 is usual
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Augmentation(boolean color, double translation, double cutout) {
  /** No augmentation, as in the paper. */
  public static final Augmentation NONE = new Augmentation(false, 0, 0);

  /** All changes with the strengths of the publication. */
  public static final Augmentation DIFF_AUGMENT = new Augmentation(true, 0.125, 0.5);

  /** Checks the ranges. */
  public Augmentation {
    new Problems()
        .require(
            translation >= 0 && translation <= 0.5,
            "translation must be in [0, 0.5], the largest shift as a fraction of the image's side,"
                + " got %s; 0.125 is usual",
            translation)
        .require(
            cutout >= 0 && cutout < 1,
            "cutout must be in [0, 1), the side of the square as a fraction of the image's side, got"
                + " %s; 0.5 is usual",
            cutout)
        .throwIfAny("invalid Augmentation");
  }

  /**
   * Returns whether images are not changed at all.
   *
   * @return true if no change is selected
   */
  public boolean isNone() {
    return !color && translation == 0 && cutout == 0;
  }

  /**
   * Returns this augmentation with or without changes of color.
   *
   * @param color whether brightness, saturation and contrast are changed
   * @return the changed augmentation
   */
  public Augmentation withColor(boolean color) {
    return new Augmentation(color, translation, cutout);
  }

  /**
   * Returns this augmentation with another largest shift.
   *
   * @param translation the largest shift as a fraction of the image's side, in [0, 0.5]
   * @return the changed augmentation
   */
  public Augmentation withTranslation(double translation) {
    return new Augmentation(color, translation, cutout);
  }

  /**
   * Returns this augmentation with another size of the square.
   *
   * @param cutout the side of the square as a fraction of the image's side, in [0, 1)
   * @return the changed augmentation
   */
  public Augmentation withCutout(double cutout) {
    return new Augmentation(color, translation, cutout);
  }
}

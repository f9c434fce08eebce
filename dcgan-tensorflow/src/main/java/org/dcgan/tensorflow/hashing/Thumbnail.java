package org.dcgan.tensorflow.hashing;

import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.internal.Resizer;

/**
 * The "32x32 downsampled center-crop" of the paper's section 4.1.1, in three channels. It equals
 * {@code centerCropped(32)} of dcgan-datasets bit for bit, so that images have the same codes
 * whether or not they were cropped before; a test of dcgan-eval compares the two.
 */
final class Thumbnail {
  static final ImageShape SHAPE = ImageShape.square(SemanticHasher.SIDE, 3);

  private static final int SIDE = SemanticHasher.SIDE;

  private static final Resizer RESIZER = new Resizer(true);

  private Thumbnail() {}

  static Pixels of(Pixels image) {
    ImageShape shape = image.shape();
    if (shape.equals(SHAPE)) {
      return image;
    }
    return inColor(shape.height() == SIDE && shape.width() == SIDE ? image : reduced(image));
  }

  private static Pixels inColor(Pixels image) {
    if (image.shape().channels() == 3) {
      return image;
    }
    byte[] data = new byte[SHAPE.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = image.data()[i / 3];
    }
    return new Pixels(SHAPE, data);
  }

  private static Pixels reduced(Pixels image) {
    ImageShape old = image.shape();
    int height = old.height();
    int width = old.width();
    if (Math.min(height, width) != SIDE) {
      height = Resizer.minResizedHeight(old.height(), old.width(), SIDE);
      width = Resizer.minResizedHeight(old.width(), old.height(), SIDE);
    }
    byte[] center =
        RESIZER.resize(
            image.data(),
            old.height(),
            old.width(),
            old.channels(),
            height,
            width,
            Resizer.margin(height, SIDE),
            Resizer.margin(width, SIDE),
            SIDE,
            SIDE);
    return new Pixels(ImageShape.square(SIDE, old.channels()), center);
  }
}

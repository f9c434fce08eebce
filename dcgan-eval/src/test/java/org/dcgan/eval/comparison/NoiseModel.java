package org.dcgan.eval.comparison;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.testing.TestImages;

/**
 * A model that generates brightened noise, of which each seed takes other images.
 *
 * @param brightness added to every value
 */
record NoiseModel(int brightness) implements ImageSampler {
  static final ImageShape SHAPE = ImageShape.square(4, 3);

  private static final TestImages NOISE = TestImages.shades(Integer.MAX_VALUE, SHAPE);

  private Pixels image(int index) {
    try {
      byte[] data = NOISE.read(index).data().clone();
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) Math.min(255, (data[i] & 255) + brightness);
      }
      return new Pixels(SHAPE, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ImageShape imageShape() {
    return SHAPE;
  }

  @Override
  public Iterable<Images> sampleBatches(long count, long seed) {
    List<Pixels> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(image((int) (1000 * seed) + i));
    }
    return List.of(Images.of(images));
  }

  /** The images of a seed as they would be in files. */
  ImageSource saved(int count, long seed) {
    return TestImages.of(count, Optional.of(SHAPE), index -> image((int) (1000 * seed) + index));
  }
}

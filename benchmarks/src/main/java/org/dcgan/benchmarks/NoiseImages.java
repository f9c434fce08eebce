package org.dcgan.benchmarks;

import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;

/** Images of noise. The duration of a training step does not depend on the images' content. */
final class NoiseImages implements ImageSource {
  private static final int DIFFERENT = 256;

  private final ImageShape shape;
  private final int size;
  private final byte[][] images = new byte[DIFFERENT][];

  NoiseImages(ImageShape shape, int size) {
    this.shape = shape;
    this.size = size;
    SeededRandom random = SeededRandom.of(1);
    for (int i = 0; i < DIFFERENT; i++) {
      byte[] pixels = new byte[shape.size()];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (byte) random.nextInt(256);
      }
      images[i] = pixels;
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(shape);
  }

  @Override
  public Pixels read(int index) {
    return new Pixels(shape, images[index % DIFFERENT].clone());
  }

  @Override
  public String description() {
    return "noise(" + size + " images of " + shape + ")";
  }
}

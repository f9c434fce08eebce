package org.dcgan.eval.baseline;

import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;

/**
 * Horizontal stripes (class 0) and vertical ones (class 1) with noise and random phases and
 * contrasts.
 */
final class StripeImages implements ImageSource {
  private final int size;
  private final ImageShape shape;
  private final long seed;

  StripeImages(int size, ImageShape shape, long seed) {
    this.size = size;
    this.shape = shape;
    this.seed = seed;
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
    SeededRandom random = SeededRandom.of(seed, index);
    double phase = random.nextDouble(0, 6);
    double contrast = random.nextDouble(40, 100);
    byte[] data = new byte[shape.size()];
    for (int i = 0; i < data.length; i++) {
      int x = i / shape.channels() % shape.width();
      int y = i / shape.channels() / shape.width();
      double wave = Math.sin((label(index) == 0 ? y : x) * 1.5 + phase);
      double value = 128 + contrast * wave + 8 * random.nextGaussian();
      data[i] = (byte) Math.round(Math.max(0, Math.min(255, value)));
    }
    return new Pixels(shape, data);
  }

  @Override
  public int label(int index) {
    return index % 2;
  }

  @Override
  public List<String> classNames() {
    return List.of("lying", "standing");
  }

  @Override
  public String description() {
    return "stripes(" + size + ", " + shape + ", seed " + seed + ")";
  }
}

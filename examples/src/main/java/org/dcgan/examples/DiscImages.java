package org.dcgan.examples;

import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;

// snippet source
/** Gray discs of random size and position, drawn when an image is read. */
final class DiscImages implements ImageSource {
  private static final int SIDE = 32;
  private static final ImageShape SHAPE = ImageShape.square(SIDE, 1);

  @Override
  public int size() {
    return 10_000;
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(SHAPE);
  }

  @Override
  public Pixels read(int index) {
    SeededRandom random = SeededRandom.of(index);
    double radius = random.nextDouble(4, 12);
    double x = random.nextDouble(radius, SIDE - radius);
    double y = random.nextDouble(radius, SIDE - radius);
    byte[] gray = new byte[SIDE * SIDE];
    for (int i = 0; i < gray.length; i++) {
      int row = i / SIDE;
      boolean inside = Math.hypot(i % SIDE - x, row - y) < radius;
      gray[i] = (byte) (inside ? 230 : 25);
    }
    return new Pixels(SHAPE, gray);
  }

  @Override
  public String description() {
    return "discs(10000 images, 32 px)";
  }
}
// end

package org.dcgan.tensorflow;

import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;

/**
 * Small images that a tiny network can learn: a bright square somewhere on a dark ground.
 *
 * @param size how many
 * @param imageShape of each
 */
record Patterns(int size, ImageShape imageShape) implements ImageSource {

  static Patterns of(int size) {
    return new Patterns(size, ImageShape.square(16, 3));
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(imageShape);
  }

  @Override
  public Pixels read(int index) {
    SeededRandom random = SeededRandom.of(7, index);
    int side = imageShape.height();
    int top = random.nextInt(side / 2);
    int left = random.nextInt(side / 2);
    byte[] data = new byte[imageShape.size()];
    for (int i = 0; i < data.length; i++) {
      int x = i / imageShape.channels() % side;
      int y = i / imageShape.channels() / side;
      boolean inside = y >= top && y < top + side / 2 && x >= left && x < left + side / 2;
      data[i] = (byte) ((inside ? 200 : 30) + random.nextInt(20));
    }
    return new Pixels(imageShape, data);
  }

  @Override
  public String description() {
    return "patterns(" + size + " of " + imageShape + ")";
  }
}

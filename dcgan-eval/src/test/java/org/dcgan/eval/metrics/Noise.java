package org.dcgan.eval.metrics;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;

/**
 * Gray-level noise around a level of each image's own.
 *
 * @param size how many
 * @param imageShape of each
 * @param unreadable which one is damaged; -1 for none
 */
public record Noise(int size, ImageShape imageShape, int unreadable) implements ImageSource {

  public static Noise of(int size, int side) {
    return new Noise(size, ImageShape.square(side, 3), -1);
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(imageShape);
  }

  @Override
  public Pixels read(int index) throws IOException {
    if (index == unreadable) {
      throw new UnreadableImageException("#" + index + " is damaged");
    }
    SeededRandom random = SeededRandom.of(3, index);
    int level = random.nextInt(150);
    byte[] data = new byte[imageShape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (level + random.nextInt(100));
    }
    return new Pixels(imageShape, data);
  }

  @Override
  public String description() {
    return "noise(" + size + " of " + imageShape + ")";
  }
}

package org.dcgan.eval.formats;

import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * Images that are a formula, the data of the fixtures: never to be changed, since a run is resumed
 * by its description.
 */
record Stripes(int size) implements ImageSource {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(SHAPE);
  }

  @Override
  public Pixels read(int index) {
    byte[] bytes = new byte[SHAPE.size()];
    for (int i = 0; i < bytes.length; i++) {
      int row = i / 48;
      int column = i / 3 % 16;
      bytes[i] = (byte) ((row * (index % 5 + 1) + column * (index % 7 + 2)) * 16 + i % 3 * 40);
    }
    return new Pixels(SHAPE, bytes);
  }

  @Override
  public int label(int index) {
    return index % 2;
  }

  @Override
  public List<String> classNames() {
    return List.of("even", "odd \u00e4\u65e5");
  }

  @Override
  public String name(int index) {
    return "stripe " + index;
  }

  @Override
  public String description() {
    return "stripes(" + size + " of 16x16x3)";
  }
}

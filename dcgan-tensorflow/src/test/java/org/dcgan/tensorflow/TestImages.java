package org.dcgan.tensorflow;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.tensorflow.reference.Numbers;

/** Images made up on the spot, as sound or as broken as a test wants them. */
public final class TestImages implements ImageSource {
  /** The shape of {@link Models#tiny()}. */
  public static final ImageShape SHAPE = ImageShape.square(16, 3);

  private final int size;
  private final Optional<ImageShape> shape;
  private final Reader reader;

  /** How one is read. */
  @FunctionalInterface
  public interface Reader {
    Pixels read(int index) throws IOException;
  }

  public TestImages(int size, Optional<ImageShape> shape, Reader reader) {
    this.size = size;
    this.shape = shape;
    this.reader = reader;
  }

  /** Noise, another one each. */
  public static TestImages noise(int size) {
    return noise(size, SHAPE);
  }

  public static TestImages noise(int size, ImageShape shape) {
    return new TestImages(
        size, Optional.of(shape), index -> new Pixels(shape, Numbers.bytes(shape.size(), index)));
  }

  /** All of one gray. */
  public static TestImages gray(int size, int value) {
    byte[] data = new byte[SHAPE.size()];
    java.util.Arrays.fill(data, (byte) value);
    return new TestImages(size, Optional.of(SHAPE), index -> new Pixels(SHAPE, data.clone()));
  }

  /** The same, but for some that cannot be read. */
  public TestImages unreadable(Integer... indices) {
    Set<Integer> broken = Set.of(indices);
    return new TestImages(
        size,
        shape,
        index -> {
          if (broken.contains(index)) {
            throw new UnreadableImageException("image " + index + " is not one");
          }
          return reader.read(index);
        });
  }

  public static TestImages allUnreadable(int size) {
    return noise(size).unreadable(IntStream.range(0, size).boxed().toArray(Integer[]::new));
  }

  public List<Pixels> all() throws IOException {
    List<Pixels> all = new java.util.ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(reader.read(i));
    }
    return all;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Optional<ImageShape> shape() {
    return shape;
  }

  @Override
  public Pixels read(int index) throws IOException {
    return reader.read(index);
  }

  @Override
  public String description() {
    return "made-up(" + size + ")";
  }
}

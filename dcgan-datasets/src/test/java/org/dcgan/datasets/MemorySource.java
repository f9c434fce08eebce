package org.dcgan.datasets;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/** Images of 4x4x3, all values of image i equal to i, with labels that go around. */
final class MemorySource implements ImageSource {
  static final ImageShape SHAPE = ImageShape.square(4, 3);

  final String name;
  final int size;
  final List<String> classNames;
  int reads;
  int closes;

  MemorySource(String name, int size, String... classNames) {
    this.name = name;
    this.size = size;
    this.classNames = List.of(classNames);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(SHAPE);
  }

  @Override
  public Pixels read(int index) {
    reads++;
    byte[] data = new byte[SHAPE.size()];
    Arrays.fill(data, (byte) index);
    return new Pixels(SHAPE, data);
  }

  @Override
  public int label(int index) {
    return classNames.isEmpty() ? NO_LABEL : index % classNames.size();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String description() {
    return name;
  }

  @Override
  public void close() {
    closes++;
  }
}

package org.dcgan.datasets.pack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;

/** Images whose every value follows from their index; some unreadable, and one that fails. */
final class PatternSource implements ImageSource {
  static final ImageShape SMALL = new ImageShape(3, 5, 3);

  /** So large that four of them are a chunk. */
  static final ImageShape LARGE = new ImageShape(1024, 1024, 1);

  final AtomicInteger reads = new AtomicInteger();
  private final String name;
  private final ImageShape shape;
  private final int size;
  private final Set<Integer> unreadable;
  volatile int failAfter = Integer.MAX_VALUE;
  volatile int delayMillis;

  PatternSource(String name, ImageShape shape, int size, Integer... unreadable) {
    this.name = name;
    this.shape = shape;
    this.size = size;
    this.unreadable = Set.of(unreadable);
  }

  static byte[] pixels(ImageShape shape, int index) {
    byte[] data = new byte[shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (index * 31 + i * (index % 7 + 1) + (i >> 8));
    }
    return data;
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
  public Pixels read(int index) throws IOException {
    if (reads.incrementAndGet() > failAfter) {
      throw new IOException("the disk is gone");
    }
    if (delayMillis > 0) {
      try {
        Thread.sleep(delayMillis);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    if (unreadable.contains(index)) {
      throw new UnreadableImageException("image " + index + " is damaged");
    }
    return new Pixels(shape, pixels(shape, index));
  }

  @Override
  public int label(int index) {
    return index % 5 == 4 ? NO_LABEL : index % 2;
  }

  @Override
  public List<String> classNames() {
    return List.of("cat", "dög");
  }

  @Override
  public String name(int index) {
    return index % 3 == 0 ? "ordner/bild \u2603 " + index + ".png" : "x" + index;
  }

  @Override
  public String description() {
    return name;
  }
}

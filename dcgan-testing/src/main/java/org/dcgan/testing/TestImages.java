package org.dcgan.testing;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;

/**
 * Images that a formula gives, with the labels, names and failures that a test needs. The methods
 * that begin with {@code with} return changed copies, whose counters start at 0.
 *
 * <p>An image depends only on its formula, its shape and its index. Results in tests depend on the
 * formulas, so they must not change.
 */
public final class TestImages implements ImageSource {
  private final int size;
  private final Optional<ImageShape> shape;
  private final Formula formula;
  private String description;
  private List<String> classNames = List.of();
  private IntUnaryOperator labels = index -> NO_LABEL;
  private IntFunction<String> names = index -> "#" + index;
  private Set<Integer> unreadable = Set.of();
  private int failAfter = Integer.MAX_VALUE;
  private Duration delay = Duration.ZERO;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();

  /** Computes an image. */
  @FunctionalInterface
  public interface Formula {
    /**
     * Computes an image.
     *
     * @param index 0 to size - 1
     * @return its pixels, which the caller owns
     * @throws IOException as {@link ImageSource#read}
     */
    Pixels image(int index) throws IOException;
  }

  /** Computes the bytes of an image. */
  private interface Bytes {
    void fill(byte[] data, int index);
  }

  private TestImages(int size, Optional<ImageShape> shape, Formula formula, String description) {
    this.size = size;
    this.shape = shape;
    this.formula = formula;
    this.description = description;
  }

  private TestImages copy() {
    TestImages copy = new TestImages(size, shape, formula, description);
    copy.classNames = classNames;
    copy.labels = labels;
    copy.names = names;
    copy.unreadable = unreadable;
    copy.failAfter = failAfter;
    copy.delay = delay;
    return copy;
  }

  /**
   * Creates a source without labels.
   *
   * @param size number of images
   * @param shape of all images, or empty if they differ
   * @param formula gives each image
   * @return the source
   */
  public static TestImages of(int size, Optional<ImageShape> shape, Formula formula) {
    requireNonNull(shape, "shape");
    requireNonNull(formula, "formula");

    return new TestImages(size, shape, formula, description("images", size, shape));
  }

  private static TestImages of(String name, int size, ImageShape shape, Bytes bytes) {
    Optional<ImageShape> all = Optional.of(shape);
    return new TestImages(
        size,
        all,
        index -> {
          byte[] data = new byte[shape.size()];
          bytes.fill(data, index);
          return new Pixels(shape, data);
        },
        description(name, size, all));
  }

  private static String description(String name, int size, Optional<ImageShape> shape) {
    return name + "(" + size + shape.map(s -> " of " + s).orElse("") + ")";
  }

  /**
   * Creates images of uniform noise, each different.
   *
   * @param size number of images
   * @param shape of each
   * @return the source
   */
  public static TestImages noise(int size, ImageShape shape) {
    requireNonNull(shape, "shape");

    return of(
        "noise",
        size,
        shape,
        (data, index) -> {
          SeededRandom random = SeededRandom.of(index);
          for (int i = 0; i < data.length; i++) {
            data[i] = (byte) random.nextInt(256);
          }
        });
  }

  /**
   * Creates images of noise around a brightness that differs between images.
   *
   * @param size number of images
   * @param shape of each
   * @return the source
   */
  public static TestImages shades(int size, ImageShape shape) {
    requireNonNull(shape, "shape");

    return of(
        "shades",
        size,
        shape,
        (data, index) -> {
          SeededRandom random = SeededRandom.of(3, index);
          int level = random.nextInt(150);
          for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (level + random.nextInt(100));
          }
        });
  }

  /**
   * Creates images that a tiny network can learn: a bright square at a random position before a
   * dark background.
   *
   * @param size number of images
   * @param shape of each, square
   * @return the source
   */
  public static TestImages squares(int size, ImageShape shape) {
    requireNonNull(shape, "shape");

    int half = shape.height() / 2;
    return of(
        "squares",
        size,
        shape,
        (data, index) -> {
          SeededRandom random = SeededRandom.of(7, index);
          int top = random.nextInt(half);
          int left = random.nextInt(half);
          for (int i = 0; i < data.length; i++) {
            int x = i / shape.channels() % shape.width();
            int y = i / shape.channels() / shape.width();
            boolean inside = y >= top && y < top + half && x >= left && x < left + half;
            data[i] = (byte) ((inside ? 200 : 30) + random.nextInt(20));
          }
        });
  }

  /**
   * Creates images of two classes: horizontal stripes (even indices) and vertical ones (odd
   * indices), with noise and random phases and contrasts.
   *
   * @param size number of images
   * @param shape of each
   * @param seed the random seed
   * @return the source
   */
  public static TestImages stripes(int size, ImageShape shape, long seed) {
    requireNonNull(shape, "shape");

    return of(
            "stripes",
            size,
            shape,
            (data, index) -> {
              SeededRandom random = SeededRandom.of(seed, index);
              double phase = random.nextDouble(0, 6);
              double contrast = random.nextDouble(40, 100);
              for (int i = 0; i < data.length; i++) {
                int x = i / shape.channels() % shape.width();
                int y = i / shape.channels() / shape.width();
                double wave = Math.sin((index % 2 == 0 ? y : x) * 1.5 + phase);
                double value = 128 + contrast * wave + 8 * random.nextGaussian();
                data[i] = (byte) Math.round(Math.max(0, Math.min(255, value)));
              }
            })
        .withClasses("horizontal", "vertical")
        .withDescription("stripes(" + size + " of " + shape + ", seed " + seed + ")");
  }

  /**
   * Creates images without randomness, whose values depend on the index and the position.
   *
   * @param size number of images
   * @param shape of each
   * @return the source
   */
  public static TestImages ramps(int size, ImageShape shape) {
    requireNonNull(shape, "shape");

    return of(
        "ramps",
        size,
        shape,
        (data, index) -> {
          for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (index * 31 + i * (index % 7 + 1) + (i >> 8));
          }
        });
  }

  /**
   * Creates images whose values all equal the index, modulo 256.
   *
   * @param size number of images
   * @param shape of each
   * @return the source
   */
  public static TestImages numbered(int size, ImageShape shape) {
    return filled(size, shape, index -> index);
  }

  /**
   * Creates images of one value each.
   *
   * @param size number of images
   * @param shape of each
   * @param value gives the value of an image's index, modulo 256
   * @return the source
   */
  public static TestImages filled(int size, ImageShape shape, IntUnaryOperator value) {
    requireNonNull(shape, "shape");
    requireNonNull(value, "value");

    return of(
        "filled", size, shape, (data, index) -> Arrays.fill(data, (byte) value.applyAsInt(index)));
  }

  /**
   * Returns these images with labels.
   *
   * @param names of the classes; the label of image i is i modulo their number
   * @return a copy
   */
  public TestImages withClasses(String... names) {
    List<String> classes = List.of(names);
    return withLabels(classes, index -> index % classes.size());
  }

  /**
   * Returns these images with labels.
   *
   * @param names of the classes
   * @param label gives the label of an index
   * @return a copy
   */
  public TestImages withLabels(List<String> names, IntUnaryOperator label) {
    TestImages copy = copy();
    copy.classNames = List.copyOf(names);
    copy.labels = requireNonNull(label, "label");
    return copy;
  }

  /**
   * Returns these images with names.
   *
   * @param name gives the name of an index
   * @return a copy
   */
  public TestImages withNames(IntFunction<String> name) {
    TestImages copy = copy();
    copy.names = requireNonNull(name, "name");
    return copy;
  }

  /**
   * Returns these images with some that cannot be read.
   *
   * @param indices of these; reading one throws {@link UnreadableImageException} with the message
   *     "image 7 is damaged"
   * @return a copy
   */
  public TestImages withUnreadable(int... indices) {
    TestImages copy = copy();
    copy.unreadable = IntStream.of(indices).boxed().collect(Collectors.toUnmodifiableSet());
    return copy;
  }

  /**
   * Returns these images, none of which can be read.
   *
   * @return a copy
   */
  public TestImages withAllUnreadable() {
    return withUnreadable(IntStream.range(0, size).toArray());
  }

  /**
   * Returns these images in a source that fails after a number of reads.
   *
   * @param number the number of calls of {@link #read} that succeed; later ones throw {@link
   *     IOException} with the message "the disk is gone"
   * @return a copy
   */
  public TestImages withFailureAfter(int number) {
    TestImages copy = copy();
    copy.failAfter = number;
    return copy;
  }

  /**
   * Returns these images in a slow source.
   *
   * @param duration the time that each call of {@link #read} takes at least
   * @return a copy
   */
  public TestImages withDelay(Duration duration) {
    TestImages copy = copy();
    copy.delay = requireNonNull(duration, "duration");
    return copy;
  }

  /**
   * Returns these images with another description.
   *
   * @param text the description
   * @return a copy
   */
  public TestImages withDescription(String text) {
    TestImages copy = copy();
    copy.description = requireNonNull(text, "text");
    return copy;
  }

  /**
   * Returns all images.
   *
   * @return in the order of their indices
   * @throws IOException if one cannot be read
   */
  public List<Pixels> all() throws IOException {
    List<Pixels> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(read(i));
    }
    return all;
  }

  /**
   * Returns the number of calls of {@link #read}.
   *
   * @return at least 0
   */
  public int reads() {
    return reads.get();
  }

  /**
   * Returns the number of calls of {@link #close}.
   *
   * @return at least 0
   */
  public int closes() {
    return closes.get();
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
    if (reads.incrementAndGet() > failAfter) {
      throw new IOException("the disk is gone");
    }
    if (!delay.isZero()) {
      try {
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted at image " + index);
      }
    }
    if (unreadable.contains(checkIndex(index, size))) {
      throw new UnreadableImageException("image " + index + " is damaged");
    }
    return formula.image(index);
  }

  @Override
  public int label(int index) {
    return labels.applyAsInt(checkIndex(index, size));
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    return names.apply(checkIndex(index, size));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}

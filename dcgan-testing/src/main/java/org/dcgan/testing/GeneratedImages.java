package org.dcgan.testing;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;

/**
 * Images that a formula gives, with the labels, names and failures that a test needs. The methods
 * that begin with {@code with} return changed copies.
 */
public final class GeneratedImages implements ImageSource {
  private final int size;
  private final Optional<ImageShape> shape;
  private final Formula formula;
  private final String description;
  private final List<String> classNames;
  private final IntUnaryOperator labels;
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

  private GeneratedImages(
      int size,
      Optional<ImageShape> shape,
      Formula formula,
      String description,
      List<String> classNames,
      IntUnaryOperator labels) {
    this.size = size;
    this.shape = shape;
    this.formula = formula;
    this.description = description;
    this.classNames = List.copyOf(classNames);
    this.labels = labels;
  }

  /**
   * Creates a source without labels.
   *
   * @param size number of images
   * @param shape of all images, or empty if they differ
   * @param formula gives each image
   * @return the source
   */
  public static GeneratedImages of(int size, Optional<ImageShape> shape, Formula formula) {
    requireNonNull(shape, "shape");
    requireNonNull(formula, "formula");

    String text = "generated(" + size + shape.map(s -> " of " + s).orElse("") + ")";
    return new GeneratedImages(size, shape, formula, text, List.of(), index -> NO_LABEL);
  }

  /**
   * Creates images of uniform noise, each different.
   *
   * @param size number of images
   * @param shape of each
   * @return the source
   */
  public static GeneratedImages noise(int size, ImageShape shape) {
    requireNonNull(shape, "shape");

    return of(
        size,
        Optional.of(shape),
        index -> {
          byte[] data = new byte[shape.size()];
          new Random(index).nextBytes(data);
          return new Pixels(shape, data);
        });
  }

  /**
   * Creates images whose values all equal the index, modulo 256.
   *
   * @param size number of images
   * @param shape of each
   * @return the source
   */
  public static GeneratedImages numbered(int size, ImageShape shape) {
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
  public static GeneratedImages filled(int size, ImageShape shape, IntUnaryOperator value) {
    requireNonNull(shape, "shape");
    requireNonNull(value, "value");

    return of(
        size,
        Optional.of(shape),
        index -> {
          byte[] data = new byte[shape.size()];
          Arrays.fill(data, (byte) value.applyAsInt(index));
          return new Pixels(shape, data);
        });
  }

  /**
   * Returns these images with labels.
   *
   * @param names of the classes; the label of image i is i modulo their number
   * @return a copy
   */
  public GeneratedImages withClasses(String... names) {
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
  public GeneratedImages withLabels(List<String> names, IntUnaryOperator label) {
    requireNonNull(names, "names");
    requireNonNull(label, "label");

    return new GeneratedImages(size, shape, formula, description, names, label);
  }

  /**
   * Returns these images with some that cannot be read.
   *
   * @param indices of these; reading one throws {@link UnreadableImageException}
   * @return a copy
   */
  public GeneratedImages withUnreadable(int... indices) {
    Set<Integer> damaged = Set.copyOf(IntStream.of(indices).boxed().toList());
    Formula sound = formula;
    return new GeneratedImages(
        size,
        shape,
        index -> {
          if (damaged.contains(index)) {
            throw new UnreadableImageException("image " + index + " of " + description);
          }
          return sound.image(index);
        },
        description,
        classNames,
        labels);
  }

  /**
   * Returns these images with another description.
   *
   * @param text the description
   * @return a copy
   */
  public GeneratedImages withDescription(String text) {
    return new GeneratedImages(
        size, shape, formula, requireNonNull(text, "text"), classNames, labels);
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
      all.add(formula.image(i));
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
    reads.incrementAndGet();
    return formula.image(checkIndex(index, size));
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
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closes.incrementAndGet();
  }
}

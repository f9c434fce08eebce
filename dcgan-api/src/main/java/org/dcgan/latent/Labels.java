package org.dcgan.latent;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.internal.ArraySize;
import org.jspecify.annotations.Nullable;

/**
 * A batch of label vectors for a conditional model: float32 [count, classes]. The label of a class
 * is one-hot: 1 at the index of the class, 0 elsewhere. Any other real-valued vector is permitted,
 * so that classes can be mixed:
 *
 * <pre>{@code
 * Labels threes = Labels.oneHot(10, 3, 3, 3);
 * Labels between = Labels.oneHot(10, 3).lerp(Labels.oneHot(10, 8), 0.5); // half a 3, half an 8
 * }</pre>
 *
 * <p>Immutable.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Labels {
  private final int classes;
  private final int count;
  private final float[] data;

  private Labels(int classes, float[] data) {
    checkArgument(classes >= 1, "labels must have at least 1 class, got %s", classes);
    checkArgument(
        data.length % classes == 0,
        "%s values are not a whole number of labels of %s classes",
        data.length,
        classes);
    this.classes = classes;
    this.count = data.length / classes;
    this.data = data;
  }

  /**
   * Creates labels from their values.
   *
   * @param classes the number of classes, at least 1
   * @param data the values in row-major order, all finite; copied
   * @return the labels
   * @throws IllegalArgumentException if the values are not a whole number of rows, or one of them
   *     is NaN or infinite
   */
  public static Labels of(int classes, float[] data) {
    requireNonNull(data, "data");

    for (int i = 0; i < data.length; i++) {
      checkArgument(
          Float.isFinite(data[i]),
          "value %s of the labels must be finite, got %s",
          i,
          (Float) data[i]);
    }
    return new Labels(classes, data.clone());
  }

  /**
   * Creates one-hot labels.
   *
   * @param classes the number of classes, at least 1
   * @param labels the index of the class of each label, 0 to {@code classes - 1}
   * @return one row for each index
   * @throws IllegalArgumentException if an index is out of range
   */
  public static Labels oneHot(int classes, int... labels) {
    requireNonNull(labels, "labels");

    checkArgument(classes >= 1, "labels must have at least 1 class, got %s", classes);
    float[] data = new float[ArraySize.of(labels.length, classes, "labels")];
    for (int i = 0; i < labels.length; i++) {
      checkArgument(
          labels[i] >= 0 && labels[i] < classes,
          "label %s is not one of the %s classes, which are numbered from 0 to %s",
          labels[i],
          classes,
          classes - 1);
      data[i * classes + labels[i]] = 1;
    }
    return new Labels(classes, data);
  }

  /**
   * Creates one-hot labels of all classes, one class after the other, for a grid with one row for
   * each class.
   *
   * @param classes the number of classes, at least 1
   * @param each the number of labels of each class, at least 1
   * @return {@code classes * each} labels: first those of class 0, last those of the last class
   */
  public static Labels ofEachClass(int classes, int each) {
    checkArgument(classes >= 1, "labels must have at least 1 class, got %s", classes);
    checkArgument(each >= 1, "each class must have at least 1 label, got %s", each);
    int[] labels = new int[ArraySize.of(each, classes, "labels")];
    Arrays.setAll(labels, i -> i / each);
    return oneHot(classes, labels);
  }

  /**
   * Concatenates labels.
   *
   * @param parts at least one batch, all with the same number of classes
   * @return all labels, in order
   */
  public static Labels concat(List<Labels> parts) {
    requireNonNull(parts, "parts");

    checkArgument(
        !parts.isEmpty(), "expected at least one batch of labels to concatenate, got none");
    int classes = parts.get(0).classes;
    float[] data =
        new float[ArraySize.ofAll(parts.stream().mapToLong(p -> p.data.length).sum(), "labels")];
    int offset = 0;
    for (Labels part : parts) {
      parts.get(0).checkClasses(part);
      System.arraycopy(part.data, 0, data, offset, part.data.length);
      offset += part.data.length;
    }
    return new Labels(classes, data);
  }

  /**
   * Returns the number of labels.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * Returns the number of classes, which is the length of each vector.
   *
   * @return at least 1
   */
  public int classes() {
    return classes;
  }

  /**
   * Returns the values without copying them.
   *
   * @return a read-only buffer of {@code count * classes} values in row-major order
   */
  public FloatBuffer data() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /**
   * Copies the values to an array.
   *
   * @return the values in row-major order
   */
  public float[] toArray() {
    return data.clone();
  }

  /**
   * Returns one value.
   *
   * @param n the index of the label
   * @param label the index of the class, 0 to {@code classes - 1}
   * @return the value
   */
  public float value(int n, int label) {
    checkElementIndex(n, count, "label");
    checkElementIndex(label, classes, "class");
    return data[n * classes + label];
  }

  /**
   * Returns the class of a one-hot label.
   *
   * @param n the index of the label
   * @return the index of the class if its value is 1 and all others are 0; empty for any other
   *     vector, such as a mixture of classes
   */
  public OptionalInt classOf(int n) {
    checkElementIndex(n, count, "label");
    OptionalInt found = OptionalInt.empty();
    for (int c = 0; c < classes; c++) {
      float value = data[n * classes + c];
      if (value == 1 && found.isEmpty()) {
        found = OptionalInt.of(c);
      } else if (value != 0) {
        return OptionalInt.empty();
      }
    }
    return found;
  }

  /**
   * Returns a range of the labels.
   *
   * @param from the index of the first label
   * @param to the index after the last label
   * @return {@code to - from} labels
   */
  public Labels slice(int from, int to) {
    checkPositionIndexes(from, to, count);
    return new Labels(classes, Arrays.copyOfRange(data, from * classes, to * classes));
  }

  /**
   * Returns selected labels.
   *
   * @param indices the indices of the labels, in the order of the result; an index may occur
   *     several times
   * @return one label per index
   */
  public Labels select(int... indices) {
    requireNonNull(indices, "indices");

    float[] chosen = new float[ArraySize.of(indices.length, classes, "labels")];
    for (int i = 0; i < indices.length; i++) {
      checkElementIndex(indices[i], count, "label");
      System.arraycopy(data, indices[i] * classes, chosen, i * classes, classes);
    }
    return new Labels(classes, chosen);
  }

  /**
   * Returns a number of labels that are these labels in turn: after the last one follows the first
   * one again.
   *
   * @param wanted the number of labels, at least 0
   * @return label {@code i} is that of the index {@code i % count}
   * @throws IllegalArgumentException if the number is negative, or there are no labels to repeat
   */
  public Labels inTurn(int wanted) {
    return inTurn(0, wanted);
  }

  /**
   * Returns a part of an endless sequence of these labels in turn.
   *
   * @param from the index of the first label in the sequence, at least 0
   * @param wanted the number of labels, at least 0
   * @return label {@code i} is that of the index {@code (from + i) % count}
   * @throws IllegalArgumentException if a number is negative, or there are no labels to repeat
   */
  public Labels inTurn(long from, int wanted) {
    checkArgument(wanted >= 0, "the number of labels must be at least 0, got %s", wanted);
    checkArgument(from >= 0, "the index of the first label must be at least 0, got %s", from);
    checkArgument(count > 0 || wanted == 0, "there are no labels to repeat");
    float[] repeated = new float[ArraySize.of(wanted, classes, "labels")];
    for (int i = 0; i < wanted; i++) {
      int row = (int) ((from + i) % count);
      System.arraycopy(data, row * classes, repeated, i * classes, classes);
    }
    return new Labels(classes, repeated);
  }

  /**
   * Returns the mean of the labels, for example of one label of each class.
   *
   * @return one label
   * @throws IllegalArgumentException if there are no labels
   */
  public Labels mean() {
    checkArgument(count >= 1, "the mean needs at least one label, got none");
    float[] mean = new float[classes];
    for (int c = 0; c < classes; c++) {
      double sum = 0;
      for (int n = 0; n < count; n++) {
        sum += data[n * classes + c];
      }
      mean[c] = (float) (sum / count);
    }
    return new Labels(classes, mean);
  }

  /**
   * Interpolates linearly between these labels and others, to mix classes.
   *
   * @param other the same number of labels, or a single label
   * @param t the position: 0 for these labels, 1 for the others; other values extrapolate
   * @return as many labels as this batch has
   * @throws IllegalArgumentException if the numbers of labels or classes do not match, or a value
   *     becomes infinite
   */
  public Labels lerp(Labels other, double t) {
    requireNonNull(other, "other");

    checkArgument(Double.isFinite(t), "the position must be finite, got %s", (Double) t);
    checkClasses(other);
    checkArgument(
        other.count == count || other.count == 1,
        "expected %s labels or a single label, got %s",
        count,
        other.count);
    float[] result = new float[data.length];
    for (int i = 0; i < result.length; i++) {
      float second = other.data[other.count == 1 ? i % classes : i];
      result[i] = (float) ((1 - t) * data[i] + t * second);
      checkArgument(
          Float.isFinite(result[i]),
          "the position %s gives the value %s, expected finite ones",
          (Double) t,
          result[i]);
    }
    return new Labels(classes, result);
  }

  private void checkClasses(Labels other) {
    checkArgument(
        other.classes == classes,
        "both batches of labels must have the same number of classes, got %s and %s",
        classes,
        other.classes);
  }

  /** Compares the number of classes and all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels labels
        && classes == labels.classes
        && Arrays.equals(data, labels.data);
  }

  @Override
  public int hashCode() {
    return 31 * classes + Arrays.hashCode(data);
  }

  /** For example {@code Labels[64 x 10]}. */
  @Override
  public String toString() {
    return "Labels[" + count + " x " + classes + "]";
  }
}

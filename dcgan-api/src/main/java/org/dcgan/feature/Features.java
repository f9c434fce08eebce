package org.dcgan.feature;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** The features of a batch of images: float32 [count, dim], one row per image. Immutable. */
@API(status = API.Status.STABLE, since = "0.1")
public final class Features {
  private final int dim;
  private final int count;
  private final float[] data;

  private Features(int dim, float[] data) {
    checkArgument(dim >= 1, "features must have at least 1 dimension, got %s", dim);
    checkArgument(
        data.length % dim == 0,
        "%s values are not a whole number of rows of %s features",
        data.length,
        dim);
    this.dim = dim;
    this.count = data.length / dim;
    this.data = data;
  }

  /**
   * Creates features from their values.
   *
   * @param dim the length of a row, at least 1
   * @param data the values in row-major order; copied
   * @return the features
   */
  public static Features of(int dim, float[] data) {
    requireNonNull(data, "data");

    return new Features(dim, data.clone());
  }

  /**
   * Creates features from the remaining values of a buffer, whose position does not change.
   *
   * @param dim the length of a row, at least 1
   * @param data the values from the buffer's position to its limit; copied
   * @return the features
   */
  public static Features of(int dim, FloatBuffer data) {
    requireNonNull(data, "data");

    float[] copy = new float[data.remaining()];
    data.duplicate().get(copy);
    return new Features(dim, copy);
  }

  /**
   * Returns the number of rows.
   *
   * @return one row per image
   */
  public int count() {
    return count;
  }

  /**
   * Returns the length of a row.
   *
   * @return at least 1
   */
  public int dim() {
    return dim;
  }

  /**
   * Returns the values without copying them.
   *
   * @return a read-only buffer of {@code count * dim} values in row-major order
   */
  public FloatBuffer data() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /**
   * Returns the features of one image.
   *
   * @param n the index of the image
   * @return a copy of the row
   */
  public float[] row(int n) {
    checkElementIndex(n, count, "row");
    return Arrays.copyOfRange(data, n * dim, (n + 1) * dim);
  }

  /**
   * Returns one value.
   *
   * @param n the index of the row
   * @param column 0 to {@code dim - 1}
   * @return the value
   */
  public float value(int n, int column) {
    checkElementIndex(n, count, "row");
    checkElementIndex(column, dim, "column");
    return data[n * dim + column];
  }

  /** Compares the dimension and all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Features features
        && dim == features.dim
        && Arrays.equals(data, features.data);
  }

  @Override
  public int hashCode() {
    return 31 * dim + Arrays.hashCode(data);
  }

  /** For example {@code Features[32 x 7168]}. */
  @Override
  public String toString() {
    return "Features[" + count + " x " + dim + "]";
  }
}

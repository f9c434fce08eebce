package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import org.apiguardian.api.API;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.latent.Latents;

/** A float32 matrix with one point in each row; a view of values stored elsewhere. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Rows {
  private final FloatBuffer values;
  private final int count;
  private final int dim;

  private Rows(FloatBuffer values, int count, int dim) {
    this.values = values;
    this.count = count;
    this.dim = dim;
  }

  /**
   * A view of an array.
   *
   * @param dim the length of a row, at least 1
   * @param values rows one after another; not copied, and not to be changed while the view is used
   * @return the rows
   * @throws IllegalArgumentException if the values are not a whole number of rows
   */
  public static Rows of(int dim, float[] values) {
    requireNonNull(values, "values");

    checkArgument(dim >= 1, "rows have at least 1 value, got %s", dim);
    checkArgument(
        values.length % dim == 0,
        "%s values are not a whole number of rows of %s",
        values.length,
        dim);
    return new Rows(FloatBuffer.wrap(values), values.length / dim, dim);
  }

  /**
   * A view of features.
   *
   * @param features one row for each image
   * @return the rows, without a copy
   */
  public static Rows of(Features features) {
    requireNonNull(features, "features");

    return new Rows(features.data(), features.count(), features.dim());
  }

  /**
   * A view of images as points.
   *
   * @param images one row for each image: rows, columns, channels in [-1, 1]
   * @return the rows, without a copy
   */
  public static Rows of(Images images) {
    requireNonNull(images, "images");

    return new Rows(images.data(), images.count(), images.shape().size());
  }

  /**
   * A view of latents as points.
   *
   * @param latents one row for each latent
   * @return the rows, without a copy
   */
  public static Rows of(Latents latents) {
    requireNonNull(latents, "latents");

    return new Rows(latents.data(), latents.count(), latents.dim());
  }

  /**
   * The number of rows.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * The length of a row.
   *
   * @return at least 1
   */
  public int dim() {
    return dim;
  }

  /** Copies a part of a row. */
  void copy(int row, int from, float[] into, int length) {
    values.get(row * dim + from, into, 0, length);
  }

  /** Copies rows, one after another. */
  float[] copyRows(int first, int rows) {
    float[] copy = new float[rows * dim];
    values.get(first * dim, copy, 0, copy.length);
    return copy;
  }

  /** Copies rows as the columns of a matrix: the value of row r, column c is at c * rows + r. */
  float[] copyTransposed(int first, int rows) {
    float[] columns = new float[rows * dim];
    float[] row = new float[dim];
    for (int r = 0; r < rows; r++) {
      values.get((first + r) * dim, row, 0, dim);
      for (int c = 0; c < dim; c++) {
        columns[c * rows + r] = row[c];
      }
    }
    return columns;
  }

  /** The sum of squares of a row; not finite where one of its values is not. */
  double squaredNorm(int row) {
    double sum = 0;
    for (int i = row * dim, end = i + dim; i < end; i++) {
      double value = values.get(i);
      sum += value * value;
    }
    return sum;
  }

  /** The column of a row's first value that is not finite; the row has one. */
  int firstNotFinite(int row) {
    int column = 0;
    while (Float.isFinite(value(row, column))) {
      column++;
    }
    return column;
  }

  float value(int row, int column) {
    return values.get(row * dim + column);
  }

  /** The sum of squared differences. */
  static double squaredDistance(Rows a, int rowOfA, Rows b, int rowOfB) {
    double sum = 0;
    for (int k = 0, i = rowOfA * a.dim, j = rowOfB * b.dim; k < a.dim; k++) {
      double difference = (double) a.values.get(i + k) - b.values.get(j + k);
      sum += difference * difference;
    }
    return sum;
  }

  /** For example {@code Rows[10000 x 784]}. */
  @Override
  public String toString() {
    return "Rows[" + count + " x " + dim + "]";
  }
}

package org.dcgan.eval.neighbors;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.FloatBuffer;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.latent.Latents;

/** A matrix of float32, one point a row; a view of values that are kept elsewhere. */
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
   * Rows that stand in an array.
   *
   * @param dim the length of a row, at least 1
   * @param values row after row; not copied, so leave it alone while this is in use
   * @return the rows
   * @throws IllegalArgumentException if the values are not a whole number of rows
   */
  public static Rows of(int dim, float[] values) {
    checkArgument(dim >= 1, "rows have at least 1 value, got %s", dim);
    checkArgument(
        values.length % dim == 0,
        "%s values are not a whole number of rows of %s",
        values.length,
        dim);
    return new Rows(FloatBuffer.wrap(values), values.length / dim, dim);
  }

  /**
   * Features as they are.
   *
   * @param features one row an image
   * @return the rows, without a copy
   */
  public static Rows of(Features features) {
    return new Rows(features.data(), features.count(), features.dim());
  }

  /**
   * Images as points.
   *
   * @param images one row an image: rows, columns, channels in [-1, 1]
   * @return the rows, without a copy
   */
  public static Rows of(Images images) {
    return new Rows(images.data(), images.count(), images.shape().size());
  }

  /**
   * Latents as points.
   *
   * @param latents one row a latent
   * @return the rows, without a copy
   */
  public static Rows of(Latents latents) {
    return new Rows(latents.data(), latents.count(), latents.dim());
  }

  /**
   * How many rows there are.
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

  /** Copies part of a row. */
  void copy(int row, int from, float[] into, int length) {
    values.get(row * dim + from, into, 0, length);
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

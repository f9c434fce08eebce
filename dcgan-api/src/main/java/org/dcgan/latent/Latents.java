package org.dcgan.latent;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.internal.ArraySize;
import org.dcgan.random.SeededRandom;
import org.jspecify.annotations.Nullable;

/**
 * A batch of points of the latent space Z: float32 [count, dim], with the vector arithmetic of the
 * paper's section 6. Immutable.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Latents {
  private static final long TRUNCATION = 14;

  private final int dim;
  private final int count;
  private final float[] data;

  private Latents(int dim, float[] data) {
    checkDim(dim);
    checkArgument(
        data.length % dim == 0,
        "%s values are not a whole number of %s-dimensional latents",
        data.length,
        dim);
    this.dim = dim;
    this.count = data.length / dim;
    this.data = data;
  }

  /**
   * Creates latents from their values.
   *
   * @param dim the dimension of the latents, at least 1
   * @param data the values in row-major order; copied
   * @return the latents
   */
  public static Latents of(int dim, float[] data) {
    requireNonNull(data, "data");

    return new Latents(dim, data.clone());
  }

  /**
   * Generates random latents.
   *
   * @param distribution the distribution of each coordinate
   * @param count the number of latents, at least 0
   * @param dim the dimension of the latents, at least 1
   * @param stream the key of the random stream, such as a seed, or a seed and a step. The same key
   *     gives the same latents on every machine, and the first n latents do not depend on the count
   * @return the latents
   * @throws IllegalArgumentException if a number is out of range, or the latents do not fit into
   *     one array
   */
  public static Latents sample(
      LatentDistribution distribution, int count, int dim, long... stream) {
    requireNonNull(distribution, "distribution");
    requireNonNull(stream, "stream");

    checkArgument(count >= 0, "the number of latents must be at least 0, got %s", count);
    checkDim(dim);
    SeededRandom random = SeededRandom.of(stream);
    float[] data = new float[ArraySize.of(count, dim, "latents")];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) distribution.sample(random);
    }
    return new Latents(dim, data);
  }

  /**
   * Generates random latents with truncated coordinates, which trades diversity for typical images
   * (Brock et al., 2019, "Large Scale GAN Training for High Fidelity Natural Image Synthesis",
   * section 3.1). A coordinate whose absolute value exceeds the truncation is generated anew; all
   * others are those of {@link #sample}.
   *
   * @param distribution the distribution of each coordinate
   * @param truncation the largest absolute value of a coordinate, above 0; infinity for no
   *     truncation
   * @param count the number of latents, at least 0
   * @param dim the dimension of the latents, at least 1
   * @param stream the key of the random stream, see {@link #sample}
   * @return the latents
   * @throws IllegalArgumentException if the truncation is not above 0, a number is out of range, or
   *     the latents do not fit into one array
   */
  public static Latents sampleTruncated(
      LatentDistribution distribution, double truncation, int count, int dim, long... stream) {
    checkArgument(
        truncation > 0,
        "the truncation of latents must be above 0, got %s; use infinity for none",
        truncation);
    Latents latents = sample(distribution, count, dim, stream);
    if (truncation >= Float.MAX_VALUE) {
      return latents;
    }
    float limit = (float) truncation;
    SeededRandom key = SeededRandom.of(stream);
    long replacements = SeededRandom.hash(key.nextLong(), TRUNCATION);
    for (int i = 0; i < latents.data.length; i++) {
      if (Math.abs(latents.data[i]) > limit) {
        latents.data[i] = replacement(distribution, limit, SeededRandom.of(replacements, i));
      }
    }
    return latents;
  }

  /** A coordinate of the truncated distribution. */
  private static float replacement(
      LatentDistribution distribution, float limit, SeededRandom random) {
    while (true) {
      float value = (float) (random.nextDouble(-1, 1) * limit);
      double density =
          distribution == LatentDistribution.GAUSSIAN ? StrictMath.exp(-0.5 * value * value) : 1;
      if (random.nextDouble() < density && Math.abs(value) <= limit) {
        return value;
      }
    }
  }

  /**
   * Concatenates latents.
   *
   * @param parts at least one batch, all of one dimension
   * @return all latents, in order
   */
  public static Latents concat(List<Latents> parts) {
    requireNonNull(parts, "parts");

    checkArgument(
        !parts.isEmpty(), "expected at least one batch of latents to concatenate, got none");
    int dim = parts.get(0).dim;
    float[] data =
        new float[ArraySize.ofAll(parts.stream().mapToLong(p -> p.data.length).sum(), "latents")];
    int offset = 0;
    for (Latents part : parts) {
      parts.get(0).checkDim(part);
      System.arraycopy(part.data, 0, data, offset, part.data.length);
      offset += part.data.length;
    }
    return new Latents(dim, data);
  }

  /**
   * Returns the number of latents.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * Returns the dimension of the latents.
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
   * Copies the values to an array.
   *
   * @return the values in row-major order
   */
  public float[] toArray() {
    return data.clone();
  }

  /**
   * Returns one coordinate.
   *
   * @param n the index of the latent
   * @param coordinate the index of the coordinate, 0 to {@code dim - 1}
   * @return the value
   */
  public float value(int n, int coordinate) {
    checkElementIndex(n, count, "latent");
    checkElementIndex(coordinate, dim, "coordinate");
    return data[n * dim + coordinate];
  }

  /**
   * Returns a range of the latents.
   *
   * @param from the index of the first latent
   * @param to the index after the last latent
   * @return {@code to - from} latents
   */
  public Latents slice(int from, int to) {
    checkPositionIndexes(from, to, count);
    return new Latents(dim, Arrays.copyOfRange(data, from * dim, to * dim));
  }

  /**
   * Returns selected latents.
   *
   * @param indices the indices of the latents, in the order of the result; an index may occur
   *     several times
   * @return one latent per index
   */
  public Latents select(int... indices) {
    requireNonNull(indices, "indices");

    float[] chosen = new float[ArraySize.of(indices.length, dim, "latents")];
    for (int i = 0; i < indices.length; i++) {
      checkElementIndex(indices[i], count, "latent");
      System.arraycopy(data, indices[i] * dim, chosen, i * dim, dim);
    }
    return new Latents(dim, chosen);
  }

  /**
   * Returns the mean of the latents, for example to represent a visual concept by several samples
   * (paper, section 6.3.2).
   *
   * @return one latent
   * @throws IllegalArgumentException if there are no latents
   */
  public Latents mean() {
    checkArgument(count >= 1, "the mean needs at least one latent, got none");
    float[] mean = new float[dim];
    for (int d = 0; d < dim; d++) {
      double sum = 0;
      for (int n = 0; n < count; n++) {
        sum += data[n * dim + d];
      }
      mean[d] = (float) (sum / count);
    }
    return new Latents(dim, mean);
  }

  /**
   * Adds latents.
   *
   * @param other the same number of latents, or a single latent that is added to each
   * @return as many latents as this batch has
   */
  public Latents plus(Latents other) {
    requireNonNull(other, "other");

    return combine(other, 1, 1);
  }

  /**
   * Subtracts latents.
   *
   * @param other the same number of latents, or a single latent that is subtracted from each
   * @return as many latents as this batch has
   */
  public Latents minus(Latents other) {
    requireNonNull(other, "other");

    return combine(other, 1, -1);
  }

  /**
   * Multiplies the latents by a number.
   *
   * @param factor any number
   * @return as many latents as this batch has
   */
  public Latents scaled(double factor) {
    float[] scaled = new float[data.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (data[i] * factor);
    }
    return new Latents(dim, scaled);
  }

  /**
   * Interpolates linearly between these latents and others.
   *
   * @param other the same number of latents, or a single latent
   * @param t the position: 0 for these latents, 1 for the others; other values extrapolate
   * @return as many latents as this batch has
   */
  public Latents lerp(Latents other, double t) {
    requireNonNull(other, "other");

    return combine(other, 1 - t, t);
  }

  /**
   * Interpolates spherically between these latents and others: along the great circle, with
   * linearly interpolated length. Suited for Gaussian latents. If two latents have the same or
   * opposite directions, they are interpolated linearly.
   *
   * @param other the same number of latents, or a single latent
   * @param t the position: 0 for these latents, 1 for the others
   * @return as many latents as this batch has
   */
  public Latents slerp(Latents other, double t) {
    requireNonNull(other, "other");

    checkCombines(other);
    float[] result = new float[data.length];
    for (int n = 0; n < count; n++) {
      int a = n * dim;
      int b = other.count == 1 ? 0 : a;
      double dot = 0;
      double normA = 0;
      double normB = 0;
      for (int d = 0; d < dim; d++) {
        dot += (double) data[a + d] * other.data[b + d];
        normA += (double) data[a + d] * data[a + d];
        normB += (double) other.data[b + d] * other.data[b + d];
      }
      double lengthA = Math.sqrt(normA);
      double lengthB = Math.sqrt(normB);
      double cosine = Math.max(-1, Math.min(1, dot / (lengthA * lengthB)));
      double angle = StrictMath.acos(cosine);
      double sine = StrictMath.sin(angle);
      double weightA = 1 - t;
      double weightB = t;
      if (sine > 1e-6) {
        double length = lengthA * (1 - t) + lengthB * t;
        weightA = StrictMath.sin((1 - t) * angle) / sine * length / lengthA;
        weightB = StrictMath.sin(t * angle) / sine * length / lengthB;
      }
      for (int d = 0; d < dim; d++) {
        result[a + d] = (float) (weightA * data[a + d] + weightB * other.data[b + d]);
      }
    }
    return new Latents(dim, result);
  }

  private Latents combine(Latents other, double mine, double theirs) {
    checkCombines(other);
    float[] result = new float[data.length];
    for (int i = 0; i < result.length; i++) {
      float second = other.data[other.count == 1 ? i % dim : i];
      result[i] = (float) (mine * data[i] + theirs * second);
    }
    return new Latents(dim, result);
  }

  private void checkCombines(Latents other) {
    checkDim(other);
    checkArgument(
        other.count == count || other.count == 1,
        "expected %s latents or a single latent, got %s",
        count,
        other.count);
  }

  private static void checkDim(int dim) {
    checkArgument(dim >= 1, "latents must have at least 1 dimension, got %s", dim);
  }

  private void checkDim(Latents other) {
    checkArgument(
        other.dim == dim,
        "both batches of latents must have the same dimension, got %s and %s",
        dim,
        other.dim);
  }

  /** Compares the dimension and all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Latents latents
        && dim == latents.dim
        && Arrays.equals(data, latents.data);
  }

  @Override
  public int hashCode() {
    return 31 * dim + Arrays.hashCode(data);
  }

  /** For example {@code Latents[64 x 100]}. */
  @Override
  public String toString() {
    return "Latents[" + count + " x " + dim + "]";
  }
}

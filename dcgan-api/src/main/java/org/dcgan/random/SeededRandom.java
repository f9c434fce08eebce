package org.dcgan.random;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * A pseudorandom number generator whose bits are the same on every platform and every Java version.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, 2014): a counter passed through a mixing
 * function. A stream is identified by a key of any number of longs, such as (seed, epoch, step);
 * streams of different keys are independent for all practical purposes. It is not cryptographically
 * secure and not thread-safe.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class SeededRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;
  private double spareGaussian = Double.NaN;

  private SeededRandom(long state) {
    this.state = state;
  }

  /**
   * Returns a generator for a key.
   *
   * @param name the key, for example a seed, a purpose and a step; the order matters
   * @return a generator at the beginning of the stream
   */
  public static SeededRandom of(long... name) {
    requireNonNull(name, "name");

    return new SeededRandom(hash(name));
  }

  /**
   * Computes a hash of numbers. Changing any bit of them changes about half of the bits of the
   * hash.
   *
   * @param values any number of values; the order matters
   * @return a hash of 64 bits
   */
  public static long hash(long... values) {
    requireNonNull(values, "values");

    long hash = GAMMA * (values.length + 1);
    for (long value : values) {
      hash = mix(mix(hash + GAMMA) ^ value * 0xD6E8FEB86659FD93L);
    }
    return hash;
  }

  /**
   * Returns 64 random bits.
   *
   * @return any long, all with the same probability
   */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * Returns a random integer below a bound, without bias.
   *
   * @param bound at least 1
   * @return 0 to {@code bound - 1}, all with the same probability
   */
  public int nextInt(int bound) {
    checkArgument(bound >= 1, "the bound of a random integer must be at least 1, got %s", bound);
    while (true) {
      long bits = nextLong() >>> 1;
      long value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return (int) value;
      }
    }
  }

  /**
   * Returns a random number in [0, 1).
   *
   * @return a multiple of 2^-53
   */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Returns a random number of an interval.
   *
   * @param low the lower bound, inclusive
   * @param high the upper bound, exclusive
   * @return uniform in [low, high)
   */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * Returns a normally distributed random number, by the Box-Muller method with {@code StrictMath}.
   *
   * @return a number of the normal distribution with mean 0 and standard deviation 1
   */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    double angle = 2 * Math.PI * nextDouble();
    spareGaussian = radius * StrictMath.sin(angle);
    return radius * StrictMath.cos(angle);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

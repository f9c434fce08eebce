package org.dcgan.random;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * Random numbers whose bits are the same on every platform and every Java version.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, 2014): a counter passed through a mixing
 * function. A stream is named by any number of longs, such as (seed, epoch, step), and streams of
 * different names are independent for all practical purposes. Not for cryptography; not for sharing
 * between threads.
 */
public final class SeededRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;
  private double spareGaussian = Double.NaN;

  private SeededRandom(long state) {
    this.state = state;
  }

  /**
   * The stream of that name.
   *
   * @param name for example a seed, a purpose and a step; order matters
   * @return a generator at the stream's beginning
   */
  public static SeededRandom of(long... name) {
    requireNonNull(name, "name");

    return new SeededRandom(hash(name));
  }

  /**
   * Mixes numbers into one, so that a change of any bit changes half of the result's.
   *
   * @param values any number of them; order matters
   * @return 64 well-mixed bits
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
   * The next 64 bits.
   *
   * @return any long, all equally likely
   */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * An integer below a bound, without bias.
   *
   * @param bound at least 1
   * @return 0 to {@code bound - 1}, all equally likely
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
   * A fraction.
   *
   * @return a multiple of 2^-53 in [0, 1)
   */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * A number from an interval.
   *
   * @param low the least
   * @param high one past the greatest
   * @return uniform in [low, high)
   */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * A normal deviate, by Box and Muller's method in {@code StrictMath}.
   *
   * @return mean 0, deviation 1
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

package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.HashSet;
import java.util.Set;

/**
 * The authors' two random number generators (lib/rng.py:5-9), with the same sequences: NumPy's,
 * which shuffles the training images, and Python 2's, which samples the labeled ones.
 */
final class ReferenceRandom {
  private final MersenneTwister numpy;
  private final MersenneTwister python;

  ReferenceRandom(int seed) {
    numpy = MersenneTwister.ofNumpy(seed);
    python = MersenneTwister.ofPython(seed);
  }

  /**
   * The numbers 0 to n - 1 in the order of {@code RandomState.shuffle}, which {@code
   * sklearn.utils.shuffle} uses.
   */
  int[] shuffled(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = atMost(i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private int atMost(int bound) {
    int mask = bound == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(bound);
    while (true) {
      int value = numpy.nextInt() & mask;
      if (value <= bound) {
        return value;
      }
    }
  }

  /** Python 2.7's {@code Random.sample}, without replacement; Python 3 samples differently. */
  int[] sample(int[] population, int count) {
    int n = population.length;
    checkArgument(
        count <= n, "cannot sample %s of %s without replacement; ask for fewer", count, n);
    int[] result = new int[count];
    int setSize = 21;
    if (count > 5) {
      setSize += (int) Math.round(Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4))));
    }
    if (n <= setSize) {
      int[] pool = population.clone();
      for (int i = 0; i < count; i++) {
        int j = (int) (python.nextDouble() * (n - i));
        result[i] = pool[j];
        pool[j] = pool[n - i - 1];
      }
      return result;
    }
    Set<Integer> chosen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int j = (int) (python.nextDouble() * n);
      while (!chosen.add(j)) {
        j = (int) (python.nextDouble() * n);
      }
      result[i] = population[j];
    }
    return result;
  }
}

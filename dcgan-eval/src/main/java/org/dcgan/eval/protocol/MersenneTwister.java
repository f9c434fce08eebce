package org.dcgan.eval.protocol;

/**
 * MT19937 (Matsumoto and Nishimura, 1998), the generator of NumPy's RandomState and of Python's
 * Random, which differ in how a seed initializes it.
 */
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[SIZE];
  private int position = SIZE;

  private MersenneTwister() {}

  /** As {@code numpy.random.RandomState(seed)} does. */
  static MersenneTwister ofNumpy(int seed) {
    MersenneTwister twister = new MersenneTwister();
    twister.fill(seed);
    return twister;
  }

  /** As {@code random.Random(seed)} does in Python 2 and 3, for seeds of 32 bits. */
  static MersenneTwister ofPython(int seed) {
    MersenneTwister twister = new MersenneTwister();
    int[] s = twister.state;
    twister.fill(19650218);
    int i = 1;
    for (int k = 0; k < SIZE; k++) {
      s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >>> 30) * 1664525) + seed;
      i = twister.next(i);
    }
    for (int k = 0; k < SIZE - 1; k++) {
      s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >>> 30) * 1566083941) - i;
      i = twister.next(i);
    }
    s[0] = 0x80000000;
    return twister;
  }

  private void fill(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }
  }

  private int next(int i) {
    if (i + 1 < SIZE) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  /** The next 32 random bits. */
  int nextInt() {
    if (position == SIZE) {
      for (int k = 0; k < SIZE; k++) {
        int y = (state[k] & 0x80000000) | (state[(k + 1) % SIZE] & 0x7FFFFFFF);
        state[k] = state[(k + SHIFT) % SIZE] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
      }
      position = 0;
    }
    int y = state[position++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9D2C5680;
    y ^= y << 15 & 0xEFC60000;
    return y ^ y >>> 18;
  }

  /** A multiple of 2^-53 in [0, 1), computed from 64 bits as NumPy and Python do. */
  double nextDouble() {
    int high = nextInt() >>> 5;
    int low = nextInt() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }
}

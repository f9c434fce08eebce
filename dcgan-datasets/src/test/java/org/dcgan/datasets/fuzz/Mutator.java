package org.dcgan.datasets.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.dcgan.random.SeededRandom;

/** Damages files, the same way for the same number. */
final class Mutator {
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000L,
    0xFFFFFFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 40,
    16,
    512,
    4096
  };
  private static final int MOST_DAMAGES = 4;
  private static final int MOST_BYTES = 600;

  private final List<byte[]> seeds;

  Mutator(List<byte[]> seeds) {
    this.seeds = seeds;
  }

  /** One to four damages to one of the seeds. */
  byte[] input(long number) {
    SeededRandom random = SeededRandom.of(number);
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    for (int damages = 1 + random.nextInt(MOST_DAMAGES); damages > 0; damages--) {
      bytes = damaged(bytes, random);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes, SeededRandom random) {
    if (bytes.length == 0) {
      return new byte[random.nextInt(10)];
    }
    int at = place(bytes, random);
    switch (random.nextInt(10)) {
      case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = (byte) random.nextInt(256);
      case 3, 4, 5 -> number(bytes, at, random);
      case 6 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 7 -> {
        return insert(bytes, at, random(random));
      }
      case 8 -> {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(MOST_BYTES));
        return join(bytes, at, new byte[0], bytes, at + length);
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length);
        if (random.nextInt(2) == 0) {
          return join(bytes, at, new byte[0], other, from);
        }
        int length =
            Math.min(Math.min(bytes.length - at, other.length - from), 1 + random.nextInt(64));
        System.arraycopy(other, from, bytes, at, length);
      }
    }
    return bytes;
  }

  /** Often where something is written: most of some files is zeros. */
  private static int place(byte[] bytes, SeededRandom random) {
    int at = random.nextInt(bytes.length);
    if (random.nextInt(4) == 0) {
      return random.nextInt(Math.min(bytes.length, 64));
    }
    for (int tries = random.nextInt(2) * 20; tries > 0 && bytes[at] == 0; tries--) {
      at = random.nextInt(bytes.length);
    }
    return at;
  }

  /** Writes an extreme, or something near what is there, as a number of some width and order. */
  private static void number(byte[] bytes, int at, SeededRandom random) {
    int width = Math.min(1 << random.nextInt(4), bytes.length - at);
    ByteBuffer field = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    if (random.nextInt(3) == 0) {
      field.put(bytes, at, width);
      value = field.getLong(0) + random.nextInt(65) - 32;
    }
    field.putLong(0, value);
    boolean reversed = random.nextInt(2) == 0;
    for (int i = 0; i < width; i++) {
      bytes[at + i] = field.get(reversed ? width - 1 - i : i);
    }
  }

  private static byte[] random(SeededRandom random) {
    byte[] inserted = new byte[1 + random.nextInt(MOST_BYTES)];
    for (int i = 0, constant = random.nextInt(2); i < inserted.length; i++) {
      inserted[i] = (byte) (constant == 1 ? 0 : random.nextInt(256));
    }
    return inserted;
  }

  private static byte[] insert(byte[] bytes, int at, byte[] inserted) {
    return join(bytes, at, inserted, bytes, at);
  }

  /** The start of one, something between, the rest of another. */
  private static byte[] join(byte[] start, int end, byte[] between, byte[] rest, int from) {
    ByteBuffer out = ByteBuffer.allocate(end + between.length + rest.length - from);
    return out.put(start, 0, end).put(between).put(rest, from, rest.length - from).array();
  }
}

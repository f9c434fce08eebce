package org.dcgan.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.random.SeededRandom;

/** A few generated images in MNIST's files. */
final class MnistLookalike {
  private static final int SIDE = 28;

  private MnistLookalike() {}

  /** Writes training and test images into a folder and returns it. */
  static Path in(Path folder, int training, int test) throws IOException {
    Path data = Files.createDirectories(folder);
    write(data, "train", training, 1);
    write(data, "t10k", test, 2);
    return data;
  }

  /** Digits of a kind: bright above if even, below if odd, and the brighter the higher. */
  private static void write(Path data, String part, int count, long seed) throws IOException {
    SeededRandom random = SeededRandom.of(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    labels.putInt(0x801).putInt(count);
    for (int n = 0; n < count; n++) {
      int label = n % 10;
      labels.put((byte) label);
      for (int i = 0; i < SIDE * SIDE; i++) {
        int level = (i < SIDE * SIDE / 2) == (label % 2 == 0) ? 150 + 7 * label : 20;
        images.put((byte) (level + random.nextInt(30)));
      }
    }
    Files.write(data.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}

package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.Locale;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.internal.ArraySize;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.compute.PatchEncoder;

/**
 * Samples patches at random positions of a source's images. The images are read in a random order,
 * repeatedly if necessary; the image and the position of the i-th patch depend only on the seed and
 * i.
 */
final class PatchSampling {
  private static final long ORDER = 21;
  private static final long POSITION = 22;

  /** The number of images in a batch. */
  private static final int BATCH = 16;

  private final ImageSource source;
  private final ImageShape shape;
  private final long seed;
  private final ProgressListener progress;

  PatchSampling(ImageSource source, ImageShape shape, long seed, ProgressListener progress) {
    checkArgument(
        source.size() >= 1,
        "features are learned from at least 1 image, but %s has none",
        printable(source.description()));
    this.source = source;
    this.shape = shape;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Patches of images.
   *
   * @param side the height and width of a patch
   * @param count the number of patches
   * @return [count, side * side * channels] values of 0 to 255, row, column, channel
   */
  float[] ofImages(int side, int count) throws IOException {
    int d = side * side * shape.channels();
    float[] patches = new float[ArraySize.of(count, d, "patches")];
    Permutation order = Permutation.of(source.size(), seed, ORDER);
    try (ProgressListener.Task task = progress.start("sampling patches", count, "patches")) {
      for (int position = 0; position < Math.min(source.size(), count); position++) {
        float[] pixels = pixels(order.at(position));
        for (int i = position; i < count; i += source.size()) {
          cut(pixels, shape.height(), shape.width(), shape.channels(), side, i, 0, patches, i * d);
          task.advance(1);
        }
      }
    }
    return patches;
  }

  /**
   * Patches of the averaged maps of layers.
   *
   * @param encoder the layers
   * @param maps the number of maps of the topmost layer
   * @param side the height and width of a patch
   * @param count the number of patches
   * @return [count, side * side * maps]
   */
  float[] ofMaps(PatchEncoder encoder, int maps, int side, int count) throws IOException {
    int d = side * side * maps;
    float[] patches = new float[ArraySize.of(count, d, "patches")];
    Permutation order = Permutation.of(source.size(), seed, ORDER);
    int images = Math.min(source.size(), count);
    int mapSize = encoder.pooledRows() * encoder.pooledColumns() * maps;
    try (ProgressListener.Task task =
        progress.start("sampling patches of maps", count, "patches")) {
      for (int from = 0; from < images; from += BATCH) {
        int size = Math.min(BATCH, images - from);
        float[] batch = new float[size * shape.size()];
        for (int n = 0; n < size; n++) {
          System.arraycopy(pixels(order.at(from + n)), 0, batch, n * shape.size(), shape.size());
        }
        float[] pooled = encoder.pooledMaps(batch, size);
        for (int n = 0; n < size; n++) {
          for (int i = from + n; i < count; i += source.size()) {
            cut(
                pooled,
                encoder.pooledRows(),
                encoder.pooledColumns(),
                maps,
                side,
                i,
                n * mapSize,
                patches,
                i * d);
            task.advance(1);
          }
        }
      }
    }
    return patches;
  }

  private float[] pixels(int index) throws IOException {
    Pixels image = source.read(index);
    if (!image.shape().equals(shape)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "image %s of %s is %s, but the source declares %s",
              printable(source.name(index)),
              printable(source.description()),
              image.shape(),
              shape));
    }
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = image.data()[i] & 255;
    }
    return values;
  }

  private void cut(
      float[] values,
      int rows,
      int columns,
      int channels,
      int side,
      int number,
      int from,
      float[] patches,
      int to) {
    SeededRandom random = SeededRandom.of(seed, POSITION, number);
    int top = random.nextInt(rows - side + 1);
    int left = random.nextInt(columns - side + 1);
    for (int y = 0; y < side; y++) {
      System.arraycopy(
          values,
          from + ((top + y) * columns + left) * channels,
          patches,
          to + y * side * channels,
          side * channels);
    }
  }
}

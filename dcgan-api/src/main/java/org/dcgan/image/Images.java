package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of images as the networks see them: float32, NHWC, each value in [-1, 1]. Immutable.
 *
 * <p>The value of image n at row y, column x, channel c is at {@code ((n * height + y) * width + x)
 * * channels + c} of {@link #data()}.
 */
public final class Images {
  private final ImageShape shape;
  private final int count;
  private final float[] data;

  private Images(ImageShape shape, float[] data) {
    checkArgument(
        data.length % shape.size() == 0,
        "%s values are not a whole number of %s images (%s values each)",
        data.length,
        shape,
        shape.size());
    this.shape = shape;
    this.count = data.length / shape.size();
    this.data = data;
  }

  /**
   * A batch from its values.
   *
   * @param shape the shape of each image
   * @param data the values, NHWC, nominally in [-1, 1]; copied
   * @return the batch
   * @throws IllegalArgumentException if the values are not a whole number of images
   */
  public static Images of(ImageShape shape, float[] data) {
    requireNonNull(shape, "shape");
    requireNonNull(data, "data");

    return new Images(shape, data.clone());
  }

  /**
   * A batch drained from a buffer.
   *
   * @param shape the shape of each image
   * @param data the values from the buffer's position to its limit, NHWC; copied
   * @return the batch
   * @throws IllegalArgumentException if the values are not a whole number of images
   */
  public static Images of(ImageShape shape, FloatBuffer data) {
    requireNonNull(shape, "shape");
    requireNonNull(data, "data");

    float[] copy = new float[data.remaining()];
    data.duplicate().get(copy);
    return new Images(shape, copy);
  }

  /**
   * A batch from stored images, scaled by x / 127.5 - 1 (the only preprocessing of the paper,
   * section 4).
   *
   * @param pixels at least one image, all of one shape
   * @return the batch
   * @throws IllegalArgumentException if there is none, or the shapes differ
   */
  public static Images of(List<Pixels> pixels) {
    requireNonNull(pixels, "pixels");

    checkArgument(!pixels.isEmpty(), "a batch needs at least one image, got none");
    ImageShape shape = pixels.get(0).shape();
    float[] data = new float[Math.multiplyExact(pixels.size(), shape.size())];
    int i = 0;
    for (Pixels image : pixels) {
      checkArgument(
          image.shape().equals(shape),
          "the images of a batch must have one shape: the first is %s, another %s",
          shape,
          image.shape());
      for (byte value : image.data()) {
        data[i++] = (value & 255) / 127.5f - 1;
      }
    }
    return new Images(shape, data);
  }

  /**
   * A batch read from a source.
   *
   * @param source where to read; its images must be of one shape
   * @param indices which images, in this order
   * @return the batch
   * @throws IOException if one of them cannot be read
   */
  public static Images read(ImageSource source, int... indices) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(indices, "indices");

    Pixels[] pixels = new Pixels[indices.length];
    for (int i = 0; i < indices.length; i++) {
      pixels[i] = source.read(indices[i]);
    }
    return of(Arrays.asList(pixels));
  }

  /**
   * Batches one after another.
   *
   * @param batches at least one, all of one shape
   * @return all their images, in order
   */
  public static Images concat(List<Images> batches) {
    requireNonNull(batches, "batches");

    checkArgument(!batches.isEmpty(), "nothing to join: got no batches");
    ImageShape shape = batches.get(0).shape;
    float[] data = new float[Math.toIntExact(batches.stream().mapToLong(b -> b.data.length).sum())];
    int offset = 0;
    for (Images batch : batches) {
      checkArgument(
          batch.shape.equals(shape),
          "batches to join must have one shape: the first is %s, another %s",
          shape,
          batch.shape);
      System.arraycopy(batch.data, 0, data, offset, batch.data.length);
      offset += batch.data.length;
    }
    return new Images(shape, data);
  }

  /**
   * The shape of each image.
   *
   * @return height, width, channels
   */
  public ImageShape shape() {
    return shape;
  }

  /**
   * How many images there are.
   *
   * @return zero or more
   */
  public int count() {
    return count;
  }

  /**
   * The values, without a copy.
   *
   * @return a read-only buffer of {@code count * shape.size()} values, NHWC
   */
  public FloatBuffer data() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /**
   * The values as an array.
   *
   * @return a copy, NHWC
   */
  public float[] toArray() {
    return data.clone();
  }

  /**
   * One value.
   *
   * @param n image
   * @param y row
   * @param x column
   * @param channel channel
   * @return nominally in [-1, 1]
   */
  public float value(int n, int y, int x, int channel) {
    checkElementIndex(n, count, "image");
    checkElementIndex(y, shape.height(), "row");
    checkElementIndex(x, shape.width(), "column");
    checkElementIndex(channel, shape.channels(), "channel");
    return data[((n * shape.height() + y) * shape.width() + x) * shape.channels() + channel];
  }

  /**
   * Some of the images.
   *
   * @param from the first
   * @param to one past the last
   * @return a batch of {@code to - from} images
   */
  public Images slice(int from, int to) {
    checkPositionIndexes(from, to, count);
    return new Images(shape, Arrays.copyOfRange(data, from * shape.size(), to * shape.size()));
  }

  /**
   * One image, rounded back to bytes; values outside [-1, 1] are clipped.
   *
   * @param n which
   * @return its pixels
   */
  public Pixels pixels(int n) {
    checkElementIndex(n, count, "image");
    byte[] bytes = new byte[shape.size()];
    for (int i = 0, from = n * shape.size(); i < bytes.length; i++) {
      float value = (data[from + i] + 1) * 127.5f;
      bytes[i] = (byte) Math.round(Math.min(255, Math.max(0, value)));
    }
    return new Pixels(shape, bytes);
  }

  /**
   * One image in the form that the JDK draws and writes.
   *
   * @param n which
   * @return an RGB image
   */
  public BufferedImage toBufferedImage(int n) {
    return pixels(n).toBufferedImage();
  }

  /** Equal if shape and every value are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Images images
        && shape.equals(images.shape)
        && Arrays.equals(data, images.data);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(data);
  }

  /** For example {@code Images[16 of 64x64x3]}. */
  @Override
  public String toString() {
    return "Images[" + count + " of " + shape + "]";
  }
}

package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.PixelScale;
import org.jspecify.annotations.Nullable;

/**
 * A batch of images as a tensor: float32, NHWC, each value in [-1, 1]. Immutable.
 *
 * <p>The value of image n at row y, column x, channel c is at {@code ((n * height + y) * width + x)
 * * channels + c} of {@link #data()}.
 */
@API(status = API.Status.STABLE, since = "0.1")
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
   * Creates a batch from its values.
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
   * Creates a batch from the remaining values of a buffer, whose position does not change.
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
   * Creates a batch from images of bytes. Each byte x in [0, 255] is scaled to x / 127.5 - 1, the
   * only preprocessing of the paper (section 4).
   *
   * @param pixels at least one image, all of one shape
   * @return the batch
   * @throws IllegalArgumentException if the list is empty or the shapes differ
   */
  public static Images of(List<Pixels> pixels) {
    requireNonNull(pixels, "pixels");

    checkArgument(!pixels.isEmpty(), "a batch needs at least one image, got none");
    ImageShape shape = pixels.get(0).shape();
    float[] data = new float[ArraySize.of(pixels.size(), shape.size(), "images")];
    int i = 0;
    for (Pixels image : pixels) {
      checkArgument(
          image.shape().equals(shape),
          "the images of a batch must have one shape: the first has %s, another %s",
          shape,
          image.shape());
      for (byte value : image.data()) {
        data[i++] = PixelScale.scaled(value);
      }
    }
    return new Images(shape, data);
  }

  /**
   * Reads a batch of images from a source.
   *
   * @param source the source; the images to read must have one shape
   * @param indices the indices of the images, in the order of the batch
   * @return the batch
   * @throws IOException if an image cannot be read
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
   * Concatenates batches.
   *
   * @param batches at least one batch, all of one shape
   * @return a batch of all images, in order
   */
  public static Images concat(List<Images> batches) {
    requireNonNull(batches, "batches");

    checkArgument(!batches.isEmpty(), "expected at least one batch to concatenate, got none");
    ImageShape shape = batches.get(0).shape;
    float[] data =
        new float[ArraySize.ofAll(batches.stream().mapToLong(b -> b.data.length).sum(), "images")];
    int offset = 0;
    for (Images batch : batches) {
      checkArgument(
          batch.shape.equals(shape),
          "batches to concatenate must have one shape: the first has %s, another %s",
          shape,
          batch.shape);
      System.arraycopy(batch.data, 0, data, offset, batch.data.length);
      offset += batch.data.length;
    }
    return new Images(shape, data);
  }

  /**
   * Returns the shape of each image.
   *
   * @return height, width, channels
   */
  public ImageShape shape() {
    return shape;
  }

  /**
   * Returns the number of images.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * Returns the values without copying them.
   *
   * @return a read-only buffer of {@code count * shape.size()} values, NHWC
   */
  public FloatBuffer data() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /**
   * Copies the values to an array.
   *
   * @return the values, NHWC
   */
  public float[] toArray() {
    return data.clone();
  }

  /**
   * Returns one value.
   *
   * @param n the index of the image
   * @param y the row, from the top
   * @param x the column, from the left
   * @param channel the channel
   * @return the value, nominally in [-1, 1]
   */
  public float value(int n, int y, int x, int channel) {
    checkElementIndex(n, count, "image");
    checkElementIndex(y, shape.height(), "row");
    checkElementIndex(x, shape.width(), "column");
    checkElementIndex(channel, shape.channels(), "channel");
    return data[((n * shape.height() + y) * shape.width() + x) * shape.channels() + channel];
  }

  /**
   * Returns a range of the images.
   *
   * @param from the index of the first image
   * @param to the index after the last image
   * @return a batch of {@code to - from} images
   */
  public Images slice(int from, int to) {
    checkPositionIndexes(from, to, count);
    return new Images(shape, Arrays.copyOfRange(data, from * shape.size(), to * shape.size()));
  }

  /**
   * Converts one image to bytes; values outside [-1, 1] are clipped.
   *
   * @param n the index of the image
   * @return the pixels
   */
  public Pixels pixels(int n) {
    checkElementIndex(n, count, "image");
    byte[] bytes = new byte[shape.size()];
    for (int i = 0, from = n * shape.size(); i < bytes.length; i++) {
      float value = PixelScale.unscaled(data[from + i]);
      bytes[i] = (byte) Math.round(Math.min(255, Math.max(0, value)));
    }
    return new Pixels(shape, bytes);
  }

  /**
   * Converts one image to a {@code BufferedImage}.
   *
   * @param n the index of the image
   * @return an RGB image
   */
  public BufferedImage toBufferedImage(int n) {
    return pixels(n).toBufferedImage();
  }

  /**
   * Encodes one image as a PNG file: 8-bit grayscale for 1 channel, 8-bit RGB for 3. For all images
   * in one file, see {@link ImageGrid}.
   *
   * @param n the index of the image
   * @return the bytes of the file, in a new array
   */
  public byte[] toPng(int n) {
    return pixels(n).toPng();
  }

  /**
   * Writes one image to a stream in PNG format.
   *
   * @param n the index of the image
   * @param out the stream, which is flushed and not closed
   * @throws IOException if the stream cannot be written
   */
  public void writePng(int n, OutputStream out) throws IOException {
    requireNonNull(out, "out");

    pixels(n).writePng(out);
  }

  /**
   * Writes one image to a PNG file. The file is written atomically: to a temporary file in the same
   * folder, which is then renamed.
   *
   * @param n the index of the image
   * @param file the file; missing folders are created, and an existing file is replaced
   * @throws IOException if the file cannot be written
   */
  public void writePng(int n, Path file) throws IOException {
    requireNonNull(file, "file");

    pixels(n).writePng(file);
  }

  /** Compares the shape and all values. */
  @Override
  public boolean equals(@Nullable Object other) {
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

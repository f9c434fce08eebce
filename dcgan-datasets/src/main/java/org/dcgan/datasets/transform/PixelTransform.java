package org.dcgan.datasets.transform;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.internal.Resizer;

/**
 * A preprocessing step that maps an image of unsigned bytes to an image of unsigned bytes. Its
 * {@code toString()} becomes part of the dataset's description, so it includes everything that
 * affects the result.
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed interface PixelTransform {

  /**
   * Transforms an image.
   *
   * @param image the image; not modified
   * @return the result; the same object if the image is unchanged
   * @throws IllegalArgumentException if the step cannot be applied to the image
   */
  Pixels apply(Pixels image);

  /**
   * Computes the shape of the results, as far as it is known.
   *
   * @param before the known shape of the images
   * @return the known shape of the results
   * @throws IllegalArgumentException if the step cannot be applied to images of this shape
   */
  KnownShape shape(KnownShape before);

  /**
   * Resizes an image so that its shorter side has a given size, and keeps the aspect ratio, as
   * {@code min_resize} in the authors' pipeline. Smaller images are enlarged.
   *
   * @param size the shorter side of the result, pixels, at least 1
   * @param resampling how
   */
  record MinResize(int size, Resampling resampling) implements PixelTransform {
    /** Checks the range. */
    public MinResize {
      requireNonNull(resampling, "resampling");

      checkArgument(size >= 1, "the shorter side must be at least 1 pixel, got %s", size);
    }

    @Override
    public Pixels apply(Pixels image) {
      requireNonNull(image, "image");

      ImageShape old = image.shape();
      if (Math.min(old.height(), old.width()) == size) {
        return image;
      }
      int height = Resizer.minResizedHeight(old.height(), old.width(), size);
      int width = Resizer.minResizedHeight(old.width(), old.height(), size);
      checkArgument(
          (long) height * width * old.channels() <= Resampling.MAX_VALUES,
          "%s with its shorter side resized to %s would be %sx%s, which is too large; crop it first,"
              + " or use centerCropped(%s)",
          old,
          size,
          height,
          width,
          size);
      return resampling.resize(image, height, width, 0, 0, height, width);
    }

    @Override
    public KnownShape shape(KnownShape before) {
      requireNonNull(before, "before");

      return before.sidesKnown()
          ? new KnownShape(
              Resizer.minResizedHeight(before.height(), before.width(), size),
              Resizer.minResizedHeight(before.width(), before.height(), size),
              before.channels())
          : before;
    }

    @Override
    public String toString() {
      return "minResized(" + size + ", " + resampling + ")";
    }
  }

  /**
   * Crops a square around the center, without resizing. If the margin is odd, the extra row or
   * column is removed at the top or left, as in the authors' {@code center_crop}, which crops faces
   * from 128 to 64 pixels (faces/train_uncond_dcgan.py).
   *
   * @param size side of the result, pixels, at least 1
   */
  record Crop(int size) implements PixelTransform {
    /** Checks the range. */
    public Crop {
      checkArgument(size >= 1, "the side of a crop must be at least 1 pixel, got %s", size);
    }

    @Override
    public Pixels apply(Pixels image) {
      requireNonNull(image, "image");

      ImageShape old = image.shape();
      check(old.height(), old.width());
      if (old.height() == size && old.width() == size) {
        return image;
      }
      int channels = old.channels();
      int top = Resizer.margin(old.height(), size);
      int left = Resizer.margin(old.width(), size);
      byte[] out = new byte[size * size * channels];
      for (int y = 0; y < size; y++) {
        System.arraycopy(
            image.data(),
            ((top + y) * old.width() + left) * channels,
            out,
            y * size * channels,
            size * channels);
      }
      return new Pixels(ImageShape.square(size, channels), out);
    }

    @Override
    public KnownShape shape(KnownShape before) {
      requireNonNull(before, "before");

      if (before.sidesKnown()) {
        check(before.height(), before.width());
      }
      return new KnownShape(size, size, before.channels());
    }

    private void check(int height, int width) {
      checkArgument(
          height >= size && width >= size,
          "a crop of %sx%s does not fit into an image of %sx%s; use centerCropped(%s), which"
              + " resizes first",
          size,
          size,
          height,
          width,
          size);
    }

    @Override
    public String toString() {
      return "cropped(" + size + ")";
    }
  }

  /**
   * {@link MinResize} followed by {@link Crop} to the same size; only the pixels that are kept are
   * computed.
   *
   * @param size side of the result, pixels, at least 1
   * @param resampling how
   */
  record CenterCrop(int size, Resampling resampling) implements PixelTransform {
    /** Checks the range. */
    public CenterCrop {
      requireNonNull(resampling, "resampling");

      checkArgument(size >= 1, "the side of a crop must be at least 1 pixel, got %s", size);
    }

    @Override
    public Pixels apply(Pixels image) {
      requireNonNull(image, "image");

      ImageShape old = image.shape();
      if (Math.min(old.height(), old.width()) == size) {
        return new Crop(size).apply(image);
      }
      int height = Resizer.minResizedHeight(old.height(), old.width(), size);
      int width = Resizer.minResizedHeight(old.width(), old.height(), size);
      return resampling.resize(
          image,
          height,
          width,
          Resizer.margin(height, size),
          Resizer.margin(width, size),
          size,
          size);
    }

    @Override
    public KnownShape shape(KnownShape before) {
      requireNonNull(before, "before");

      return new KnownShape(size, size, before.channels());
    }

    @Override
    public String toString() {
      return "centerCropped(" + size + ", " + resampling + ")";
    }
  }

  /** Mirrors an image horizontally, so that its left becomes its right. */
  record MirrorHorizontally() implements PixelTransform {
    @Override
    public Pixels apply(Pixels image) {
      requireNonNull(image, "image");

      ImageShape shape = image.shape();
      int channels = shape.channels();
      byte[] in = image.data();
      byte[] out = new byte[in.length];
      for (int row = 0; row < shape.height(); row++) {
        int start = row * shape.width() * channels;
        for (int column = 0; column < shape.width(); column++) {
          int from = start + (shape.width() - 1 - column) * channels;
          System.arraycopy(in, from, out, start + column * channels, channels);
        }
      }
      return new Pixels(shape, out);
    }

    @Override
    public KnownShape shape(KnownShape before) {
      requireNonNull(before, "before");

      return before;
    }

    @Override
    public String toString() {
      return "mirrored";
    }
  }

  /** Luma by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B), rounded; gray images pass unchanged. */
  record Grayscale() implements PixelTransform {
    @Override
    public Pixels apply(Pixels image) {
      requireNonNull(image, "image");

      ImageShape old = image.shape();
      if (old.channels() == 1) {
        return image;
      }
      byte[] in = image.data();
      byte[] out = new byte[old.height() * old.width()];
      for (int i = 0, j = 0; i < out.length; i++, j += 3) {
        int luma = 299 * (in[j] & 255) + 587 * (in[j + 1] & 255) + 114 * (in[j + 2] & 255);
        out[i] = (byte) ((luma + 500) / 1000);
      }
      return new Pixels(new ImageShape(old.height(), old.width(), 1), out);
    }

    @Override
    public KnownShape shape(KnownShape before) {
      requireNonNull(before, "before");

      return new KnownShape(before.height(), before.width(), 1);
    }

    @Override
    public String toString() {
      return "grayscale";
    }
  }

  /** Three equal channels from one; color images pass unchanged. */
  record Rgb() implements PixelTransform {
    @Override
    public Pixels apply(Pixels image) {
      requireNonNull(image, "image");

      ImageShape old = image.shape();
      if (old.channels() == 3) {
        return image;
      }
      ImageShape shape = new ImageShape(old.height(), old.width(), 3);
      byte[] in = image.data();
      byte[] out = new byte[shape.size()];
      for (int i = 0; i < out.length; i++) {
        out[i] = in[i / 3];
      }
      return new Pixels(shape, out);
    }

    @Override
    public KnownShape shape(KnownShape before) {
      requireNonNull(before, "before");

      return new KnownShape(before.height(), before.width(), 3);
    }

    @Override
    public String toString() {
      return "rgb";
    }
  }
}

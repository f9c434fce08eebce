package org.dcgan.examples;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * Images after a further JPEG compression (quality 75, color at half resolution), to measure what
 * compression costs. The compression's blocks are shifted to the right and down, where the image's
 * first row and column are repeated. Images that were JPEGs before would lose next to nothing in
 * blocks at the same positions. An even shift keeps the pairs of rows and columns that share their
 * color, so that a JPEG loses little of its color again; an odd shift does not.
 *
 * @param images color images
 * @param shift the shift in pixels, from 1 to 15
 */
record RecompressedImages(ImageSource images, int shift) implements ImageSource {
  /** Half a block. */
  static final int DEFAULT_SHIFT = 4;

  /** The side of the squares that share a block of color. */
  private static final int SQUARE = 16;

  /** Checks the range. */
  RecompressedImages {
    if (shift < 1 || shift >= SQUARE) {
      throw new IllegalArgumentException(
          "the shift of JPEG blocks must be from 1 to 15 pixels, got " + shift);
    }
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Optional<ImageShape> shape() {
    return images.shape();
  }

  @Override
  public Pixels read(int index) throws IOException {
    Pixels image = images.read(index);
    int width = image.shape().width();
    int height = image.shape().height();
    Pixels extended =
        ImageModification.part(image, -shift, -shift, extended(width), extended(height));
    return ImageModification.part(
        ImageModification.JPEG_75.apply(extended), shift, shift, width, height);
  }

  /** Enough for the shifted image, in whole blocks. */
  private int extended(int side) {
    return (side + shift + SQUARE - 1) / SQUARE * SQUARE;
  }

  @Override
  public int label(int index) {
    return images.label(index);
  }

  @Override
  public List<String> classNames() {
    return images.classNames();
  }

  @Override
  public String name(int index) {
    return images.name(index);
  }

  @Override
  public String description() {
    return images.description()
        + " > JPEG once more, quality 75, blocks shifted by "
        + shift
        + " pixels";
  }

  @Override
  public void close() throws IOException {
    images.close();
  }
}

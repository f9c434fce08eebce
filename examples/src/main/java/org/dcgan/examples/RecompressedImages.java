package org.dcgan.examples;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * Images after a further JPEG compression (quality 75, color at half resolution), to measure what
 * compression costs. The compression's blocks are shifted by half a block to the right and down.
 * Images that were JPEGs before would lose next to nothing in blocks at the same positions.
 *
 * @param images color images whose sides are multiples of 16
 */
record RecompressedImages(ImageSource images) implements ImageSource {
  private static final int HALF_A_BLOCK = 4;

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
    Pixels shifted = shifted(images.read(index), HALF_A_BLOCK);
    return shifted(ImageModification.JPEG_75.apply(shifted), -HALF_A_BLOCK);
  }

  /** Shifts all pixels right and down, around the edges of the image. */
  private static Pixels shifted(Pixels image, int by) {
    ImageShape shape = image.shape();
    int channels = shape.channels();
    byte[] data = new byte[shape.size()];
    for (int y = 0; y < shape.height(); y++) {
      int toY = Math.floorMod(y + by, shape.height());
      for (int x = 0; x < shape.width(); x++) {
        int toX = Math.floorMod(x + by, shape.width());
        System.arraycopy(
            image.data(),
            (y * shape.width() + x) * channels,
            data,
            (toY * shape.width() + toX) * channels,
            channels);
      }
    }
    return new Pixels(shape, data);
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
    return images.description() + " > JPEG once more, quality 75";
  }

  @Override
  public void close() throws IOException {
    images.close();
  }
}

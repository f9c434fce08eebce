package org.dcgan.examples;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * Images as they are after going through JPEG (quality 75, color at half resolution) with blocks
 * that begin half a block to the right and below the image's corner. Of images that were JPEGs
 * already, the losses are new ones: at the same blocks there would be next to none.
 *
 * @param images in color, their sides multiples of 16
 */
record JpegAgain(ImageSource images) implements ImageSource {
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
    Pixels moved = turned(images.read(index), HALF_A_BLOCK);
    return turned(WebChange.JPEG_75.apply(moved), -HALF_A_BLOCK);
  }

  /** Moves all pixels right and down; what leaves the image comes in again at the other side. */
  private static Pixels turned(Pixels image, int by) {
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

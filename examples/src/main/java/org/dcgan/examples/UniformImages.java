package org.dcgan.examples;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;

/**
 * A view of image files that must have one size, which is that of the first one. The size of each
 * file is checked when it is read.
 *
 * @param images the images
 * @param one the shape of all of them
 */
record UniformImages(ImageSource images, ImageShape one) implements ImageSource {

  /**
   * Finds the size.
   *
   * @param images image files
   * @return the view
   * @throws IOException if no image can be read
   */
  static UniformImages of(ImageSource images) throws IOException {
    if (images.shape().isPresent()) {
      return new UniformImages(images, images.shape().get());
    }
    for (int i = 0; i < images.size(); i++) {
      try {
        return new UniformImages(images, images.read(i).shape());
      } catch (UnreadableImageException e) {
        // The source has logged its name.
      }
    }
    throw new IOException(
        "none of the "
            + images.size()
            + " images of "
            + images.description()
            + " can be read; see the log for the reasons");
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(one);
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Pixels read(int index) throws IOException {
    Pixels pixels = images.read(index);
    if (!pixels.shape().equals(one)) {
      throw new IllegalArgumentException(
          "expected images of one size, but "
              + images.name(index)
              + " of "
              + images.description()
              + " is "
              + pixels.shape()
              + " and the first one "
              + one
              + "; say with --resolution to which size all are cropped and resized");
    }
    return pixels;
  }

  @Override
  public String name(int index) {
    return images.name(index);
  }

  @Override
  public String description() {
    return images.description();
  }

  @Override
  public void close() throws IOException {
    images.close();
  }
}

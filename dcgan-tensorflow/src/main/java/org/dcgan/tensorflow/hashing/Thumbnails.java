package org.dcgan.tensorflow.hashing;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * A view of a source with images reduced to the autoencoder's input size. The caller owns the
 * source.
 */
record Thumbnails(ImageSource source) implements ImageSource {

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(Thumbnail.SHAPE);
  }

  @Override
  public Pixels read(int index) throws IOException {
    return Thumbnail.of(source.read(index));
  }

  @Override
  public String name(int index) {
    return source.name(index);
  }

  @Override
  public String description() {
    return source.description();
  }
}

package org.dcgan.tensorflow.hashing;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/** A source as the autoencoder sees it. Not closed with its source, which is the caller's. */
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

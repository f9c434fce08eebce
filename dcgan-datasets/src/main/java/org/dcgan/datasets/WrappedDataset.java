package org.dcgan.datasets;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/** Delegates everything to a source; views override what they change. */
class WrappedDataset implements Dataset {
  final ImageSource source;

  WrappedDataset(ImageSource source) {
    this.source = source;
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Optional<ImageShape> shape() {
    return source.shape();
  }

  @Override
  public Pixels read(int index) throws IOException {
    return source.read(index);
  }

  @Override
  public boolean isTransparent(int index) {
    return source instanceof Dataset dataset && dataset.isTransparent(index);
  }

  @Override
  public int label(int index) {
    return source.label(index);
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }

  @Override
  public String name(int index) {
    return source.name(index);
  }

  @Override
  public String description() {
    return source.description();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  @Override
  public String toString() {
    return description();
  }
}

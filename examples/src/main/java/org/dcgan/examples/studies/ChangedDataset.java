package org.dcgan.examples.studies;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.datasets.Dataset;
import org.dcgan.examples.WebChange;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * The images of a dataset after a change.
 *
 * @param originals before it
 * @param change what happens to each as it is read
 */
record ChangedDataset(Dataset originals, WebChange change) implements Dataset {

  @Override
  public int size() {
    return originals.size();
  }

  @Override
  public Optional<ImageShape> shape() {
    return Optional.empty();
  }

  @Override
  public Pixels read(int index) throws IOException {
    return change.apply(originals.read(index));
  }

  @Override
  public String name(int index) {
    return originals.name(index) + " " + change;
  }

  @Override
  public String description() {
    return originals.description() + " > changed(" + change + ")";
  }
}

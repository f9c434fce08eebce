package org.dcgan.examples.studies;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.datasets.Dataset;
import org.dcgan.examples.ImageModification;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * A dataset whose images are modified as they are read.
 *
 * @param originals the unmodified images
 * @param change the modification
 */
record ModifiedDataset(Dataset originals, ImageModification change) implements Dataset {

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

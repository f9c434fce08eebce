package org.dcgan.examples.explore;

import java.io.IOException;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;

/** The model and the images to explore. */
public interface ExploreSource {

  /**
   * Opens the model, at the start and when the page reloads it.
   *
   * @return an open model, which the server closes
   * @throws IOException if the model does not exist or cannot be read
   */
  Dcgan openModel() throws IOException;

  /**
   * Opens the images to compare with, once.
   *
   * @param shape the shape of the model's images
   * @return images of this shape, which the server closes; null for none
   * @throws IOException if the images do not exist or cannot be read
   */
  @Nullable Dataset openImages(ImageShape shape) throws IOException;

  /**
   * Brings uploaded images to the shape of the model's images.
   *
   * @param uploaded images of any size, in color or gray
   * @param shape the shape of the model's images
   * @return the images in this shape
   */
  Dataset fit(Dataset uploaded, ImageShape shape);
}

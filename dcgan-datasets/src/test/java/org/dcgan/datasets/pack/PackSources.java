package org.dcgan.datasets.pack;

import java.util.List;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.testing.TestImages;

/** Sources with labels and names of every kind that a pack must store. */
final class PackSources {
  static final ImageShape SMALL = new ImageShape(3, 5, 3);

  /** So large that four of them are a chunk. */
  static final ImageShape LARGE = new ImageShape(1024, 1024, 1);

  private PackSources() {}

  static TestImages of(String description, ImageShape shape, int size, int... unreadable) {
    return TestImages.ramps(size, shape)
        .withLabels(
            List.of("cat", "dög"), index -> index % 5 == 4 ? ImageSource.NO_LABEL : index % 2)
        .withNames(index -> index % 3 == 0 ? "ordner/bild \u2603 " + index + ".png" : "x" + index)
        .withUnreadable(unreadable)
        .withDescription(description);
  }
}

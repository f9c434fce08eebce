package org.dcgan.eval.protocol;

import java.util.stream.IntStream;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSource;

/** The labels of images without their features, for checks before the features are extracted. */
final class LabelTable {

  private LabelTable() {}

  /**
   * Creates a table with a row for each image.
   *
   * @param images labeled images
   * @return their labels, with one feature that is 0
   */
  static FeatureTable of(ImageSource images) {
    int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
    return FeatureTable.of(
        Features.of(1, new float[labels.length]),
        labels,
        images.classNames(),
        images.description());
  }
}

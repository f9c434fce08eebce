package org.dcgan.datasets;

import org.dcgan.datasets.transform.KnownShape;

/** What is known about the shape of all images of a dataset, which may be a part of it. */
final class KnownShapes {

  private KnownShapes() {}

  /**
   * Returns what is known. {@link Dataset#shape} and {@link Dataset#channels} cannot tell known
   * sides with unknown channels, as of color and gray images after a crop.
   *
   * @param dataset the images
   * @return the height, width and channels that all images have
   */
  static KnownShape of(Dataset dataset) {
    if (dataset instanceof TransformedDataset transformed) {
      return transformed.knownShape();
    } else if (dataset instanceof SelectedDataset selected) {
      return of(Dataset.of(selected.source));
    } else if (dataset instanceof ConcatenatedDataset concatenated) {
      return concatenated.parts().stream()
          .map(KnownShapes::of)
          .reduce(KnownShapes::common)
          .orElseThrow();
    }
    return KnownShape.of(dataset.shape(), dataset.channels());
  }

  private static KnownShape common(KnownShape a, KnownShape b) {
    return new KnownShape(
        a.height() == b.height() ? a.height() : KnownShape.UNKNOWN,
        a.width() == b.width() ? a.width() : KnownShape.UNKNOWN,
        a.channels() == b.channels() ? a.channels() : KnownShape.UNKNOWN);
  }
}

package org.dcgan.datasets.dedup;

import org.apiguardian.api.API;

/** The rule by which one image of each group of duplicates is kept. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum KeepPolicy {
  /** Keeps the first image in the order of the source. */
  FIRST,
  /**
   * Keeps the image with the most pixels, and of several such images the first. All images that are
   * in groups are read.
   */
  LARGEST
}

package org.dcgan.datasets.faces;

import static java.util.Objects.requireNonNull;

import org.dcgan.datasets.Box;

/**
 * A face that a detector found.
 *
 * @param box the bounding box, in pixels of the photograph
 * @param score the detector's confidence; scores of different detectors are not comparable
 */
public record Detection(Box box, double score) {
  /** Refuses null. */
  public Detection {
    requireNonNull(box, "box");
  }
}

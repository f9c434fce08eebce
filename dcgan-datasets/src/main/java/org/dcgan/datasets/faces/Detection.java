package org.dcgan.datasets.faces;

import static java.util.Objects.requireNonNull;

import org.dcgan.datasets.Box;

/**
 * A face that a detector found.
 *
 * @param box where, in pixels of the photograph
 * @param score how sure the detector is; comparable between faces of one detector only
 */
public record Detection(Box box, double score) {
  /** Refuses null. */
  public Detection {
    requireNonNull(box, "box");
  }
}

package org.dcgan.datasets.faces;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;
import org.dcgan.datasets.Box;

/**
 * A face that a detector found.
 *
 * @param box the bounding box, in pixels of the photograph
 * @param score the detector's confidence; scores of different detectors are not comparable
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Detection(Box box, double score) {
  /** Refuses null. */
  public Detection {
    requireNonNull(box, "box");
  }
}

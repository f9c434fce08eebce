package org.dcgan.examples.studies.rooms;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.dcgan.datasets.Box;

/**
 * The prediction of a {@link RoomClassifier} for an image.
 *
 * @param probabilities the probability of each object, in [0, 1]
 * @param boxes the bounding box of each object within the image, whether it is visible or not
 * @param angle the viewing angle in degrees, as in {@link
 *     org.dcgan.datasets.RoomTruth#viewingAngle}
 */
public record RoomPrediction(
    Map<RoomObject, Double> probabilities, Map<RoomObject, Box> boxes, double angle) {

  /** Copies the maps. */
  public RoomPrediction {
    probabilities = ImmutableMap.copyOf(probabilities);
    boxes = ImmutableMap.copyOf(boxes);
  }

  /**
   * Whether the image shows an object.
   *
   * @param object the object
   * @return true if its probability is above 0.5
   */
  public boolean shows(RoomObject object) {
    return probability(object) > 0.5;
  }

  /**
   * Returns the probability of an object.
   *
   * @param object the object
   * @return the probability, in [0, 1]
   */
  public double probability(RoomObject object) {
    return requireNonNull(probabilities.get(object));
  }

  /**
   * Returns the box around an object, wherever it would be if the image showed it.
   *
   * @param object the object
   * @return the box, in pixels
   */
  public Box box(RoomObject object) {
    return requireNonNull(boxes.get(object));
  }
}

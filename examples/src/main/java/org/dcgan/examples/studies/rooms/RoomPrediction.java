package org.dcgan.examples.studies.rooms;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.dcgan.datasets.Box;

/**
 * What a judge sees in an image of a room.
 *
 * @param probabilities that each thing is there, in [0, 1]
 * @param boxes where each thing would be, whether it is there or not, within the image
 * @param angle where the camera would stand, degrees, as in {@link
 *     org.dcgan.datasets.RoomTruth#viewingAngle}
 */
public record RoomPrediction(
    Map<RoomObject, Double> probabilities, Map<RoomObject, Box> boxes, double angle) {

  /** Keeps copies. */
  public RoomPrediction {
    probabilities = ImmutableMap.copyOf(probabilities);
    boxes = ImmutableMap.copyOf(boxes);
  }

  /**
   * Whether a thing is there.
   *
   * @param thing which
   * @return true if that is more likely than not
   */
  public boolean shows(RoomObject thing) {
    return probability(thing) > 0.5;
  }

  /**
   * How likely a thing is there.
   *
   * @param thing which
   * @return in [0, 1]
   */
  public double probability(RoomObject thing) {
    return probabilities.get(thing);
  }
}

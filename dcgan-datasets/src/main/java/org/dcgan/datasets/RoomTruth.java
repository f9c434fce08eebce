package org.dcgan.datasets;

import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The ground truth of a rendered room. A bounding box encloses the whole projected object, clipped
 * to the image, and is not reduced by objects in front of it.
 *
 * @param window the window with its curtains, if there is one
 * @param lamp the standing lamp, if there is one
 * @param bed the bed with its headboard, if there is one
 * @param wallColor the color of the walls without lighting
 * @param viewingAngle the angle of the camera in degrees, within plus and minus {@link
 *     SyntheticRooms#MAX_VIEWING_ANGLE}; positive for a camera to the right of the room's center
 *     that looks left
 * @param duplicateOf the index of the earlier image of which this one is a slight variation; empty
 *     for an original. The image with that index is always an original
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RoomTruth(
    Optional<Box> window,
    Optional<Box> lamp,
    Optional<Box> bed,
    Color wallColor,
    double viewingAngle,
    OptionalInt duplicateOf) {
  /** Refuses null. */
  public RoomTruth {
    requireNonNull(window, "window");
    requireNonNull(lamp, "lamp");
    requireNonNull(bed, "bed");
    requireNonNull(wallColor, "wallColor");
    requireNonNull(duplicateOf, "duplicateOf");
  }
}

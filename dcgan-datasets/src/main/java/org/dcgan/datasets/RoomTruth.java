package org.dcgan.datasets;

import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is in a drawn room, known because it was drawn. Boxes enclose the whole thing as projected,
 * cut off at the image's edge; what stands before it does not make them smaller.
 *
 * @param window the window with its curtains, if there is one
 * @param lamp the standing lamp, if there is one
 * @param bed the bed with its headboard, if there is one
 * @param wallColor the walls' own color, before light falls on them
 * @param viewingAngle where the camera stands, degrees, within plus and minus {@link
 *     SyntheticRooms#MAX_VIEWING_ANGLE}; positive to the right of the room's middle, looking left
 * @param duplicateOf the earlier image that this one varies slightly; empty for an original. An
 *     original is never a duplicate itself
 */
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

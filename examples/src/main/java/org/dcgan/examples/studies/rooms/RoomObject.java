package org.dcgan.examples.studies.rooms;

import java.util.Locale;
import java.util.Optional;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.RoomTruth;

/** An object that a room may contain. */
public enum RoomObject {
  /** A window with its curtains. */
  WINDOW,
  /** A standing lamp. */
  LAMP,
  /** A bed. */
  BED;

  /**
   * Returns the position of this object in a procedural room.
   *
   * @param truth the ground truth of the room
   * @return the bounding box, or empty if the room does not contain the object
   */
  public Optional<Box> in(RoomTruth truth) {
    return switch (this) {
      case WINDOW -> truth.window();
      case LAMP -> truth.lamp();
      case BED -> truth.bed();
    };
  }

  /** Returns the name in lower case, for example {@code window}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.dcgan.examples.studies.rooms;

import java.util.Locale;
import java.util.Optional;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.RoomTruth;

/** What may be in a room. */
public enum RoomObject {
  /** A window with its curtains. */
  WINDOW,
  /** A standing lamp. */
  LAMP,
  /** A bed. */
  BED;

  /**
   * Where it is in a drawn room.
   *
   * @param truth about the room
   * @return its box, or empty if it is not there
   */
  public Optional<Box> in(RoomTruth truth) {
    return switch (this) {
      case WINDOW -> truth.window();
      case LAMP -> truth.lamp();
      case BED -> truth.bed();
    };
  }

  /** For example {@code window}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.dcgan.datasets.rooms;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A room as seen by the camera: the bounds of its objects in the image.
 *
 * @param room the room
 * @param resolution rows and columns of the image
 */
public record RoomView(Room room, int resolution) {
  /** Refuses null. */
  public RoomView {
    requireNonNull(room, "room");
  }

  Camera camera() {
    return new Camera(room.angle(), room.zoom(), resolution);
  }

  /**
   * The window with its curtains.
   *
   * @return empty if there is none
   */
  public Optional<ImageBounds> window() {
    return room.window()
        .map(
            w -> {
              double half = w.halfWidth() + Room.Window.CURTAIN;
              return new ImageBounds(camera())
                  .box(
                      w.x() - half,
                      w.x() + half,
                      w.bottom() - Room.Window.OVERHANG,
                      w.top() + Room.Window.OVERHANG,
                      Room.DEPTH,
                      Room.DEPTH);
            });
  }

  /**
   * The lamp from foot to shade.
   *
   * @return empty if there is none
   */
  public Optional<ImageBounds> lamp() {
    return room.lamp()
        .map(
            l -> {
              // The lamp is flat and faces the camera.
              Camera camera = camera();
              double dx = camera.rightX * Room.Lamp.WIDE;
              double dz = camera.rightZ * Room.Lamp.WIDE;
              ImageBounds bounds = new ImageBounds(camera);
              for (double y : new double[] {0, Room.Lamp.TOP}) {
                bounds.point(l.x() - dx, y, l.z() - dz).point(l.x() + dx, y, l.z() + dz);
              }
              return bounds;
            });
  }

  /**
   * The bed with its headboard.
   *
   * @return empty if there is none
   */
  public Optional<ImageBounds> bed() {
    return room.bed()
        .map(
            b -> {
              double foot = Room.DEPTH - b.length();
              return new ImageBounds(camera())
                  .box(
                      b.x() - b.halfWidth(),
                      b.x() + b.halfWidth(),
                      0,
                      Room.Bed.TOP,
                      foot,
                      Room.DEPTH)
                  .box(
                      b.x() - b.halfWidth() - Cuboid.HEADBOARD_OVERHANG,
                      b.x() + b.halfWidth() + Cuboid.HEADBOARD_OVERHANG,
                      0,
                      Room.Bed.HEADBOARD,
                      Room.DEPTH,
                      Room.DEPTH);
            });
  }
}

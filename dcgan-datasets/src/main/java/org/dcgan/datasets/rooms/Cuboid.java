package org.dcgan.datasets.rooms;

import java.util.ArrayList;
import java.util.List;

/** An axis-aligned cuboid and its bounds in the image. */
final class Cuboid {
  /** The overhang of the headboard at each side of the mattress. */
  static final double HEADBOARD_OVERHANG = 0.06;

  private static final Rgb LINEN = new Rgb(0.97, 0.96, 0.94);

  final double x0;
  final double x1;
  final double y0;
  final double y1;
  final double z0;
  final double z1;
  final Rgb color;

  /** The bounds in the image, outside of which no ray hits the cuboid. */
  final ImageBounds bounds;

  private Cuboid(
      Camera camera, double x0, double x1, double y0, double y1, double z0, double z1, Rgb color) {
    this.x0 = x0;
    this.x1 = x1;
    this.y0 = y0;
    this.y1 = y1;
    this.z0 = z0;
    this.z1 = z1;
    this.color = color;
    this.bounds = new ImageBounds(camera).box(x0, x1, y0, y1, z0, z1);
  }

  /** Headboard, mattress under its blanket, the blanket's turned-down edge, two pillows. */
  static List<Cuboid> of(Camera camera, Room.Bed bed) {
    double left = bed.x() - bed.halfWidth();
    double right = bed.x() + bed.halfWidth();
    double top = Room.Bed.TOP;
    double head = Room.DEPTH - 0.1;
    double foot = Room.DEPTH - bed.length();
    List<Cuboid> parts = new ArrayList<>();
    parts.add(
        new Cuboid(
            camera,
            left - HEADBOARD_OVERHANG,
            right + HEADBOARD_OVERHANG,
            0,
            Room.Bed.HEADBOARD,
            head,
            Room.DEPTH,
            bed.wood()));
    parts.add(new Cuboid(camera, left, right, 0, 0.2, foot, head, bed.wood()));
    parts.add(new Cuboid(camera, left, right, 0.2, top, foot, head - 0.85, bed.blanket()));
    parts.add(new Cuboid(camera, left, right, 0.2, top, head - 0.85, head, LINEN.times(0.9)));
    double middle = bed.x();
    parts.add(
        new Cuboid(camera, left + 0.08, middle - 0.05, top, top + 0.2, head - 0.5, head, LINEN));
    parts.add(
        new Cuboid(camera, middle + 0.05, right - 0.08, top, top + 0.2, head - 0.5, head, LINEN));
    return parts;
  }
}

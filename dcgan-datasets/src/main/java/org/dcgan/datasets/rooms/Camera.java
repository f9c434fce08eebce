package org.dcgan.datasets.rooms;

/**
 * Projects points of the room into the image. The camera moves on a circle around the center of the
 * room and looks at the center. Image coordinates are in pixels from the top left corner.
 */
final class Camera {
  private static final double RADIUS = 4.6;
  private static final double TARGET_Y = 1.05;
  private static final double TARGET_Z = 3;
  private static final double EYE_Y = 1.6;

  /** Focal length in halves of the image's side. */
  private static final double FOCAL = 2.3;

  /** Position. */
  final double x;

  final double y;
  final double z;

  /** Unit vectors right, up and forward; the right one is level. */
  final double rightX;

  final double rightZ;
  final double upX;
  final double upY;
  final double upZ;
  final double forwardX;
  final double forwardY;
  final double forwardZ;

  /** Pixels per unit of slope. */
  final double scale;

  final double middle;

  Camera(double angle, double zoom, int resolution) {
    double radians = angle * Math.PI / 180;
    x = RADIUS * StrictMath.sin(radians);
    y = EYE_Y;
    z = TARGET_Z - RADIUS * StrictMath.cos(radians);
    double level = RADIUS;
    double drop = TARGET_Y - EYE_Y;
    double distance = Math.sqrt(level * level + drop * drop);
    forwardX = -x / distance;
    forwardY = drop / distance;
    forwardZ = (TARGET_Z - z) / distance;
    rightX = (TARGET_Z - z) / level;
    rightZ = x / level;
    upX = forwardY * rightZ;
    upY = forwardZ * rightX - forwardX * rightZ;
    upZ = -forwardY * rightX;
    middle = resolution / 2.0;
    scale = middle * FOCAL * zoom;
  }

  /** Distance of a point along the view. */
  double depth(double px, double py, double pz) {
    return (px - x) * forwardX + (py - y) * forwardY + (pz - z) * forwardZ;
  }

  double column(double px, double py, double pz) {
    return middle + scale * ((px - x) * rightX + (pz - z) * rightZ) / depth(px, py, pz);
  }

  double row(double px, double py, double pz) {
    return middle - scale * ((px - x) * upX + (py - y) * upY + (pz - z) * upZ) / depth(px, py, pz);
  }
}

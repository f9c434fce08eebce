package org.dcgan.datasets.rooms;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.jspecify.annotations.Nullable;

/**
 * Renders a room by casting four rays per pixel. It uses only additions, multiplications, divisions
 * and comparisons of doubles, whose results Java specifies exactly, so images are bit-identical on
 * every platform.
 */
public final class RoomRenderer {
  /** The positions of the four rays in a pixel; no two share a row or a column. */
  private static final double[] SAMPLE_COLUMN = {0.375, 0.875, 0.125, 0.625};

  private static final double[] SAMPLE_ROW = {0.125, 0.375, 0.625, 0.875};

  private static final Rgb WHITE = new Rgb(0.95, 0.95, 0.93);
  private static final Rgb METAL = new Rgb(0.25, 0.22, 0.2);
  private static final double BOARD = 0.25;
  private static final double SKIRTING = 0.12;

  private final Room room;
  private final Camera camera;
  private final int resolution;
  private final Room.@Nullable Window window;
  private final Room.@Nullable Lamp lamp;
  private final Room.@Nullable Bed bed;
  private final Cuboid[] cuboids;
  private final double lampDepth;

  // The hit of the current ray.
  private double red;
  private double green;
  private double blue;

  private RoomRenderer(RoomView view) {
    room = view.room();
    camera = view.camera();
    resolution = view.resolution();
    window = room.window().orElse(null);
    lamp = room.lamp().orElse(null);
    bed = room.bed().orElse(null);
    cuboids = room.bed().map(b -> Cuboid.of(camera, b)).orElse(List.of()).toArray(new Cuboid[0]);
    lampDepth = lamp == null ? 0 : camera.depth(lamp.x(), 0.9, lamp.z());
  }

  /**
   * Renders a room.
   *
   * @param view the room and the resolution
   * @return a square image of 3 channels
   */
  public static Pixels render(RoomView view) {
    requireNonNull(view, "view");

    return new RoomRenderer(view).render();
  }

  private Pixels render() {
    byte[] data = new byte[resolution * resolution * 3];
    for (int y = 0, to = 0; y < resolution; y++) {
      for (int x = 0; x < resolution; x++) {
        double r = 0;
        double g = 0;
        double b = 0;
        for (int s = 0; s < SAMPLE_ROW.length; s++) {
          cast(x + SAMPLE_COLUMN[s], y + SAMPLE_ROW[s]);
          r += clip(red);
          g += clip(green);
          b += clip(blue);
        }
        data[to++] = (byte) (r * 63.75 + 0.5);
        data[to++] = (byte) (g * 63.75 + 0.5);
        data[to++] = (byte) (b * 63.75 + 0.5);
      }
    }
    return new Pixels(ImageShape.square(resolution, 3), data);
  }

  private static double clip(double value) {
    return value < 0 ? 0 : value > 1 ? 1 : value;
  }

  private void color(Rgb color, double factor) {
    red = color.red() * factor;
    green = color.green() * factor;
    blue = color.blue() * factor;
  }

  /** Follows one ray; distances are measured along the view, so forward counts 1. */
  private void cast(double column, double row) {
    double u = (column - camera.middle) / camera.scale;
    double v = (camera.middle - row) / camera.scale;
    double dx = camera.forwardX + u * camera.rightX + v * camera.upX;
    double dy = camera.forwardY + v * camera.upY;
    double dz = camera.forwardZ + u * camera.rightZ + v * camera.upZ;

    double toSide = ((dx > 0 ? Room.HALF_WIDTH : -Room.HALF_WIDTH) - camera.x) / dx;
    double toLevel = ((dy > 0 ? Room.HEIGHT : 0) - camera.y) / dy;
    double toBack = (Room.DEPTH - camera.z) / dz;
    double t = Math.min(toBack, Math.min(toSide, toLevel));

    int hit = -1;
    int face = 0;
    for (int i = 0; i < cuboids.length; i++) {
      Cuboid c = cuboids[i];
      ImageBounds e = c.bounds;
      if (column < e.left || column > e.right || row < e.top || row > e.bottom) {
        continue;
      }
      // The blocks are seen from above, from the front, and from one side.
      double nearX = ((dx > 0 ? c.x0 : c.x1) - camera.x) / dx;
      double farX = ((dx > 0 ? c.x1 : c.x0) - camera.x) / dx;
      double nearY = ((dy > 0 ? c.y0 : c.y1) - camera.y) / dy;
      double farY = ((dy > 0 ? c.y1 : c.y0) - camera.y) / dy;
      double nearZ = (c.z0 - camera.z) / dz;
      double farZ = (c.z1 - camera.z) / dz;
      double near = Math.max(nearX, Math.max(nearY, nearZ));
      if (near < t && near <= Math.min(farX, Math.min(farY, farZ))) {
        t = near;
        hit = i;
        face = near == nearY ? 1 : near == nearZ ? 2 : 0;
      }
    }

    if (lamp != null && lampDepth < t && lampAt(lamp, dx, dy, dz)) {
      return;
    }
    double hitX = camera.x + t * dx;
    double hitY = camera.y + t * dy;
    double hitZ = camera.z + t * dz;
    if (hit >= 0) {
      double shade = face == 1 ? 1.02 : face == 2 ? 0.78 : 0.66;
      color(cuboids[hit].color, shade);
    } else if (t == toLevel) {
      if (dy > 0) {
        color(WHITE, 0.93 * corner(Room.HALF_WIDTH - Math.abs(hitX), Room.DEPTH - hitZ));
      } else {
        floor(hitX, hitZ);
      }
    } else if (t == toBack) {
      backWall(hitX, hitY);
    } else {
      // No sunlight falls on the wall with the window.
      double shade = window != null && window.x() * hitX > 0 ? 0.72 : 0.84;
      double upright = Math.min(hitY, Room.HEIGHT - hitY);
      color(hitY < SKIRTING ? WHITE : room.wall(), shade * corner(upright, Room.DEPTH - hitZ));
    }
    light(hitX, hitY, hitZ);
  }

  /** Ambient occlusion: less light near the edges of the room. */
  private static double corner(double one, double other) {
    double near = Math.min(one, other);
    return 1 - 0.05 / (0.2 + Math.max(0, near));
  }

  private void floor(double x, double z) {
    double board = x / BOARD;
    int number = (int) Math.floor(board);
    // Boards differ slightly, by a pattern without a visible period.
    double tone = 0.94 + 0.04 * ((number * 37 & 7) / 3.5);
    double shade = tone * corner(Room.HALF_WIDTH - Math.abs(x), Room.DEPTH - z);
    boolean shadow = false;
    if (bed != null) {
      double aside = Math.abs(x - bed.x()) - bed.halfWidth();
      double before = Room.DEPTH - bed.length() - z;
      double away = Math.max(aside, before);
      shadow = away < 0.35;
      if (shadow) {
        shade *= 0.6 + 0.4 * Math.max(0, away) / 0.35;
      }
    }
    if (window != null && !shadow) {
      // Sunlight falls in at an angle: back along it, a sunlit spot sees the panes.
      double height = (Room.DEPTH - z) / 0.95;
      double across = x + (window.x() > 0 ? 0.35 : -0.35) * height - window.x();
      if (height > window.bottom()
          && height < window.top()
          && Math.abs(across) < window.halfWidth()) {
        shade *= 1 + 0.45 * window.day();
      }
    }
    color(room.floor(), shade);
  }

  private void backWall(double x, double y) {
    if (window != null) {
      double across = Math.abs(x - window.x());
      double bottom = window.bottom();
      double top = window.top();
      double half = window.halfWidth();
      if (across < half + Room.Window.CURTAIN
          && y > bottom - Room.Window.OVERHANG
          && y < top + Room.Window.OVERHANG) {
        if (across > half - 0.04) {
          color(window.curtain(), 0.98 - 0.5 * Math.abs(across - half - 0.08));
          return;
        } else if (y > bottom && y < top) {
          pane(window, across, y);
          return;
        } else if (y > top) {
          color(window.curtain(), 0.85);
          return;
        }
      }
    }
    color(
        y < SKIRTING ? WHITE : room.wall(),
        0.97 * corner(Room.HALF_WIDTH - Math.abs(x), Math.min(y, Room.HEIGHT - y)));
  }

  private void pane(Room.Window window, double across, double y) {
    double height = (y - window.bottom()) / (window.top() - window.bottom());
    boolean frame =
        across < 0.035
            || across > window.halfWidth() - 0.09
            || height < 0.07
            || height > 0.93
            || Math.abs(height - 0.5) < 0.035;
    if (frame) {
      color(WHITE, 0.92);
    } else {
      double day = window.day() / room.light();
      red = (1 - 0.4 * height) * day;
      green = (1.03 - 0.17 * height) * day;
      blue = 1.06 * day;
    }
  }

  /** Whether the ray meets the flat lamp; the shade shines by itself. */
  private boolean lampAt(Room.Lamp lamp, double dx, double dy, double dz) {
    double x = camera.x + lampDepth * dx - lamp.x();
    double y = camera.y + lampDepth * dy;
    double z = camera.z + lampDepth * dz - lamp.z();
    double across = Math.abs(x * camera.rightX + z * camera.rightZ);
    if (y > Room.Lamp.TOP || y < 0 || across > Room.Lamp.WIDE) {
      return false;
    }
    if (y > Room.Lamp.SHADE_BOTTOM) {
      double up = (y - Room.Lamp.SHADE_BOTTOM) / (Room.Lamp.TOP - Room.Lamp.SHADE_BOTTOM);
      double half = Room.Lamp.WIDE + up * (Room.Lamp.NARROW - Room.Lamp.WIDE);
      if (across > half) {
        return false;
      }
      double glow = 1 - 0.25 * across / half;
      red = 1.1 * glow;
      green = (0.98 - 0.1 * up) * glow;
      blue = (0.72 - 0.15 * up) * glow;
      return true;
    }
    if (across < 0.035 || (y < 0.06 && across < 0.2)) {
      color(METAL, 1);
      return true;
    }
    return false;
  }

  /** General light, and the lamp's, which is warm and falls off with the square of distance. */
  private void light(double x, double y, double z) {
    double day = room.light() * (window == null ? 0.88 : 0.96);
    if (lamp == null) {
      red *= day;
      green *= day;
      blue *= day;
      return;
    }
    double lx = x - lamp.x();
    double ly = y - 1.6;
    double lz = z - lamp.z();
    double warm = 0.17 / (0.2 + lx * lx + ly * ly + lz * lz);
    day *= 0.93;
    red *= day + warm;
    green *= day + 0.8 * warm;
    blue *= day + 0.45 * warm;
  }
}

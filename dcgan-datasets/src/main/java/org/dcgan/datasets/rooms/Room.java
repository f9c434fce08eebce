package org.dcgan.datasets.rooms;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.dcgan.random.SeededRandom;

/**
 * A bedroom, in meters: x from left to right with 0 in the middle, y up from the floor, z from the
 * viewer to the back wall. All properties are determined by the random numbers from which it is
 * generated.
 *
 * <p>The variety is deliberately moderate, one layout and its mirror image, so that a small network
 * can learn the composition in minutes.
 *
 * @param angle of the camera around the room's middle, degrees; positive from the right
 * @param zoom of the camera, about 1
 * @param light general brightness, about 1
 * @param wall color of the walls
 * @param floor color of the boards
 * @param window on the back wall
 * @param lamp on the floor before the back wall
 * @param bed with its head at the back wall
 */
public record Room(
    double angle,
    double zoom,
    double light,
    Rgb wall,
    Rgb floor,
    Optional<Window> window,
    Optional<Lamp> lamp,
    Optional<Bed> bed) {
  /** Refuses null. */
  public Room {
    requireNonNull(wall, "wall");
    requireNonNull(floor, "floor");
    requireNonNull(window, "window");
    requireNonNull(lamp, "lamp");
    requireNonNull(bed, "bed");
  }

  /** The camera's angle lies within plus and minus this, degrees. */
  public static final double MAX_ANGLE = 22;

  /** Half the distance between the side walls. */
  static final double HALF_WIDTH = 2;

  /** Height of the ceiling. */
  static final double HEIGHT = 2.6;

  /** Where the back wall is. */
  static final double DEPTH = 4;

  /**
   * The probability of each object: large enough to be typical of a bedroom, small enough to
   * compare rooms with and without it.
   */
  private static final double WINDOW_SHARE = 0.65;

  private static final double LAMP_SHARE = 0.5;
  private static final double BED_SHARE = 0.85;

  /**
   * A window with curtains.
   *
   * @param x its middle
   * @param halfWidth of the panes with their frame
   * @param bottom lower edge
   * @param top upper edge
   * @param day brightness of the sky, 0.75 to 1
   * @param curtain color of the curtains
   */
  public record Window(
      double x, double halfWidth, double bottom, double top, double day, Rgb curtain) {
    /** Refuses null. */
    public Window {
      requireNonNull(curtain, "curtain");
    }

    /** Width of each curtain, outside the frame. */
    static final double CURTAIN = 0.22;

    /** How far the curtains hang below the sill and rise above the frame. */
    static final double OVERHANG = 0.12;
  }

  /**
   * A standing lamp, lit.
   *
   * @param x where
   * @param z where
   */
  public record Lamp(double x, double z) {
    /** Upper edge of the shade. */
    static final double TOP = 1.85;

    /** Lower edge of the shade. */
    static final double SHADE_BOTTOM = 1.35;

    /** Half the shade's width below and above. */
    static final double WIDE = 0.36;

    /** Half the shade's width above. */
    static final double NARROW = 0.22;
  }

  /**
   * A bed.
   *
   * @param x its middle
   * @param halfWidth of the mattress
   * @param length from the back wall
   * @param blanket color of the blanket
   * @param wood color of the headboard
   */
  public record Bed(double x, double halfWidth, double length, Rgb blanket, Rgb wood) {
    /** Refuses null. */
    public Bed {
      requireNonNull(blanket, "blanket");
      requireNonNull(wood, "wood");
    }

    /** Upper edge of the mattress. */
    static final double TOP = 0.55;

    /** Upper edge of the headboard. */
    static final double HEADBOARD = 1.1;
  }

  /**
   * Generates a room.
   *
   * @param random the source of randomness
   * @return the room
   */
  public static Room sample(SeededRandom random) {
    requireNonNull(random, "random");

    // All random numbers are generated in any case, so that the presence of an object does not
    // affect other properties.
    int side = random.nextDouble() < 0.5 ? -1 : 1;
    double angle = random.nextDouble(-MAX_ANGLE, MAX_ANGLE);
    double light = random.nextDouble(0.92, 1.06);
    Rgb wall =
        Rgb.ofHsv(
            random.nextDouble(), random.nextDouble(0.08, 0.34), random.nextDouble(0.78, 0.95));
    Rgb floor =
        Rgb.ofHsv(
            random.nextDouble(0.05, 0.09),
            random.nextDouble(0.4, 0.6),
            random.nextDouble(0.42, 0.72));
    Window window =
        new Window(
            side * random.nextDouble(0.75, 0.95),
            random.nextDouble(0.58, 0.74),
            random.nextDouble(1.1, 1.2),
            random.nextDouble(2.2, 2.35),
            random.nextDouble(0.75, 1),
            Rgb.ofHsv(
                random.nextDouble(), random.nextDouble(0.05, 0.5), random.nextDouble(0.6, 0.9)));
    Lamp lamp = new Lamp(-side * random.nextDouble(1.45, 1.6), random.nextDouble(3.3, 3.6));
    Bed bed =
        new Bed(
            side * random.nextDouble(-0.15, 0.45),
            random.nextDouble(0.85, 1.05),
            random.nextDouble(2.1, 2.4),
            Rgb.ofHsv(
                random.nextDouble(), random.nextDouble(0.25, 0.65), random.nextDouble(0.5, 0.9)),
            Rgb.ofHsv(0.07, 0.55, random.nextDouble(0.25, 0.5)));
    return new Room(
        angle,
        1,
        light,
        wall,
        floor,
        present(window, WINDOW_SHARE, random),
        present(lamp, LAMP_SHARE, random),
        present(bed, BED_SHARE, random));
  }

  private static <T> Optional<T> present(T thing, double share, SeededRandom random) {
    return random.nextDouble() < share ? Optional.of(thing) : Optional.empty();
  }

  /**
   * Returns a slight variation of the room, with the camera and the light changed a little.
   *
   * @param random the source of randomness
   * @return a near-duplicate
   */
  public Room varied(SeededRandom random) {
    requireNonNull(random, "random");

    double turned = angle + random.nextDouble(-1, 1);
    return new Room(
        Math.max(-MAX_ANGLE, Math.min(MAX_ANGLE, turned)),
        zoom * random.nextDouble(0.985, 1.015),
        light * random.nextDouble(0.97, 1.03),
        wall,
        floor,
        window,
        lamp,
        bed);
  }
}

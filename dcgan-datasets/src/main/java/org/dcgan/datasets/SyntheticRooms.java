package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.dcgan.datasets.rooms.Extent;
import org.dcgan.datasets.rooms.Rgb;
import org.dcgan.datasets.rooms.Room;
import org.dcgan.datasets.rooms.RoomPainter;
import org.dcgan.datasets.rooms.RoomView;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;

/**
 * Bedrooms drawn from a seed, each with the truth about it. They need no download, and because it
 * is known what is in them, they measure what can only be looked at in photographs: whether windows
 * are really forgotten, whether arithmetic adds a lamp, which images are near-duplicates (paper,
 * sections 4.1.1 and 6).
 *
 * <pre>{@code
 * SyntheticRooms rooms = SyntheticRooms.builder().count(20_000).resolution(32).seed(7).build();
 * }</pre>
 *
 * <p>Image i is a function of the seed and i alone, the same bits on every platform; a larger
 * dataset of the same seed begins with the smaller one. Nothing is held in memory. The label says
 * which of window, lamp and bed are there.
 */
public final class SyntheticRooms implements Dataset {
  /** Enough for a small network, and an epoch of it is short. */
  public static final int DEFAULT_COUNT = 10_000;

  /** The smallest size at which everything in the rooms can be told apart. */
  public static final int DEFAULT_RESOLUTION = 32;

  /** Any seed will do. */
  public static final long DEFAULT_SEED = 0;

  /**
   * The share of LSUN that the authors removed as near-duplicates: 275,000 of 3 million (4.1.1).
   */
  public static final double DEFAULT_DUPLICATE_SHARE = 0.09;

  /** The camera's angle lies within plus and minus this, degrees. */
  public static final double MAX_VIEWING_ANGLE = Room.MAX_ANGLE;

  private static final int MIN_RESOLUTION = 16;
  private static final int MAX_RESOLUTION = 128;
  private static final double MAX_DUPLICATE_SHARE = 0.9;

  /** Part of the description: images of another version are another dataset. */
  private static final int VERSION = 1;

  // Purposes of random streams.
  private static final long LAYOUT = 1;
  private static final long DUPLICATE = 2;
  private static final long VARIATION = 3;

  private static final List<String> CLASS_NAMES =
      List.of(
          "empty",
          "window",
          "lamp",
          "window+lamp",
          "bed",
          "window+bed",
          "lamp+bed",
          "window+lamp+bed");

  private final int count;
  private final int resolution;
  private final long seed;
  private final double duplicateShare;

  private SyntheticRooms(Builder builder) {
    count = builder.count;
    resolution = builder.resolution;
    seed = builder.seed;
    duplicateShare = builder.duplicateShare;
  }

  /**
   * Describes the rooms to draw.
   *
   * @return settings at their defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public int size() {
    return count;
  }

  /** Square, 3 channels. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(ImageShape.square(resolution, 3));
  }

  @Override
  public Pixels read(int index) {
    return RoomPainter.paint(view(index));
  }

  /**
   * What is in an image.
   *
   * @param index 0 to {@code size() - 1}
   * @return the truth
   */
  public RoomTruth truth(int index) {
    RoomView view = view(index);
    int original = original(index);
    Rgb wall = view.room().wall();
    return new RoomTruth(
        view.window().map(this::box),
        view.lamp().map(this::box),
        view.bed().map(this::box),
        new Color((float) wall.red(), (float) wall.green(), (float) wall.blue()),
        view.room().angle(),
        original == index ? OptionalInt.empty() : OptionalInt.of(original));
  }

  private Box box(Extent extent) {
    int left = clip((int) Math.floor(extent.left()));
    int top = clip((int) Math.floor(extent.top()));
    int right = Math.max(left + 1, clip((int) Math.ceil(extent.right())));
    int bottom = Math.max(top + 1, clip((int) Math.ceil(extent.bottom())));
    return new Box(left, top, right - left, bottom - top);
  }

  private int clip(int value) {
    return Math.max(0, Math.min(resolution, value));
  }

  private RoomView view(int index) {
    checkElementIndex(index, count, "image");
    int original = original(index);
    Room room = Room.draw(SeededRandom.of(seed, LAYOUT, original));
    if (original != index) {
      room = room.varied(SeededRandom.of(seed, VARIATION, index));
    }
    return new RoomView(room, resolution);
  }

  /** Goes from duplicate to model until it comes to an image that is none. */
  private int original(int index) {
    int at = index;
    while (at > 0) {
      SeededRandom random = SeededRandom.of(seed, DUPLICATE, at);
      if (random.nextDouble() >= duplicateShare) {
        return at;
      }
      at = random.nextInt(at);
    }
    return at;
  }

  /** 1 for a window, 2 for a lamp, 4 for a bed, added up. */
  @Override
  public int label(int index) {
    Room room = view(index).room();
    return (room.window().isPresent() ? 1 : 0)
        + (room.lamp().isPresent() ? 2 : 0)
        + (room.bed().isPresent() ? 4 : 0);
  }

  @Override
  public List<String> classNames() {
    return CLASS_NAMES;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "rooms(v%d, %d images, %d px, seed %d, %s duplicates)",
        VERSION,
        count,
        resolution,
        seed,
        duplicateShare);
  }

  @Override
  public String toString() {
    return description();
  }

  /** Which rooms to draw. */
  public static final class Builder {
    private int count = DEFAULT_COUNT;
    private int resolution = DEFAULT_RESOLUTION;
    private long seed = DEFAULT_SEED;
    private double duplicateShare = DEFAULT_DUPLICATE_SHARE;

    private Builder() {}

    /**
     * How many images. Default: {@link #DEFAULT_COUNT}.
     *
     * @param count at least 1
     * @return this
     */
    public Builder count(int count) {
      this.count = count;
      return this;
    }

    /**
     * Rows and columns of each image. Default: {@link #DEFAULT_RESOLUTION}.
     *
     * @param resolution 16 to 128
     * @return this
     */
    public Builder resolution(int resolution) {
      this.resolution = resolution;
      return this;
    }

    /**
     * What everything is drawn from. Default: {@link #DEFAULT_SEED}.
     *
     * @param seed any number
     * @return this
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * The share of images that are slight variations of an earlier one. Default: {@link
     * #DEFAULT_DUPLICATE_SHARE}.
     *
     * @param duplicateShare 0 (none) to 0.9
     * @return this
     */
    public Builder duplicateShare(double duplicateShare) {
      this.duplicateShare = duplicateShare;
      return this;
    }

    /**
     * Checks the settings, all of them at once.
     *
     * @return the rooms
     * @throws IllegalArgumentException naming every setting that is out of its range
     */
    public SyntheticRooms build() {
      List<String> problems = new ArrayList<>();
      if (count < 1) {
        problems.add("count must be at least 1, got " + count);
      }
      if (resolution < MIN_RESOLUTION || resolution > MAX_RESOLUTION) {
        problems.add(
            String.format(
                Locale.ROOT,
                "resolution must be %d to %d, got %d",
                MIN_RESOLUTION,
                MAX_RESOLUTION,
                resolution));
      }
      if (!(duplicateShare >= 0 && duplicateShare <= MAX_DUPLICATE_SHARE)) {
        problems.add(
            "duplicateShare must be 0 to " + MAX_DUPLICATE_SHARE + ", got " + duplicateShare);
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            "cannot draw these rooms: " + String.join("; ", problems));
      }
      return new SyntheticRooms(this);
    }
  }
}

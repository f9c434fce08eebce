package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.datasets.rooms.ImageBounds;
import org.dcgan.datasets.rooms.Rgb;
import org.dcgan.datasets.rooms.Room;
import org.dcgan.datasets.rooms.RoomRenderer;
import org.dcgan.datasets.rooms.RoomView;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;

/**
 * Procedurally generated images of bedrooms with ground truth. They need no download, and because
 * their content is known, they allow measurements that photographs do not: whether a window was
 * removed by dropping feature maps, whether vector arithmetic adds a lamp, and which images are
 * near-duplicates (paper, sections 4.1.1 and 6).
 *
 * <pre>{@code
 * SyntheticRooms rooms = SyntheticRooms.builder().count(20_000).resolution(32).seed(7).build();
 * }</pre>
 *
 * <p>Image i depends only on the seed and i, and is bit-identical on every platform; a larger
 * dataset with the same seed begins with the images of a smaller one. Images are rendered on
 * demand. The label tells which of window, lamp and bed are present.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class SyntheticRooms implements Dataset {
  /** The default number of images: 10,000, enough to train a small network with short epochs. */
  public static final int DEFAULT_COUNT = 10_000;

  /**
   * The default resolution: 32 pixels, the smallest size at which all objects can be recognized.
   */
  public static final int DEFAULT_RESOLUTION = 32;

  /** The default seed. */
  public static final long DEFAULT_SEED = 0;

  /**
   * The default share of near-duplicates: 0.09, the share of LSUN that the authors removed as
   * near-duplicates (275,000 of 3 million, section 4.1.1).
   */
  public static final double DEFAULT_DUPLICATE_SHARE = 0.09;

  /** The largest angle of the camera to either side, in degrees. */
  public static final double MAX_VIEWING_ANGLE = Room.MAX_ANGLE;

  private static final int MIN_RESOLUTION = 16;
  private static final int MAX_RESOLUTION = 128;
  private static final double MAX_DUPLICATE_SHARE = 0.9;

  /**
   * Version of the rendering, part of the description; a change that alters pixels must increase
   * it.
   */
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
   * Returns a builder.
   *
   * @return a builder with default settings
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
    return RoomRenderer.render(view(index));
  }

  /**
   * Returns the ground truth of an image.
   *
   * @param index 0 to {@code size() - 1}
   * @return the ground truth
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

  private Box box(ImageBounds bounds) {
    int left = clip((int) Math.floor(bounds.left()));
    int top = clip((int) Math.floor(bounds.top()));
    int right = Math.max(left + 1, clip((int) Math.ceil(bounds.right())));
    int bottom = Math.max(top + 1, clip((int) Math.ceil(bounds.bottom())));
    return new Box(left, top, right - left, bottom - top);
  }

  private int clip(int value) {
    return Math.max(0, Math.min(resolution, value));
  }

  private RoomView view(int index) {
    checkElementIndex(index, count, "image");
    int original = original(index);
    Room room = Room.sample(SeededRandom.of(seed, LAYOUT, original));
    if (original != index) {
      room = room.varied(SeededRandom.of(seed, VARIATION, index));
    }
    return new RoomView(room, resolution);
  }

  /** Follows duplicates to their models until an original is reached. */
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

  /** Returns the sum of 1 for a window, 2 for a lamp and 4 for a bed. */
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

  /** Settings of the generated rooms. */
  public static final class Builder {
    private int count = DEFAULT_COUNT;
    private int resolution = DEFAULT_RESOLUTION;
    private long seed = DEFAULT_SEED;
    private double duplicateShare = DEFAULT_DUPLICATE_SHARE;

    private Builder() {}

    /**
     * Sets the number of images. More images take no memory, and longer epochs. Default: {@link
     * #DEFAULT_COUNT} (10,000).
     *
     * @param count at least 1
     * @return this
     */
    public Builder count(int count) {
      this.count = count;
      return this;
    }

    /**
     * Sets the rows and columns of each image. Choose the resolution of the network. Default:
     * {@link #DEFAULT_RESOLUTION} (32).
     *
     * @param resolution 16 to 128
     * @return this
     */
    public Builder resolution(int resolution) {
      this.resolution = resolution;
      return this;
    }

    /**
     * Sets the random seed. Two datasets with different seeds have different images, for example
     * for training and testing. Default: {@link #DEFAULT_SEED} (0).
     *
     * @param seed any number
     * @return this
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the share of images that are slight variations of an earlier image. Change it to study
     * de-duplication. Default: {@link #DEFAULT_DUPLICATE_SHARE} (0.09).
     *
     * @param duplicateShare a fraction from 0 (no duplicates) to 0.9
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
            "invalid settings of SyntheticRooms: " + String.join("; ", problems));
      }
      return new SyntheticRooms(this);
    }
  }
}

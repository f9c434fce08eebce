package org.dcgan.datasets.transform;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.image.ImageShape;

/**
 * The partially known shape of all images of a source. For example, a folder of photographs has
 * known channels and unknown sides; a square crop makes both sides known.
 *
 * @param height rows, or {@link #UNKNOWN}
 * @param width columns, or {@link #UNKNOWN}
 * @param channels 1 or 3, or {@link #UNKNOWN}
 */
@API(status = API.Status.STABLE, since = "0.1")
public record KnownShape(int height, int width, int channels) {
  /** Stands for a measure that differs between images or is not known yet. */
  public static final int UNKNOWN = 0;

  /** Checks the ranges. */
  public KnownShape {
    checkArgument(
        height >= 0 && width >= 0,
        "sides must be at least 1 pixel, or 0 for unknown; got %sx%s",
        height,
        width);
    checkArgument(
        channels == UNKNOWN || channels == 1 || channels == 3,
        "channels must be 1 or 3, or 0 for unknown; got %s",
        channels);
  }

  /**
   * Combines the shape and the channels of a source.
   *
   * @param shape the shape, if it is completely known
   * @param channels the number of channels, if it is known
   * @return the known shape
   */
  public static KnownShape of(Optional<ImageShape> shape, OptionalInt channels) {
    requireNonNull(shape, "shape");
    requireNonNull(channels, "channels");

    return shape
        .map(s -> new KnownShape(s.height(), s.width(), s.channels()))
        .orElseGet(() -> new KnownShape(UNKNOWN, UNKNOWN, channels.orElse(UNKNOWN)));
  }

  /**
   * Returns the shape if it is completely known.
   *
   * @return the shape; empty if a part of it is unknown
   */
  public Optional<ImageShape> complete() {
    return height == UNKNOWN || width == UNKNOWN || channels == UNKNOWN
        ? Optional.empty()
        : Optional.of(new ImageShape(height, width, channels));
  }

  /**
   * Returns the number of channels if it is known.
   *
   * @return 1 or 3, or empty
   */
  public OptionalInt knownChannels() {
    return channels == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(channels);
  }

  boolean sidesKnown() {
    return height != UNKNOWN && width != UNKNOWN;
  }
}

package org.dcgan.datasets.faces;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.datasets.transform.Resampling;

/**
 * Options for selecting and cropping faces.
 *
 * @param size the side of the resulting images, 1 to 4,096 pixels
 * @param minSide the minimum side of a detection, in pixels of the photograph, at least 1; smaller
 *     ones are refused (the paper keeps detections that are "sufficiently high resolution")
 * @param minScore the minimum score of a detection, in the measure of the detector, finite; lower
 *     ones are refused
 * @param enlarge the factor by which the detector's box is enlarged around its center, 0.25 to 4;
 *     the boxes of the cascades reach from the eyebrows to the chin
 * @param border the treatment of enlarged boxes that extend beyond the photograph
 * @param choice the selection among several faces of one photograph
 * @param resampling the filter for resizing
 * @param threads the number of photographs that are processed concurrently, at least 1
 * @param replace true to replace existing results, finished or not; false to resume or keep them
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record FaceOptions(
    int size,
    int minSide,
    double minScore,
    double enlarge,
    Border border,
    Choice choice,
    Resampling resampling,
    int threads,
    boolean replace) {

  /** The default side of the resulting images: 64 pixels, the input size of the networks. */
  public static final int DEFAULT_SIZE = 64;

  /**
   * The default minimum side, equal to the default size; smaller faces would be enlarged and
   * blurred.
   */
  public static final int DEFAULT_MIN_SIDE = 64;

  /** The default enlargement, which includes the whole head: on LFW, hair and chin are inside. */
  public static final double DEFAULT_ENLARGE = 1.4;

  /** The treatment of enlarged boxes that extend beyond the photograph. */
  public enum Border {
    /**
     * Moves the box inside the photograph, and shrinks it only if it is larger than the photograph.
     */
    SHIFT,
    /** Mirrors the photograph at its edge, so that the face remains centered. */
    REFLECT,
    /** Refuses the face. */
    REFUSE
  }

  /** The selection among several faces of one photograph. */
  public enum Choice {
    /** Keeps all faces of sufficient size and score, as the paper does. */
    ALL,
    /** Keeps the face with the largest box. */
    LARGEST,
    /** Keeps the face nearest to the center of the photograph. */
    CENTRAL,
    /** Keeps the face only if it is the only one of the photograph. */
    ONLY
  }

  /** Checks the ranges. */
  public FaceOptions {
    requireNonNull(border, "border");
    requireNonNull(choice, "choice");
    requireNonNull(resampling, "resampling");

    checkArgument(size >= 1 && size <= 4096, "size must be 1 to 4096 pixels, got %s", size);
    checkArgument(minSide >= 1, "minSide must be at least 1 pixel, got %s", minSide);
    checkArgument(
        enlarge >= 0.25 && enlarge <= 4, "enlarge must be 0.25 to 4, got %s", (Double) enlarge);
    checkArgument(Double.isFinite(minScore), "minScore must be finite, got %s", (Double) minScore);
    checkArgument(threads >= 1, "threads must be at least 1, got %s", threads);
  }

  /**
   * Returns the default options: images of {@value #DEFAULT_SIZE} pixels of all faces of at least
   * {@value #DEFAULT_MIN_SIDE} pixels, the boxes enlarged by a factor of {@value #DEFAULT_ENLARGE}
   * and mirrored at the border.
   *
   * @return the options
   */
  public static FaceOptions defaults() {
    return new FaceOptions(
        DEFAULT_SIZE,
        DEFAULT_MIN_SIDE,
        0,
        DEFAULT_ENLARGE,
        Border.REFLECT,
        Choice.ALL,
        Resampling.ANTIALIASED,
        Runtime.getRuntime().availableProcessors(),
        false);
  }

  /**
   * Starts the configuration of options.
   *
   * @return a builder with the settings of {@link #defaults}
   */
  public static Builder builder() {
    return defaults().toBuilder();
  }

  /**
   * Returns a builder for changed copies of these options.
   *
   * @return a builder with the settings of these options
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Returns the options that affect the result, for the description of the faces. */
  String description() {
    return String.format(
        Locale.ROOT,
        "%d, %s faces of at least %d pixels%s, enlarged %s, border %s, %s",
        size,
        choice.name().toLowerCase(Locale.ROOT),
        minSide,
        minScore != 0 ? " and score " + minScore : "",
        enlarge,
        border.name().toLowerCase(Locale.ROOT),
        resampling);
  }

  /** Builds {@link FaceOptions}; all settings are optional. */
  public static final class Builder {
    private int size;
    private int minSide;
    private double minScore;
    private double enlarge;
    private Border border;
    private Choice choice;
    private Resampling resampling;
    private int threads;
    private boolean replace;

    private Builder(FaceOptions options) {
      this.size = options.size;
      this.minSide = options.minSide;
      this.minScore = options.minScore;
      this.enlarge = options.enlarge;
      this.border = options.border;
      this.choice = options.choice;
      this.resampling = options.resampling;
      this.threads = options.threads;
      this.replace = options.replace;
    }

    /**
     * Sets the side of the resulting images. Choose the resolution of the network.
     *
     * @param size 1 to 4,096 pixels; {@value FaceOptions#DEFAULT_SIZE} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder size(int size) {
      this.size = size;
      return this;
    }

    /**
     * Sets the minimum side of a detection; smaller ones are refused. Lower it to keep more faces,
     * which are then less sharp.
     *
     * @param minSide pixels of the photograph, at least 1; {@value FaceOptions#DEFAULT_MIN_SIDE} by
     *     default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder minSide(int minSide) {
      this.minSide = minSide;
      return this;
    }

    /**
     * Sets the minimum score of a detection; lower ones are refused. Raise it if there are too many
     * false detections.
     *
     * @param minScore a score in the measure of the detector; 0 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder minScore(double minScore) {
      this.minScore = minScore;
      return this;
    }

    /**
     * Sets the factor by which boxes are enlarged around their center. Larger values include more
     * of the head and the background.
     *
     * @param enlarge 0.25 to 4; 1 for the detector's box, {@value FaceOptions#DEFAULT_ENLARGE} by
     *     default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder enlarge(double enlarge) {
      this.enlarge = enlarge;
      return this;
    }

    /**
     * Sets the treatment of enlarged boxes that extend beyond the photograph.
     *
     * @param border the treatment; {@link Border#REFLECT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder border(Border border) {
      requireNonNull(border, "border");

      this.border = border;
      return this;
    }

    /**
     * Sets the selection among several faces of one photograph.
     *
     * @param choice the selection; {@link Choice#ALL} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder choice(Choice choice) {
      requireNonNull(choice, "choice");

      this.choice = choice;
      return this;
    }

    /**
     * Sets the filter for resizing.
     *
     * @param resampling the filter; {@link Resampling#ANTIALIASED} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder resampling(Resampling resampling) {
      requireNonNull(resampling, "resampling");

      this.resampling = resampling;
      return this;
    }

    /**
     * Sets the number of photographs that are processed concurrently. It does not affect the
     * result.
     *
     * @param threads at least 1; one for each processor by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Sets whether existing results are replaced.
     *
     * @param replace true to discard existing results; false, the default, to resume or keep them
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder replace(boolean replace) {
      this.replace = replace;
      return this;
    }

    /**
     * Creates the options.
     *
     * @return the options
     * @throws IllegalArgumentException if a setting is out of range
     */
    public FaceOptions build() {
      return new FaceOptions(
          size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
    }
  }
}

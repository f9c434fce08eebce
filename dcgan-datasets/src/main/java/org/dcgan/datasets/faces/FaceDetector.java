package org.dcgan.datasets.faces;

import java.util.List;
import org.dcgan.image.Pixels;

/** Finds faces. Safe for use from several threads. */
public interface FaceDetector extends AutoCloseable {

  /**
   * Looks for faces.
   *
   * @param photograph of any size, upright
   * @param smallest side of the smallest face to look for, pixels of the photograph
   * @return what was found, in an order that is the same every time; empty if nothing was
   */
  List<Detection> detect(Pixels photograph, int smallest);

  /**
   * What detects, with all settings that change the result: part of the description of the faces.
   *
   * @return for example {@code opencv(haarcascade_frontalface_alt2, scale 1.1, neighbors 4)}
   */
  String description();

  /** Releases native memory. Does nothing by default. */
  @Override
  default void close() {}
}

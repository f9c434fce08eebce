package org.dcgan.tensorflow;

import java.util.Optional;
import org.tensorflow.TensorFlow;

/** What a model's files and logs say they were made with. */
final class Version {
  /** This library's version, as its jar says. */
  static final String LIBRARY =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
          .orElse("development");

  private Version() {}

  /** The engine's name and version. */
  static String engine() {
    return "TensorFlow " + TensorFlow.version();
  }
}

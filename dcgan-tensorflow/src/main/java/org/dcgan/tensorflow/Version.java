package org.dcgan.tensorflow;

import java.util.Optional;

/** This library's version, as its jar says. */
final class Version {
  static final String LIBRARY =
      Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
          .orElse("development");

  private Version() {}
}

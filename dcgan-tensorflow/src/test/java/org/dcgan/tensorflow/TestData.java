package org.dcgan.tensorflow;

import java.nio.file.Path;

/** Where real data is: the folder of the system property {@code dcgan.data}. */
final class TestData {

  private TestData() {}

  static Path folder() {
    return Path.of(System.getProperty("dcgan.data", "../data"));
  }
}

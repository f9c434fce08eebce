package org.dcgan.internal.io;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, which runs a class of the tests. */
final class JavaProcess {
  private JavaProcess() {}

  /**
   * Starts the main method of a class. What it writes as errors is dropped.
   *
   * @param main the class
   * @param argument its only argument
   * @return the process, which the caller ends
   * @throws IOException if it cannot be started
   */
  static Process start(Class<?> main, Path argument) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}

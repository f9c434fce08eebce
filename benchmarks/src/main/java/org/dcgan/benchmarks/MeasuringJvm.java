package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.internal.ClassPath;

/**
 * Runs a measurement in a new JVM. The measurement writes its result into a file, because libraries
 * print to standard output.
 */
final class MeasuringJvm {

  private MeasuringJvm() {}

  /**
   * Runs a program and returns what it measured.
   *
   * @param program has a main method, which writes the result into the file that its last argument
   *     names
   * @param options the options of the JVM
   * @param arguments the arguments before the file
   * @return the content of the file, stripped
   * @throws IOException if the JVM cannot be started, fails or writes no result
   * @throws InterruptedException if this is interrupted
   */
  static String run(Class<?> program, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dcgan-measurement");
    Path result = folder.resolve("result");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", ClassPath.current(), program.getName()));
    command.addAll(arguments);
    command.add(result.toString());
    try {
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (code != 0 || !Files.exists(result)) {
        throw new IOException(
            "the measuring JVM ended with exit code " + code + "; its output: " + text(output));
      }
      return text(result);
    } finally {
      Files.deleteIfExists(result);
      Files.deleteIfExists(output);
      Files.deleteIfExists(folder);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
  }
}

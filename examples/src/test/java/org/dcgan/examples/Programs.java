package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** The programs of this module. */
final class Programs {

  private Programs() {}

  /** All of them, found by their sources. */
  static List<Class<?>> all() throws IOException, ClassNotFoundException {
    Path sources = Path.of("src/main/java");
    List<Class<?>> programs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name =
            sources
                .relativize(file)
                .toString()
                .replaceFirst("\\.java$", "")
                .replaceAll("[/\\\\]", ".");
        if (!name.contains("-info")) {
          Class<?> type = Class.forName(name, false, Example.class.getClassLoader());
          if (type.isAnnotationPresent(Command.class)) {
            programs.add(type);
          }
        }
      }
    }
    return programs;
  }
}

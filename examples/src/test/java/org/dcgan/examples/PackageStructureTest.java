package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.tensorflow.SavedModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages of all modules, as the JDK's {@code jdeps} reads them from the compiled classes. */
class PackageStructureTest {
  private static final List<Class<?>> ONE_OF_EACH_MODULE =
      List.of(Dcgan.class, SavedModels.class, Dataset.class, L2Svm.class, Quickstart.class);

  /** A line of {@code jdeps -verbose:package}: a package with an arrow to another. */
  private static final Pattern ARROW =
      Pattern.compile("\\s+(org\\.dcgan[\\w.]*)\\s+->\\s+(org\\.dcgan[\\w.]*)\\s.*");

  @Test
  void givenAllModules_whenDependenciesOfPackagesAreFollowed_thenThereIsNoCycle(
      @TempDir Path classes) throws IOException {
    Map<String, Set<String>> arrows = arrows(classes);

    assertThat(arrows).as("packages that jdeps has found").hasSizeGreaterThan(20);
    assertThat(
            arrows.keySet().stream().map(start -> wayBack(arrows, start)).filter(w -> !w.isEmpty()))
        .as("ways from a package back to itself")
        .isEmpty();
  }

  @Test
  void givenPackagesInACycle_whenFollowed_thenTheCycleIsFound() {
    Map<String, Set<String>> circle =
        Map.of("a", Set.of("b"), "b", Set.of("c", "d"), "c", Set.of("a"), "d", Set.of());

    assertThat(wayBack(circle, "a")).containsExactly("a", "b", "c", "a");
    assertThat(wayBack(circle, "d")).isEmpty();
  }

  @Test
  void givenAllModules_whenTheirPackagesAreListed_thenNoPackageIsInTwoModules() throws IOException {
    Map<String, Class<?>> owners = new TreeMap<>();
    for (Class<?> type : ONE_OF_EACH_MODULE) {
      read(
          type,
          root -> {
            for (String name : packages(root)) {
              assertThat(owners.putIfAbsent(name, type)).as("another module with " + name).isNull();
            }
          });
    }
    assertThat(owners).containsKeys("org.dcgan", "org.dcgan.tensorflow", "org.dcgan.datasets");
  }

  private static Map<String, Set<String>> arrows(Path classes) throws IOException {
    for (Class<?> type : ONE_OF_EACH_MODULE) {
      read(type, root -> copy(root, classes));
    }
    List<String> arguments =
        List.of("-verbose:package", "-filter:none", "--ignore-missing-deps", classes.toString());
    StringWriter text = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    jdeps.run(new PrintWriter(text), new PrintWriter(text), arguments.toArray(String[]::new));
    Map<String, Set<String>> arrows = new TreeMap<>();
    text.toString()
        .lines()
        .map(ARROW::matcher)
        .filter(Matcher::matches)
        .filter(arrow -> !arrow.group(1).equals(arrow.group(2)))
        .forEach(
            arrow ->
                arrows
                    .computeIfAbsent(arrow.group(1), name -> new TreeSet<>())
                    .add(arrow.group(2)));
    return arrows;
  }

  /** The shortest way from a package back to itself; empty if there is none. */
  private static List<String> wayBack(Map<String, Set<String>> arrows, String start) {
    Map<String, String> cameFrom = new TreeMap<>();
    Deque<String> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      String here = next.remove();
      for (String there : new TreeSet<>(arrows.getOrDefault(here, Set.of()))) {
        if (there.equals(start)) {
          Deque<String> way = new ArrayDeque<>(List.of(start));
          for (String at = here; !at.equals(start); at = cameFrom.get(at)) {
            way.addFirst(at);
          }
          way.addFirst(start);
          return List.copyOf(way);
        }
        if (cameFrom.putIfAbsent(there, here) == null) {
          next.add(there);
        }
      }
    }
    return List.of();
  }

  private interface Reading {
    void of(Path root) throws IOException;
  }

  /** Reads the folder or the jar that a class comes from. */
  private static void read(Class<?> type, Reading reading) throws IOException {
    Path place;
    try {
      place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    if (Files.isDirectory(place)) {
      reading.of(place);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        reading.of(jar.getPath("/"));
      }
    }
  }

  /** All classes but the module's descriptor, which would have jdeps ask for the other modules. */
  private static void copy(Path root, Path target) throws IOException {
    for (Path file : classFiles(root)) {
      Path copy = target.resolve(root.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  private static List<Path> classFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("module-info.class"))
          .toList();
    }
  }

  private static Set<String> packages(Path root) throws IOException {
    Set<String> packages = new TreeSet<>();
    for (Path file : classFiles(root)) {
      packages.add(
          root.relativize(file)
              .getParent()
              .toString()
              .replace(File.separatorChar, '.')
              .replace('/', '.'));
    }
    return packages;
  }
}

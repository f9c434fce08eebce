package org.dcgan.eval.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dcgan.testing.ChildJvm;

/** Starts other JVMs, with a library that ends them at a file operation if wanted. */
final class Children {
  /** What a shell and {@link Process} say of a process that SIGKILL ended. */
  static final int KILLED = 128 + 9;

  private static final String SOURCE = "killpoint.c";

  private Children() {}

  /**
   * Compiles the library that ends a process.
   *
   * @return it, or empty where there is no C compiler, or the system has no LD_PRELOAD
   */
  static Optional<Path> killpoint(Path folder) throws IOException, InterruptedException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Path source = folder.resolve(SOURCE);
    try (InputStream in = Objects.requireNonNull(Children.class.getResourceAsStream(SOURCE))) {
      Files.copy(in, source);
    }
    Path library = folder.resolve("killpoint.so");
    try {
      Process cc =
          new ProcessBuilder(
                  "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
              .inheritIO()
              .start();
      return cc.waitFor() == 0 ? Optional.of(library) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Starts a main class of the tests. */
  static Process start(Map<String, String> environment, Class<?> main, Object... arguments)
      throws IOException {
    ChildJvm child = ChildJvm.of(main, arguments);
    environment.forEach(child::environment);
    return child.start();
  }

  /** Waits for a child: its exit code, the last line that it printed after it. */
  static String outcome(Process child) throws IOException, InterruptedException {
    List<String> lines = child.inputReader().lines().toList();
    if (!child.waitFor(120, TimeUnit.SECONDS)) {
      child.destroyForcibly();
      return "hangs";
    }
    return child.exitValue() + (lines.isEmpty() ? "" : " " + lines.get(lines.size() - 1));
  }

  /** What makes a child end at an operation. */
  static Map<String, String> killing(Path library, Path folder, int operation, boolean after) {
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("LD_PRELOAD", library.toString());
    environment.put("KILL_PATH", folder.toString());
    environment.put("KILL_AT", Integer.toString(operation));
    if (after) {
      environment.put("KILL_AFTER", "1");
    }
    return environment;
  }

  /** How many operations a child makes in a folder. */
  static int operations(Path library, Path folder, Path count, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    Map<String, String> environment = killing(library, folder, 0, false);
    environment.put("KILL_COUNT", count.toString());
    String outcome = outcome(start(environment, main, arguments));
    if (!outcome.startsWith("0")) {
      throw new IllegalStateException(main + " ended with " + outcome);
    }
    return Integer.parseInt(Files.readString(count).strip());
  }
}

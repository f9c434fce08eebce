package org.dcgan.testing;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a main class in another JVM: the same Java, the class path of the tests, and options for
 * short processes (C1 compiler, serial collector, no limit by JavaCPP).
 */
public final class ChildJvm {
  /**
   * JavaCPP's limit on resident memory, which it compares with a file of the kernel whenever it
   * allocates. Children have none; an empty value is JavaCPP's default, four times the heap.
   */
  public static final String JAVACPP_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private final Class<?> main;
  private final List<String> arguments;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> prefix = new ArrayList<>();
  private String classPath = classPath();
  private @Nullable Path directory;

  private ChildJvm(Class<?> main, List<String> arguments) {
    this.main = main;
    this.arguments = arguments;
  }

  /**
   * Describes a process with 512 MB of heap.
   *
   * @param main class with a main method
   * @param arguments its arguments; their {@code toString} is passed
   * @return the process, not yet started
   */
  public static ChildJvm of(Class<?> main, Object... arguments) {
    requireNonNull(main, "main");

    ChildJvm child = new ChildJvm(main, Stream.of(arguments).map(Object::toString).toList());
    return child.options(
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Xmx512m",
        "-D" + JAVACPP_LIMIT + "=0");
  }

  /**
   * Returns the class path of the tests with absolute entries, so that it holds in any working
   * directory.
   *
   * @return entries separated by {@link File#pathSeparator}
   */
  public static String classPath() {
    String given =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(given.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Adds options of the JVM. Later options override earlier ones.
   *
   * @param more for example {@code -Xmx1g}
   * @return this
   */
  public ChildJvm options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /**
   * Replaces the class path.
   *
   * @param path entries separated by {@link File#pathSeparator}
   * @return this
   */
  public ChildJvm classPath(String path) {
    classPath = requireNonNull(path, "path");
    return this;
  }

  /**
   * Sets a variable of the environment.
   *
   * @param name its name
   * @param value its value
   * @return this
   */
  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * Sets the working directory.
   *
   * @param folder an existing folder
   * @return this
   */
  public ChildJvm in(Path folder) {
    directory = requireNonNull(folder, "folder");
    return this;
  }

  /**
   * Runs the JVM after commands of a shell, for example limits.
   *
   * @param commands for {@code /bin/sh}, for example {@code ulimit -f 100}
   * @return this
   */
  public ChildJvm after(String commands) {
    prefix.addAll(List.of("/bin/sh", "-c", commands + " && exec \"$@\"", "sh"));
    return this;
  }

  /**
   * Returns the process as a builder, for redirections.
   *
   * @return a new builder
   */
  public ProcessBuilder builder() {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    return builder;
  }

  /**
   * Starts the process; standard error is discarded, standard output can be read.
   *
   * @return the process
   * @throws IOException if the process cannot be started
   */
  public Process start() throws IOException {
    return builder().redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /**
   * Starts the process; both outputs go to one file.
   *
   * @param output the file, replaced if it exists
   * @return the process
   * @throws IOException if the process cannot be started
   */
  public Process start(Path output) throws IOException {
    return builder().redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}

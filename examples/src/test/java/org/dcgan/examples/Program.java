package org.dcgan.examples;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs mains, here or in a process of their own, and keeps what they print. */
final class Program {

  private Program() {}

  /** What a program left. */
  record Outcome(int code, String out, String err) {
    String lastLine() {
      return out.lines().reduce("", (a, b) -> b);
    }
  }

  static Outcome run(Callable<Integer> command, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      String[] texts = new String[arguments.length];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = arguments[i].toString();
      }
      int code = Example.run(command, texts);
      return new Outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  /** Starts a main in a JVM of its own. */
  static Process start(Class<?> main, Path workingDirectory, Object... arguments)
      throws IOException {
    return builder(main, workingDirectory, List.of(), arguments).start();
  }

  /** Starts a main in a JVM with options, and without a charset but ASCII. */
  static Process start(
      Class<?> main, Path workingDirectory, List<String> options, Object... arguments)
      throws IOException {
    ProcessBuilder builder = builder(main, workingDirectory, options, arguments);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static ProcessBuilder builder(
      Class<?> main, Path workingDirectory, List<String> options, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(options);
    command.add("-cp");
    command.add(
        absolute(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command)
        .directory(workingDirectory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(workingDirectory.resolve("output.txt").toFile());
  }

  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}

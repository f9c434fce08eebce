package org.dcgan.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.testing.ChildJvm;

/** Runs programs in this process or in others, and returns their output. */
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

  /** Starts a main in another JVM; its output goes to output.txt in the working directory. */
  static Process start(Class<?> main, Path workingDirectory, Object... arguments)
      throws IOException {
    return child(main, workingDirectory, arguments).start(workingDirectory.resolve("output.txt"));
  }

  /** Starts a main in a JVM with options and with no charset but ASCII. */
  static Process start(
      Class<?> main, Path workingDirectory, List<String> options, Object... arguments)
      throws IOException {
    return child(main, workingDirectory, arguments)
        .options(options.toArray(String[]::new))
        .environment("LC_ALL", "C")
        .start(workingDirectory.resolve("output.txt"));
  }

  private static ChildJvm child(Class<?> main, Path workingDirectory, Object... arguments) {
    return ChildJvm.of(main, arguments).options("-Xmx1g").in(workingDirectory);
  }
}

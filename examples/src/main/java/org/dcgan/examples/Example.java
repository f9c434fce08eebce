package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.lines;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.dcgan.ClusterException;
import picocli.CommandLine;

/**
 * Runs the command of a main and reports its errors. The library's documented exceptions become one
 * message without a stack trace. The exit code is 0 for success, 1 for an error and 2 for invalid
 * arguments.
 */
public final class Example {

  private Example() {}

  /**
   * Runs a command as a program.
   *
   * @param command the command, annotated for picocli; its result is the exit code
   * @param arguments the command line
   */
  public static void main(Callable<Integer> command, String... arguments) {
    // Images and charts need no screen; if DISPLAY names one that does not exist, AWT would hang.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    NativeLog.quiet();
    int code = run(command, arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Runs a command.
   *
   * @param command the command, annotated for picocli; its result is the exit code
   * @param arguments the command line
   * @return the exit code
   */
  static int run(Callable<Integer> command, String... arguments) {
    CommandLine line = commandLine(command);
    line.setExecutionExceptionHandler(
        (exception, failed, result) -> {
          report(exception, failed.getErr());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line.execute(arguments);
  }

  /**
   * Configures the command line of a program.
   *
   * @param command the command, annotated for picocli
   * @return its command line, with the library's version
   */
  static CommandLine commandLine(Object command) {
    CommandLine line = new CommandLine(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    String version = Example.class.getPackage().getImplementationVersion();
    line.getCommandSpec()
        .version(version == null ? "dcgan, built from sources" : "dcgan " + version);
    return line;
  }

  /**
   * Prints the last line of a program's output.
   *
   * @param line the summary, one line
   * @return the exit code of success
   */
  public static int summary(String line) {
    System.out.println(lines(line));
    return CommandLine.ExitCode.OK;
  }

  private static void report(Exception exception, PrintWriter err) {
    if (exception instanceof IllegalArgumentException
        || exception instanceof IllegalStateException
        || exception instanceof IOException
        || exception instanceof UncheckedIOException
        || exception instanceof ClusterException) {
      err.println("error: " + lines(message(exception)));
    } else {
      // An unexpected exception: a bug report needs the stack trace.
      exception.printStackTrace(err);
    }
    err.flush();
  }

  private static String message(Exception exception) {
    String message = String.valueOf(exception.getMessage());
    if (exception instanceof NoSuchFileException) {
      return message + " does not exist; check the path";
    } else if (exception instanceof AccessDeniedException) {
      return message + " may not be read or written; check its permissions";
    } else if (exception instanceof FileAlreadyExistsException) {
      return message
          + " already exists and is not a folder; choose another output folder with --out";
    }
    return message;
  }
}

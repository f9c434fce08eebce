package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.lines;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Runs a main: what the library says is wrong becomes one message without a stack trace. Exit codes
 * are 0, 1 for an error and 2 for arguments that cannot be understood.
 */
public final class Example {

  private Example() {}

  /**
   * Runs a command as a program.
   *
   * @param command annotated for picocli; its result is the exit code
   * @param arguments from the command line
   */
  public static void main(Callable<Integer> command, String... arguments) {
    // Images and charts need no screen, and a display that is named but not there would hang
    // them.
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
   * @param command annotated for picocli; its result is the exit code
   * @param arguments from the command line
   * @return the exit code
   */
  static int run(Callable<Integer> command, String... arguments) {
    CommandLine line = new CommandLine(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (exception, failed, result) -> {
          report(exception, failed.getErr());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line.execute(arguments);
  }

  /**
   * Prints what a program has to say last.
   *
   * @param line one line
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
        || exception instanceof UncheckedIOException) {
      err.println("error: " + lines(message(exception)));
    } else {
      // Not foreseen: whoever mends it needs to know where it happened.
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
      return message + " is there already and is no folder; choose another place";
    }
    return message;
  }
}

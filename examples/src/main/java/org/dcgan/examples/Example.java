package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.lines;
import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcgan.ClusterException;
import org.dcgan.ResourceLimitException;
import org.dcgan.training.ResumeException;
import picocli.CommandLine;

/**
 * Runs the command of a main and reports its errors. The library's documented exceptions become one
 * message without a stack trace. The exit code is 0 for success, 1 for an error, 2 for invalid
 * arguments, and {@value #STOPPED} for a training that another worker's process has stopped.
 */
public final class Example {

  /**
   * The exit code of a training that was stopped before its end although nobody asked this process
   * to end: start all workers again. The number is EX_TEMPFAIL of sysexits.h. (A process that was
   * itself asked to end by a signal has the code of that signal, for example 143 for SIGTERM.)
   */
  public static final int STOPPED = 75;

  private static final String ALLOW_ON_RESUME = "--allow-on-resume";
  private static final String OUT = "--out";
  private static final String FOLDER = "DIR";

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
          boolean allows = failed.getCommandSpec().findOption(ALLOW_ON_RESUME) != null;
          report(exception, allows, failed.getErr());
          return CommandLine.ExitCode.SOFTWARE;
        });
    line.setExecutionStrategy(
        parsed -> {
          requireWritableOut(parsed);
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(arguments);
  }

  /** An output folder that cannot be written to is noticed before the work, not after it. */
  private static void requireWritableOut(CommandLine.ParseResult parsed) {
    CommandLine.Model.OptionSpec out = parsed.commandSpec().findOption(OUT);
    if (out != null
        && out.paramLabel().equals(FOLDER)
        && out.getValue() instanceof Path folder
        && !(parsed.commandSpec().userObject() instanceof OutputFolder.LockedFirst)
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      try {
        OutputFolder.requireWritable(folder);
      } catch (FileSystemException e) {
        throw new CommandLine.ExecutionException(
            parsed.commandSpec().commandLine(), folder + " cannot be written to", e);
      }
    }
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
    System.out.println(oneLine(line));
    return CommandLine.ExitCode.OK;
  }

  private static void report(Exception exception, boolean allows, PrintWriter err) {
    if (exception instanceof IllegalArgumentException
        || exception instanceof IllegalStateException
        || exception instanceof IOException
        || exception instanceof UncheckedIOException
        || exception instanceof ResourceLimitException
        || exception instanceof ClusterException) {
      String message = message(exception);
      boolean names = exception instanceof ResumeException && message.contains("allowOnResume");
      String option = allows && names ? ", which is the option " + ALLOW_ON_RESUME : "";
      err.println("error: " + lines(message + option));
    } else {
      // An unexpected exception: a bug report needs the stack trace.
      exception.printStackTrace(err);
    }
    err.flush();
  }

  private static String message(Exception exception) {
    String message = String.valueOf(exception.getMessage());
    if (exception instanceof FileSystemException) {
      // The JDK's messages begin with the path as it is.
      message = oneLine(message);
    }
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

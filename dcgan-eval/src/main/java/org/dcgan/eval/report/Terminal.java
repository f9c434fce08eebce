package org.dcgan.eval.report;

import java.io.Console;
import java.io.PrintStream;

/** The only place where this library uses the standard streams of the process. */
final class Terminal {

  private Terminal() {}

  /** The stream for progress: standard error, since standard output is for results. */
  static PrintStream stream() {
    return System.err;
  }

  /** Whether there is an interactive terminal that can redraw a line. */
  @SuppressWarnings("SystemConsoleNull") // isTerminal() asks what Java 22 and later return
  static boolean isInteractive() {
    Console console = System.console();
    return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
  }

  // From Java 22 on a console exists without a terminal, too, and isTerminal() tells them apart.
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}

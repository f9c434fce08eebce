package org.dcgan.eval.report;

import java.io.Console;
import java.io.PrintStream;

/** The one place where this library reaches for the process's own streams. */
final class Terminal {

  private Terminal() {}

  /** Where progress goes: standard error, so that standard output is left to results. */
  static PrintStream stream() {
    return System.err;
  }

  /** Whether somebody watches at a terminal that can draw over a line. */
  static boolean isInteractive() {
    Console console = System.console();
    return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
  }

  // From Java 22 on there is a console without a terminal too, and a method to tell.
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

package org.dcgan.examples;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A check for options that would be ignored, which their users would not notice. */
final class IgnoredOptions {

  private IgnoredOptions() {}

  /**
   * Refuses options that were given although they have no effect.
   *
   * @param command the program, or options of it
   * @param why why they have none, and what to do, after "has no effect"
   * @param options the names of the options
   * @throws ParameterException if one was given
   */
  static void refuse(CommandSpec command, String why, String... options) {
    ParseResult parsed = command.commandLine().getParseResult();
    for (String option : options) {
      if (parsed != null && parsed.hasMatchedOption(option)) {
        throw new ParameterException(command.commandLine(), option + " has no effect " + why);
      }
    }
  }
}

package org.dcgan.examples;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.dcgan.training.TrainingBudget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options for the length of a training, of which at most one may be given. */
final class LengthOptions {
  @Option(names = "--epochs", description = "length of the training: epochs over the images")
  private @Nullable Integer epochs;

  @Option(names = "--steps", description = "length of the training: steps, one batch each")
  private @Nullable Long steps;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "length of the training: a time such as 90m or 1h30m, over all parts of a run that is"
              + " interrupted and resumed")
  private @Nullable Duration time;

  /**
   * Returns the length.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  TrainingBudget budget() {
    if (epochs != null) {
      return new TrainingBudget.Epochs(epochs);
    } else if (steps != null) {
      return new TrainingBudget.Steps(steps);
    }
    return new TrainingBudget.Time(requireNonNull(time, "--time"));
  }
}

package org.dcgan.benchmarks;

import java.io.IOException;
import java.util.List;
import org.dcgan.Precision;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.training.UpdateSchedule;

/**
 * The main of a forked JVM: one side, alone with its native libraries and their threads. Takes a
 * command a line from its connection, {@code steps SCHEDULE COUNT}, {@code ceilings PRECISION} or
 * {@code describe}, and answers each with a line of JSON; ends with the connection.
 */
final class StepWorker {

  /** Which side a worker is. */
  enum Side {
    LIBRARY,
    LIBTORCH_CONTIGUOUS,
    LIBTORCH_CHANNELS_LAST
  }

  /**
   * What a worker says of some steps.
   *
   * @param seconds of each step
   * @param processSeconds that all its threads computed, over all of the steps
   */
  record Answer(List<Double> seconds, double processSeconds) {}

  private StepWorker() {}

  /**
   * Works.
   *
   * @param arguments those of a {@link WorkerConnection}, then the side, the row, and the threads
   *     (0 for all processors)
   */
  public static void main(String[] arguments) throws Exception {
    String[] own = WorkerConnection.others(arguments);
    int threads = Integer.parseInt(own[2]);
    // Connects when its natives are loaded: the next worker starts then, and does not unpack the
    // same
    // libraries into the same folder at the same time.
    try (Contestant contestant = contestant(Side.valueOf(own[0]), Contest.named(own[1]), threads)) {
      contestant.describe();
      try (WorkerConnection connection = WorkerConnection.open(arguments)) {
        serve(contestant, connection, threads);
      }
    }
    System.exit(0);
  }

  private static Contestant contestant(Side side, Contest contest, int threads) {
    return switch (side) {
      case LIBRARY -> new LibraryContestant(contest, threads);
      case LIBTORCH_CONTIGUOUS -> new LibTorchContestant(contest, Layout.CONTIGUOUS, threads);
      case LIBTORCH_CHANNELS_LAST -> new LibTorchContestant(contest, Layout.CHANNELS_LAST, threads);
    };
  }

  private static void serve(Contestant contestant, WorkerConnection connection, int threads)
      throws Exception {
    for (String line = connection.command(); line != null; line = connection.command()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "describe" -> connection.answer(contestant.describe());
        case "ceilings" ->
            connection.answer(Ceilings.measure(Precision.valueOf(words[1]), threads));
        case "steps" -> {
          double before = Machine.processSeconds();
          List<Double> seconds =
              contestant.steps(UpdateSchedule.valueOf(words[1]), Integer.parseInt(words[2]));
          connection.answer(new Answer(seconds, Machine.processSeconds() - before));
        }
        default -> throw new IOException("a worker does not know the command " + line);
      }
    }
  }
}

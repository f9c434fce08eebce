package org.dcgan.benchmarks;

import java.io.IOException;
import java.util.List;
import org.dcgan.ConvolutionChoice;
import org.dcgan.Precision;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.training.UpdateSchedule;

/**
 * The main of a forked JVM, which runs one side alone with its native libraries and their threads.
 * Reads commands from its connection, one per line: {@code steps SCHEDULE COUNT}, {@code ceilings
 * PRECISION} or {@code describe}. Answers each with a line of JSON, and exits when the connection
 * is closed.
 */
final class StepWorker {

  /** The side that a worker runs. */
  enum Side {
    /** As by default, with measured convolutions in float32. */
    LIBRARY,
    /** With {@link ConvolutionChoice#FIXED} convolutions. */
    LIBRARY_FIXED,
    LIBTORCH_CONTIGUOUS,
    LIBTORCH_CHANNELS_LAST
  }

  /**
   * The durations of some steps.
   *
   * @param seconds the duration of each step
   * @param processSeconds the CPU time of all threads over all of the steps
   */
  record Answer(List<Double> seconds, double processSeconds) {}

  private StepWorker() {}

  /**
   * Serves commands.
   *
   * @param arguments those of a {@link WorkerConnection}, then the side, the row, and the threads
   *     (0 for all processors)
   */
  public static void main(String[] arguments) throws Exception {
    String[] own = WorkerConnection.others(arguments);
    int threads = Integer.parseInt(own[2]);
    // Connects after its native libraries are loaded. Only then the next worker starts, so that two
    // workers never unpack the same libraries into the same folder at the same time.
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
      case LIBRARY -> new LibraryContestant(contest, threads, ConvolutionChoice.MEASURED);
      case LIBRARY_FIXED -> new LibraryContestant(contest, threads, ConvolutionChoice.FIXED);
      case LIBTORCH_CONTIGUOUS -> new LibTorchContestant(contest, Layout.CONTIGUOUS, threads);
      case LIBTORCH_CHANNELS_LAST -> new LibTorchContestant(contest, Layout.CHANNELS_LAST, threads);
    };
  }

  private static void serve(Contestant contestant, WorkerConnection connection, int threads)
      throws Exception {
    for (String line = connection.command(); line != null; line = connection.command()) {
      String[] words = line.split(" ", -1);
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

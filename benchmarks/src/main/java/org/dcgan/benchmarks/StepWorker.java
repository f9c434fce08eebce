package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dcgan.Precision;
import org.dcgan.benchmarks.LibTorchNetworks.Layout;
import org.dcgan.training.UpdateSchedule;

/**
 * The main of a forked JVM: one side, alone with its native libraries and their threads. Takes a
 * command a line, {@code steps SCHEDULE COUNT}, {@code ceilings PRECISION} or {@code describe}, and
 * answers each with a line of JSON; ends with its input.
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
   * @param arguments the side, the row, threads (0 for all processors)
   */
  public static void main(String[] arguments) throws Exception {
    // Answers have the output to themselves, whatever libraries print.
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    int threads = Integer.parseInt(arguments[2]);
    try (Contestant contestant =
            contestant(Side.valueOf(arguments[0]), Contest.named(arguments[1]), threads);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      serve(contestant, commands, answers, threads);
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

  private static void serve(
      Contestant contestant, BufferedReader commands, PrintStream answers, int threads)
      throws Exception {
    Gson json = new Gson();
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "describe" -> answers.println(json.toJson(contestant.describe()));
        case "ceilings" ->
            answers.println(json.toJson(Ceilings.measure(Precision.valueOf(words[1]), threads)));
        case "steps" -> {
          double before = Machine.processSeconds();
          List<Double> seconds =
              contestant.steps(UpdateSchedule.valueOf(words[1]), Integer.parseInt(words[2]));
          answers.println(json.toJson(new Answer(seconds, Machine.processSeconds() - before)));
        }
        default -> throw new IOException("a worker does not know the command " + line);
      }
    }
  }
}

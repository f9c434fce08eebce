package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.dcgan.Precision;
import org.dcgan.training.UpdateSchedule;

/** A forked JVM with one side in it, waiting for commands. */
final class WorkerProcess implements AutoCloseable {
  private static final String HEAP = "-Xmx2g";
  private static final long PATIENCE_SECONDS = 20;

  private final StepWorker.Side side;
  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;
  private final Gson json = new Gson();

  WorkerProcess(StepWorker.Side side, Contest contest, int threads) throws IOException {
    this.side = side;
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                ClassPath.current(),
                StepWorker.class.getName(),
                side.name(),
                contest.name(),
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  StepWorker.Side side() {
    return side;
  }

  StepWorker.Answer steps(UpdateSchedule schedule, int count) throws IOException {
    return ask("steps " + schedule + " " + count, StepWorker.Answer.class);
  }

  Ceilings ceilings(Precision precision) throws IOException {
    return ask("ceilings " + precision, Ceilings.class);
  }

  String describe() throws IOException {
    return ask("describe", String.class);
  }

  private <A> A ask(String command, Class<A> type) throws IOException {
    commands.println(command);
    String answer;
    do {
      // Native libraries print past System.setOut; an empty line is theirs.
      answer = answers.readLine();
    } while (answer != null && answer.isBlank());
    if (answer == null) {
      throw new IOException(
          "the forked JVM of " + side + " ended while asked to \"" + command + "\"; see above why");
    }
    return json.fromJson(answer, type);
  }

  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

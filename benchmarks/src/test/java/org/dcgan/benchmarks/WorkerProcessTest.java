package org.dcgan.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.dcgan.benchmarks.StepWorker.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkerProcessTest {

  /** A worker that prints text that looks like answers, and exits on the command die. */
  static final class Noisy {
    private Noisy() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("null");
      if (WorkerConnection.others(arguments)[0].equals("dies at once")) {
        System.err.println("no native library");
        System.exit(3);
      }
      try (WorkerConnection connection = WorkerConnection.open(arguments)) {
        for (String line = connection.command(); line != null; line = connection.command()) {
          System.out.print("\"printed without an end of line\"");
          System.out.println("\n\nnull\n{}");
          for (int i = 0; i < 20_000; i++) {
            System.err.println("a line that fills the pipe " + i);
          }
          if (line.equals("die")) {
            System.err.println("the last words");
            System.exit(7);
          }
          connection.answer("answer to " + line);
        }
      }
    }
  }

  private static WorkerProcess worker(String argument) throws IOException {
    return new WorkerProcess(Side.LIBRARY, Noisy.class.getName(), List.of(argument));
  }

  @Test
  void givenAWorkerThatPrints_whenAsked_thenOnlyItsAnswersAreReturned() throws IOException {
    try (WorkerProcess worker = worker("works")) {
      assertThat(worker.ask("one", String.class)).isEqualTo("answer to one");
      assertThat(worker.ask("two", String.class)).isEqualTo("answer to two");
    }
  }

  @Test
  void givenAWorkerThatExits_whenAsked_thenTheErrorHasItsExitCodeAndLastOutput()
      throws IOException {
    try (WorkerProcess worker = worker("works")) {
      assertThatThrownBy(() -> worker.ask("die", String.class))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("LIBRARY")
          .hasMessageContaining("exit code 7")
          .hasMessageContaining("while asked to \"die\"")
          .hasMessageContaining("the last words");
    }
  }

  @Test
  void givenAWorkerThatExitsBeforeItConnects_whenStarted_thenTheErrorHasItsLastOutput() {
    assertThatThrownBy(() -> worker("dies at once").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("before it was ready")
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("no native library");
  }
}

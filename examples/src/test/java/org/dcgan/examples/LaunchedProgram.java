package org.dcgan.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.dcgan.Cluster;

/** A program that {@link LaunchWorkers} starts, with one instruction for each worker. */
public final class LaunchedProgram {
  /** Writes a file at SIGTERM, and ends by nothing else. */
  static final String WAIT = "wait";

  /** Ends in success after the other workers have ended. */
  static final String SAVE = "save";

  private LaunchedProgram() {}

  public static void main(String... arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int index = Cluster.fromEnvironment().orElseThrow().index();
    String instruction = arguments[1 + index];
    switch (instruction) {
      case WAIT -> {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> touch(folder.resolve("asked-" + index))));
        touch(folder.resolve("ready-" + index));
        Thread.sleep(Duration.ofMinutes(2).toMillis());
      }
      case SAVE -> {
        while (!Files.exists(folder.resolve("ended"))) {
          Thread.sleep(20);
        }
        Thread.sleep(600);
        System.out.println("saved");
      }
      default -> {
        touch(folder.resolve("ended"));
        System.exit(Integer.parseInt(instruction));
      }
    }
  }

  private static void touch(Path file) {
    try {
      Files.writeString(file, "");
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

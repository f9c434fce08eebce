package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.Cluster;

/** The processes of a training that a launcher has started, on Linux. */
final class Workers {
  private static final Pattern STEP = Pattern.compile("\"step\":(\\d+)");

  private Workers() {}

  private record Worker(int index, ProcessHandle process) {}

  /** The workers among the descendants of a process that have not ended, by index. */
  static List<ProcessHandle> of(Process launcher) {
    List<Worker> workers = new ArrayList<>();
    for (ProcessHandle process : launcher.descendants().toList()) {
      index(process).ifPresent(index -> workers.add(new Worker(index, process)));
    }
    return workers.stream()
        .sorted(Comparator.comparingInt(Worker::index))
        .map(Worker::process)
        .toList();
  }

  private static Optional<Integer> index(ProcessHandle process) {
    try {
      String environment =
          Files.readString(
              Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
      for (String variable : environment.split("\0", -1)) {
        if (variable.startsWith(Cluster.VARIABLE + "=")) {
          return Cluster.parse(variable.substring(Cluster.VARIABLE.length() + 1))
              .map(Cluster::index);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it has ended
    }
  }

  /** The last step in the event log of a run, or 0. */
  static long step(Path out) throws IOException {
    Path log = out.resolve("events.ndjson");
    long step = 0;
    if (Files.exists(log)) {
      Matcher matcher = STEP.matcher(Files.readString(log));
      while (matcher.find()) {
        step = Long.parseLong(matcher.group(1));
      }
    }
    return step;
  }

  /** Waits until a run has made a step. */
  static void awaitStep(Process launcher, Path out, long step) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (step(out) < step) {
      assertThat(launcher.isAlive() && System.nanoTime() < deadline)
          .as("step %s of %s", step(out), step)
          .isTrue();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}

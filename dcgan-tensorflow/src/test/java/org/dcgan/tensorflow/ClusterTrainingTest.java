package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dcgan.ClusterException;
import org.dcgan.Dcgan;
import org.dcgan.tensorflow.ClusterWorker.Task;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestTags;
import org.dcgan.training.ResumeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings by several processes on the loopback interface. */
class ClusterTrainingTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long LIMIT_SECONDS = 240;

  private final List<Process> all = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    all.forEach(Process::destroyForcibly);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
      ports.add(sockets.get(i).getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private Process start(Task task, String... more) throws IOException {
    Process process =
        ChildJvm.of(ClusterWorker.class, task.arguments(more).toArray())
            .environment("TF_CPP_MIN_LOG_LEVEL", "2")
            .start(log(task));
    processes.add(process);
    all.add(process);
    return process;
  }

  private static Path log(Task task) {
    return task.folder().resolve("log-" + task.index());
  }

  private List<Task> startAll(int workers, Path folder, String... more) throws IOException {
    List<Integer> ports = freePorts(workers);
    processes.clear();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Task task = new Task(ports, i, TIMEOUT, folder);
      tasks.add(task);
      Process unused = start(task, more);
    }
    return tasks;
  }

  private int await(int index) throws InterruptedException {
    Process process = processes.get(index);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("worker %s", index).isTrue();
    return process.exitValue();
  }

  private void assertSuccess(List<Task> tasks) throws Exception {
    for (Task task : tasks) {
      assertThat(await(task.index())).as(Files.readString(log(task))).isZero();
    }
  }

  private static double difference(Map<String, float[]> a, Map<String, float[]> b) {
    assertThat(a.keySet()).isEqualTo(b.keySet());
    double largest = 0;
    for (String name : a.keySet()) {
      for (int i = 0; i < a.get(name).length; i++) {
        largest = Math.max(largest, Math.abs(a.get(name)[i] - b.get(name)[i]));
      }
    }
    return largest;
  }

  @Test
  void givenTwoAndThreeProcesses_whenTheyTrain_thenWeightsAndLossesAreThoseOfOneMachine(
      @TempDir Path folder) throws Exception {
    List<Task> two = startAll(2, Files.createDirectory(folder.resolve("two")), "exact");
    List<Process> ofTwo = List.copyOf(processes);
    List<Task> three = startAll(3, Files.createDirectory(folder.resolve("three")), "exact");
    Task alone = new Task(List.of(), 9, TIMEOUT, folder);
    ClusterWorker.exact(alone);

    assertSuccess(three);
    processes.clear();
    processes.addAll(ofTwo);
    assertSuccess(two);
    assertSameAsAlone(two, alone);
    assertSameAsAlone(three, alone);
  }

  private static void assertSameAsAlone(List<Task> tasks, Task alone) throws IOException {
    for (String name : ClusterWorker.cases().keySet()) {
      String first = name + "-1";
      String last = name + "-" + ClusterWorker.STEPS;
      String losses = name + "-losses";
      Map<String, float[]> chief = ClusterWorker.read(tasks.get(0), last);
      assertThat(
              difference(ClusterWorker.read(tasks.get(0), first), ClusterWorker.read(alone, first)))
          .as(first)
          .isLessThan(1e-5);
      assertThat(difference(weights(chief), weights(ClusterWorker.read(alone, last))))
          .as(last)
          .isLessThan(1e-3);
      assertThat(
              difference(
                  ClusterWorker.read(tasks.get(0), losses), ClusterWorker.read(alone, losses)))
          .as(losses)
          .isLessThan(1e-3);
      for (Task task : tasks.subList(1, tasks.size())) {
        Models.assertSameBits(ClusterWorker.read(task, last), chief);
      }
    }
  }

  /**
   * Without Adam's moments: a unit whose input is 0 up to rounding has one slope or the other,
   * which changes single gradients by more than rounding.
   */
  private static Map<String, float[]> weights(Map<String, float[]> state) {
    Map<String, float[]> weights = new LinkedHashMap<>(state);
    weights.keySet().removeIf(name -> name.contains("/adam-"));
    return weights;
  }

  @Test
  @Tag(TestTags.KILL)
  void givenTwoWorkers_whenOneIsKilled_thenTheOtherNamesItAndBothResumeToTheSameBits(
      @TempDir Path folder) throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    assertSuccess(startAll(2, whole, "run", "18", "plain"));

    Path broken = Files.createDirectory(folder.resolve("broken"));
    killOne(broken, 1, 7, 18);
    List<Task> resumed = startAll(2, broken, "run", "18", "plain");
    assertSuccess(resumed);

    assertThat(Files.readString(log(resumed.get(0)))).contains("COMPLETED at step 18");
    Models.assertSameBits(
        ClusterWorker.read(resumed.get(0), "final"),
        ClusterWorker.read(new Task(List.of(), 0, TIMEOUT, whole), "final"));
    Models.assertSameBits(
        ClusterWorker.read(resumed.get(1), "final"), ClusterWorker.read(resumed.get(0), "final"));
  }

  @Test
  void givenRollBack_whenTheDiscriminatorWins_thenAllWorkersGoBackToTheSameStepsAndKeepTheSameBits(
      @TempDir Path folder) throws Exception {
    List<Task> tasks = startAll(2, folder, "roll-back");

    assertSuccess(tasks);
    String chief = lastLine(tasks.get(0));
    assertThat(chief)
        .matches(
            "ALARMED at step \\d+, went back from"
                + " \\[\\d+ to \\d+ in stream 1, \\d+ to \\d+ in stream 2]");
    // Listeners are called in worker 0 only.
    assertThat(lastLine(tasks.get(1))).isEqualTo(chief.replaceFirst("\\[.*]", "[]"));
    Models.assertSameBits(
        ClusterWorker.read(tasks.get(1), "final"), ClusterWorker.read(tasks.get(0), "final"));
  }

  private static String lastLine(Task task) throws IOException {
    List<String> lines = Files.readAllLines(log(task));
    return lines.get(lines.size() - 1);
  }

  /** Kills a worker after a step; the other one must name it and end soon. */
  private void killOne(Path folder, int index, long step, int steps) throws Exception {
    Files.deleteIfExists(folder.resolve("progress"));
    List<Task> killed = startAll(2, folder, "run", Integer.toString(steps), "plain");
    awaitStep(folder, step);
    long began = System.nanoTime();
    processes.get(index).destroyForcibly();
    int survivor = 1 - index;
    assertThat(await(survivor)).isNotZero();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.plusSeconds(30));
    assertThat(Files.readString(log(killed.get(survivor))))
        .contains("ClusterException")
        .contains("lost worker " + index + " (localhost:" + killed.get(0).ports().get(index));
  }

  private void awaitStep(Path folder, long step) throws Exception {
    Path progress = folder.resolve("progress");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (System.nanoTime() < deadline) {
      String text = Files.exists(progress) ? Files.readString(progress) : "";
      if (!text.isEmpty() && Long.parseLong(text) >= step) {
        return;
      }
      for (Process process : processes) {
        assertThat(process.isAlive()).as(progress + " is at " + text).isTrue();
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new AssertionError("step " + step + " was not reached");
  }

  @Test
  @Tag(TestTags.LONG)
  void givenTwoWorkers_whenOneIsAskedToEnd_thenBothEndAfterTheSameStepAndResumeToTheSameBits(
      @TempDir Path folder) throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    assertSuccess(startAll(2, whole, "run", "60", "plain"));
    Path broken = Files.createDirectory(folder.resolve("broken"));
    List<Task> stopped = startAll(2, broken, "run", "60", "plain");
    awaitStep(broken, 7);
    processes.get(1).destroy();
    assertThat(await(1)).isNotZero(); // the signal's own code
    assertThat(await(0)).isZero();
    String outcome = Files.readString(log(stopped.get(0)));
    assertThat(outcome).contains("STOPPED at step");
    List<Task> resumed = startAll(2, broken, "run", "60", "plain");
    assertSuccess(resumed);

    Models.assertSameBits(
        ClusterWorker.read(resumed.get(0), "final"),
        ClusterWorker.read(new Task(List.of(), 0, TIMEOUT, whole), "final"));
  }

  @Test
  @Tag(TestTags.LONG)
  void givenTenKillsOfRandomWorkers_whenResumedEachTime_thenTheBitsAreThoseOfAnUnbrokenRun(
      @TempDir Path folder) throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    assertSuccess(startAll(2, whole, "run", "60", "plain"));
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Random random = new Random(1);
    for (int kill = 0; kill < 10; kill++) {
      killOne(broken, random.nextInt(2), 5 * kill + 1L + random.nextInt(5), 60);
    }
    List<Task> resumed = startAll(2, broken, "run", "60", "plain");
    assertSuccess(resumed);

    Models.assertSameBits(
        ClusterWorker.read(resumed.get(0), "final"),
        ClusterWorker.read(new Task(List.of(), 0, TIMEOUT, whole), "final"));
  }

  @Test
  @Tag(TestTags.LONG)
  void givenAHungWorker_whenTheOtherWaits_thenItEndsAfterTheTimeoutAndNamesIt(@TempDir Path folder)
      throws Exception {
    List<Task> tasks = startAll(2, folder, "run", "100000", "plain");
    awaitStep(folder, 3);
    long pid = processes.get(1).pid();
    assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(pid)).start().waitFor()).isZero();
    long began = System.nanoTime();

    assertThat(await(0)).isNotZero();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.plusSeconds(30));
    assertThat(Files.readString(log(tasks.get(0)))).contains("lost worker 1 (localhost:");
  }

  @Test
  void givenWorkersWithDifferentSettingsAndImages_whenTheyStart_thenAllListTheDifferences(
      @TempDir Path folder) throws Exception {
    List<Task> tasks = startAll(2, folder, "run", "10", "different");

    for (Task task : tasks) {
      assertThat(await(task.index())).isNotZero();
      assertThat(Files.readString(log(task)))
          .contains("the workers are not configured for the same training")
          .contains("plan.seed is 1 on worker 0, 2 on worker 1 (localhost:")
          .contains("images.hash is ");
    }
  }

  private static void assertRefusedByOneMachine(Path folder) {
    try (Dcgan dcgan = Models.builder().build()) {
      assertThatThrownBy(
              () ->
                  dcgan.train(
                      ClusterWorker.IMAGES,
                      Models.plan().checkpoints(folder.resolve("run")).build()))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("cluster.workers was 2, is not set")
          .hasMessageContaining("WORKERS");
    }
  }

  @Test
  void givenAMissingWorker_whenAnotherWaitsForIt_thenItEndsAfterTheTimeoutAndNamesIt(
      @TempDir Path folder) throws Exception {
    Task task = new Task(freePorts(2), 0, Duration.ofSeconds(2), folder);
    Process unused = start(task, "run", "10", "plain");

    assertThat(await(0)).isNotZero();
    assertThat(Files.readString(log(task)))
        .contains("ClusterException")
        .contains("waited 2 s for worker 1 (localhost:" + task.ports().get(1) + ", no answer)");
  }

  @Test
  void givenAPortInUse_whenAWorkerStarts_thenTheErrorNamesIt(@TempDir Path folder)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      List<Integer> ports = List.of(taken.getLocalPort(), freePorts(1).get(0));
      Task task = new Task(ports, 0, Duration.ofSeconds(2), folder);
      Process unused = start(task, "run", "10", "plain");

      assertThat(await(0)).isNotZero();
      assertThat(Files.readString(log(task)))
          .contains(ClusterException.class.getName())
          .contains("cannot listen on port " + taken.getLocalPort());
    }
  }
}

package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dcgan.ClusterException;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.tensorflow.ClusterWorker.Task;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestTags;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings by several processes on the loopback interface. */
class ClusterTrainingTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long LIMIT_SECONDS = 240;

  /**
   * The end of a process is noticed within about 10 s, as documented; the rest is for machines that
   * are busy. It is far below {@link #TIMEOUT}, after which the others would end in any case.
   */
  private static final Duration NOTICED = Duration.ofSeconds(30);

  /** Starting a process takes longer than a training, so two of them train for several tests. */
  private static final List<Process> SERIES = new ArrayList<>();

  private static final List<Task> TASKS_OF_SERIES = new ArrayList<>();

  @TempDir private static Path seriesFolder;

  private final List<Process> all = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @AfterAll
  static void endSeries() {
    SERIES.forEach(Process::destroyForcibly);
    SERIES.clear();
    TASKS_OF_SERIES.clear();
  }

  private static void startSeries() throws IOException {
    if (SERIES.isEmpty()) {
      List<Integer> ports = freePorts(2);
      for (int i = 0; i < 2; i++) {
        Task task = new Task(ports, i, TIMEOUT, Files.createDirectories(host(seriesFolder, i)));
        TASKS_OF_SERIES.add(task);
        SERIES.add(child(task, "series").start(log(task)));
      }
    }
  }

  /** Waits for a series of trainings by two workers. Returns a part of each worker. */
  private static List<Task> series(String part) throws Exception {
    startSeries();
    for (int i = 0; i < 2; i++) {
      assertThat(SERIES.get(i).waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("worker %s", i)
          .isTrue();
      assertThat(SERIES.get(i).exitValue())
          .as(Files.readString(log(TASKS_OF_SERIES.get(i))))
          .isZero();
    }
    return TASKS_OF_SERIES.stream().map(task -> ClusterWorker.part(task, part)).toList();
  }

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

  private static ChildJvm child(Task task, String... more) {
    return ChildJvm.of(ClusterWorker.class, task.arguments(more).toArray())
        .environment("TF_CPP_MIN_LOG_LEVEL", "2");
  }

  private Process start(Task task, String... more) throws IOException {
    return start(task, child(task, more));
  }

  private Process start(Task task, ChildJvm child) throws IOException {
    Process process = child.start(log(task));
    processes.add(process);
    all.add(process);
    return process;
  }

  private static Path log(Task task) {
    return task.folder().resolve("log-" + task.index());
  }

  /** The files of a worker, which the others do not see. */
  private static Path host(Path folder, int index) {
    return folder.resolve("host-" + index);
  }

  /** Starts workers, each with a folder of its own, as on machines without a common disk. */
  private List<Task> startAll(int workers, Path folder, String... more) throws IOException {
    List<Integer> ports = freePorts(workers);
    processes.clear();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Task task = new Task(ports, i, TIMEOUT, Files.createDirectories(host(folder, i)));
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
    assertTwoAndThreeAsAlone(folder, "exact-conditional", ClusterWorker.CONDITIONAL_CASE.keySet());
  }

  @Test
  @Tag(TestTags.LONG)
  void givenThreeProcesses_whenTheyTrainInEverySchedule_thenWeightsAndLossesAreThoseOfOneMachine(
      @TempDir Path folder) throws Exception {
    assertTwoAndThreeAsAlone(folder, "exact", ClusterWorker.cases().keySet());
  }

  private void assertTwoAndThreeAsAlone(Path folder, String casesOfThree, Set<String> names)
      throws Exception {
    startSeries();
    List<Task> three = startAll(3, folder, casesOfThree);
    Task alone = new Task(List.of(), 9, TIMEOUT, folder);
    ClusterWorker.exact(alone);

    assertSuccess(three);
    List<Task> two = series(ClusterWorker.EXACT);
    assertSameAsAlone(two, alone, ClusterWorker.cases().keySet());
    assertSameAsAlone(three, alone, names);
  }

  private static void assertSameAsAlone(List<Task> tasks, Task alone, Set<String> names)
      throws IOException {
    for (String name : names) {
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
      float[] actual = ClusterWorker.read(tasks.get(0), losses).get("losses");
      float[] expected = ClusterWorker.read(alone, losses).get("losses");
      assertThat(actual).as(losses).hasSameSizeAs(expected);
      assertThat(Arrays.copyOf(actual, 2)) // those of D and G after the first step
          .as(losses)
          .containsExactly(Arrays.copyOf(expected, 2), within(1e-5f));
      assertThat(actual).as(losses).containsExactly(expected, within(1e-3f));
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
    Path broken = Files.createDirectory(folder.resolve("broken"));
    int steps = ClusterWorker.WHOLE_STEPS;
    killOne(broken, 2, 1, 7, steps);
    List<Task> resumed = startAll(2, broken, "run", Integer.toString(steps), "plain");
    assertSuccess(resumed);

    assertThat(Files.readString(log(resumed.get(0)))).contains("COMPLETED at step " + steps);
    assertSameAsUnbroken(resumed, series(ClusterWorker.WHOLE).get(0));
    Models.assertSameBits(
        ClusterWorker.read(resumed.get(1), "final"), ClusterWorker.read(resumed.get(0), "final"));
    assertContinuesAloneOnlyIfAllowed(host(broken, 0), steps);
  }

  private static void assertSameAsUnbroken(List<Task> resumed, Path whole) throws IOException {
    assertSameAsUnbroken(resumed, new Task(List.of(), 0, TIMEOUT, host(whole, 0)));
  }

  private static void assertSameAsUnbroken(List<Task> resumed, Task chief) throws IOException {
    Models.assertSameBits(
        ClusterWorker.read(resumed.get(0), "final"), ClusterWorker.read(chief, "final"));
  }

  /** One machine does not continue a run of two workers, unless the plan allows it. */
  private static void assertContinuesAloneOnlyIfAllowed(Path folder, int steps) throws IOException {
    TrainingPlan plan =
        ClusterWorker.plan(folder, steps + 2).allowOnResume(ResumableChange.EPOCHS).build();
    try (Dcgan dcgan = ClusterWorker.alone().build()) {
      assertThatThrownBy(() -> dcgan.train(ClusterWorker.IMAGES, plan))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("cluster.workers was 2, is not set")
          .hasMessageContaining("WORKERS");
    }
    TrainingPlan allowed =
        plan.toBuilder().allowOnResume(ResumableChange.EPOCHS, ResumableChange.WORKERS).build();
    try (Dcgan dcgan = ClusterWorker.alone().build()) {
      TrainingSummary summary = dcgan.train(ClusterWorker.IMAGES, allowed);

      assertThat(summary.outcome()).isEqualTo(TrainingSummary.Outcome.COMPLETED);
      assertThat(summary.steps()).isEqualTo(2);
      assertThat(summary.step()).isEqualTo(steps + 2L);
    }
  }

  @Test
  @Tag(TestTags.LONG)
  void givenThreeWorkers_whenOneIsKilled_thenBothOthersNameItAndAllResumeToTheSameBits(
      @TempDir Path folder) throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    assertSuccess(startAll(3, whole, "run", "12", "plain"));

    Path broken = Files.createDirectory(folder.resolve("broken"));
    killOne(broken, 3, 2, 3, 12);
    killOne(broken, 3, 0, 8, 12);
    List<Task> resumed = startAll(3, broken, "run", "12", "plain");
    assertSuccess(resumed);

    assertSameAsUnbroken(resumed, whole);
  }

  @Test
  void givenRollBack_whenTheDiscriminatorWins_thenAllWorkersGoBackToTheSameStepsAndKeepTheSameBits()
      throws Exception {
    List<Task> tasks = series(ClusterWorker.ROLL_BACK);

    String chief = outcome(tasks.get(0));
    assertThat(chief)
        .matches(
            "ALARMED at step \\d+, went back from"
                + " \\[\\d+ to \\d+ in stream 1, \\d+ to \\d+ in stream 2]");
    // Listeners are called in worker 0 only.
    assertThat(outcome(tasks.get(1))).isEqualTo(chief.replaceFirst("\\[.*]", "[]"));
    Models.assertSameBits(
        ClusterWorker.read(tasks.get(1), "final"), ClusterWorker.read(tasks.get(0), "final"));
  }

  @Test
  void givenADurationWithDecay_whenTheClockOfOneWorkerFixesTheLength_thenAllEndThereAlsoIfResumed()
      throws Exception {
    List<Task> tasks = series(ClusterWorker.DECAY);

    // Worker 0 tells with step 11 that half of the time is used, of which 11 s are then.
    for (Task task : tasks) {
      assertThat(outcome(task))
          .isEqualTo("COMPLETED at step 20, STOPPED at step 14, COMPLETED at step 20");
      for (String name : List.of("whole", "resumed")) {
        Models.assertSameBits(
            ClusterWorker.read(task, name), ClusterWorker.read(tasks.get(0), "whole"));
      }
    }
  }

  private static String outcome(Task task) throws IOException {
    return Files.readString(task.folder().resolve(ClusterWorker.OUTCOME));
  }

  /** Kills a worker after a step; the others must name it, and no other, and end soon. */
  private void killOne(Path folder, int workers, int index, long step, int steps) throws Exception {
    Files.deleteIfExists(host(folder, 0).resolve("progress"));
    List<Task> killed = startAll(workers, folder, "run", Integer.toString(steps), "plain");
    awaitStep(folder, step);
    long began = System.nanoTime();
    processes.get(index).destroyForcibly();
    for (int survivor = 0; survivor < workers; survivor++) {
      if (survivor != index) {
        assertThat(await(survivor)).isNotZero();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(NOTICED);
        assertThat(Files.readString(log(killed.get(survivor))))
            .contains("ClusterException")
            .contains("lost worker " + index + " (localhost:" + killed.get(0).ports().get(index))
            .doesNotContain("), worker ");
      }
    }
  }

  private void awaitStep(Path folder, long step) throws Exception {
    Path progress = host(folder, 0).resolve("progress");
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
    assertThat(await(0)).isEqualTo(ClusterWorker.STOPPED);
    String outcome = Files.readString(log(stopped.get(0)));
    assertThat(outcome).contains("STOPPED at step");
    List<Task> resumed = startAll(2, broken, "run", "60", "plain");
    assertSuccess(resumed);

    assertSameAsUnbroken(resumed, whole);
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
      killOne(broken, 2, random.nextInt(2), 5 * kill + 1L + random.nextInt(5), 60);
    }
    List<Task> resumed = startAll(2, broken, "run", "60", "plain");
    assertSuccess(resumed);

    assertSameAsUnbroken(resumed, whole);
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
  @Tag(TestTags.LONG)
  void givenAWorkerWithAStuckSource_whenTheOtherWaits_thenItNamesItAndARestartRecognizesItsProcess(
      @TempDir Path folder) throws Exception {
    Duration timeout = Duration.ofSeconds(5);
    List<Integer> ports = freePorts(2);
    Task chief = new Task(ports, 0, timeout, folder);
    Process unused = start(chief, "run", "100000", "stuck-source");
    Process stuck = start(new Task(ports, 1, timeout, folder), "run", "100000", "stuck-source");

    assertThat(await(0)).isNotZero();
    assertThat(Files.readString(log(chief)))
        .contains("ClusterException")
        .contains("waited up to 5 s for worker 1 (localhost:" + ports.get(1))
        .contains("has not reached this point");
    assertThat(stuck.isAlive()).isTrue();

    Process restarted = start(chief, "run", "100000", "plain");
    assertThat(restarted.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log(chief)))
        .contains("waited 5 s for worker 1 (localhost:" + ports.get(1))
        .contains("earlier attempt");
  }

  @Test
  @Tag(TestTags.LONG)
  void givenAChiefWithAStuckListener_whenTheOtherWaits_thenItEndsAfterThePauseTimeoutAndNamesIt(
      @TempDir Path folder) throws Exception {
    Duration timeout = Duration.ofSeconds(2);
    List<Integer> ports = freePorts(2);
    Process chief = start(new Task(ports, 0, timeout, folder), "run", "1000", "stuck-listener");
    Task other = new Task(ports, 1, timeout, folder);
    Process unused = start(other, "run", "1000", "stuck-listener");

    assertThat(await(1)).isNotZero();
    assertThat(Files.readString(log(other)))
        .contains("ClusterException")
        .contains("waited 60 s for worker 0 (localhost:" + ports.get(0))
        .contains("what worker 0 does between two steps");
    assertThat(chief.isAlive()).isTrue();
  }

  @Test
  void givenWorkersThatDifferInLibrarySettingsAndImages_whenTheyStart_thenAllListTheDifferences(
      @TempDir Path folder) throws Exception {
    Path another = folder.resolve("classes");
    Files.createDirectories(another.resolve("META-INF/org.dcgan"));
    Files.writeString(
        another.resolve("META-INF/org.dcgan/dcgan-tensorflow.properties"), "version=0.0.1");
    List<Integer> ports = freePorts(2);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      tasks.add(new Task(ports, i, TIMEOUT, Files.createDirectories(host(folder, i))));
    }
    String[] run = {"run", "10", "different"};
    Process chief = start(tasks.get(0), run);
    Process other =
        start(
            tasks.get(1),
            child(tasks.get(1), run)
                .classPath(another + File.pathSeparator + ChildJvm.classPath()));
    assertThat(List.of(chief, other)).doesNotHaveDuplicates();

    for (Task task : tasks) {
      assertThat(await(task.index())).isNotZero();
      assertThat(Files.readString(log(task)))
          .contains("the workers are not configured for the same training")
          .contains("library is ")
          .contains(" on worker 0, 0.0.1 on worker 1 (localhost:")
          .contains("plan.seed is 1 on worker 0, 2 on worker 1 (localhost:")
          .contains("images.hash is ");
    }
  }

  @Test
  void givenAMissingWorker_whenAskedToEndAndRepeated_thenItStopsAndThenNamesItAfterTheTimeout(
      @TempDir Path folder) throws Exception {
    Task task = new Task(freePorts(2), 0, Duration.ofSeconds(2), folder);
    Process unused = start(task, "stop-and-repeat");

    assertThat(await(0)).isNotZero();
    assertThat(Files.readString(log(task)))
        .contains("STOPPED at step 0")
        .contains("ClusterException")
        .contains("waited 2 s for worker 1 (localhost:" + task.ports().get(1) + ", no answer)");
  }

  @Test
  @Tag(TestTags.LONG)
  void givenAMissingWorker_whenTenSecondsHavePassed_thenAWarningNamesItBeforeTheError(
      @TempDir Path folder) throws Exception {
    Task task = new Task(freePorts(2), 0, Duration.ofSeconds(14), folder);
    Process unused = start(task, "run", "10", "plain");

    assertThat(await(0)).isNotZero();
    assertThat(Files.readString(log(task)))
        .containsSubsequence(
            "WARN",
            "waiting for worker 1 (localhost:" + task.ports().get(1) + ", no answer)",
            "waited 14 s for worker 1");
  }

  /** The address in the list leads to another host, by a proxy in place of a network. */
  @Test
  @Tag(TestTags.LONG)
  void givenTwoProcessesWithOneIndexOnDifferentHosts_whenTheSecondStarts_thenTheErrorNamesTheIndex(
      @TempDir Path folder) throws Exception {
    Task first =
        new Task(freePorts(2), 0, TIMEOUT, Files.createDirectories(folder.resolve("first")));
    Process waiting = start(first, "run", "10", "plain");
    awaitServer(waiting, first.ports().get(0));
    try (TunnelProxy proxy = TunnelProxy.to(first.ports().get(0))) {
      Task second =
          new Task(freePorts(2), 0, TIMEOUT, Files.createDirectories(folder.resolve("second")));
      Process refused =
          start(
              second,
              child(second, "run", "10", "plain")
                  .options("-D" + ClusterWorker.HOST_PROPERTY + "=dcgan-0.invalid")
                  .environment("grpc_proxy", proxy.address()));

      assertThat(refused.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(refused.exitValue()).isNotZero();
      assertThat(Files.readString(log(second)))
          .contains("ClusterException")
          .contains("another process answers at the address of worker 0 (dcgan-0.invalid:")
          .contains("two processes have the index 0");
    }
  }

  private static void awaitServer(Process process, int port) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        new Socket("localhost", port).close();
        return;
      } catch (ConnectException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    throw new AssertionError("no server at port " + port);
  }

  @Test
  @Tag(TestTags.LONG)
  void givenAWorkerWhoseWeightsChange_whenTheEpochEnds_thenAllEndWithAnErrorThatHasTheHashes(
      @TempDir Path folder) throws Exception {
    List<Task> tasks = startAll(2, folder, "run", "12", "drift");

    for (Task task : tasks) {
      assertThat(await(task.index())).isNotZero();
      assertThat(Files.readString(log(task)))
          .contains("ClusterException")
          .contains("the workers no longer have the same weights at step 4")
          .containsPattern("worker 0 \\(localhost:\\d+\\) [0-9a-f]{32}, worker 1 ");
    }
  }

  @Test
  @Tag(TestTags.LONG)
  void givenBfloat16Activations_whenTwoProcessesTrain_thenTheyAgreeAndAreCloseToOneMachine(
      @TempDir Path folder) throws Exception {
    List<Task> tasks = startAll(2, folder, "bfloat16");
    Task alone = new Task(List.of(), 9, TIMEOUT, folder);
    ClusterWorker.train(alone, ClusterWorker.BFLOAT16_CASE, Precision.BFLOAT16);
    assertSuccess(tasks);

    String last = "BFLOAT16-" + ClusterWorker.STEPS;
    Models.assertSameBits(
        ClusterWorker.read(tasks.get(1), last), ClusterWorker.read(tasks.get(0), last));
    float[] actual = ClusterWorker.read(tasks.get(0), "BFLOAT16-losses").get("losses");
    float[] expected = ClusterWorker.read(alone, "BFLOAT16-losses").get("losses");
    assertThat(Arrays.copyOf(actual, 2)).containsExactly(Arrays.copyOf(expected, 2), within(1e-3f));
    assertThat(differenceOfWeights("BFLOAT16-1", tasks.get(0), alone)).isLessThan(1e-4);
    assertThat(differenceOfWeights(last, tasks.get(0), alone))
        .isLessThan(0.5 * differenceOfWeights("BFLOAT16-1", alone, last));
  }

  private static double differenceOfWeights(String name, Task one, Task other) throws IOException {
    return difference(
        weights(ClusterWorker.read(one, name)), weights(ClusterWorker.read(other, name)));
  }

  /** How far the weights moved between two moments. */
  private static double differenceOfWeights(String from, Task task, String to) throws IOException {
    return difference(
        weights(ClusterWorker.read(task, from)), weights(ClusterWorker.read(task, to)));
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

package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.image.ImageSource;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.cluster.ClusterLink;
import org.dcgan.tensorflow.cluster.ClusterSession;
import org.dcgan.tensorflow.cluster.FreshProcess;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.training.TrainingTask;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.proto.RunMetadata;

/** The training in a cluster, with this process as its only worker. */
@Timeout(60)
class ClusterOfOneTest {
  private static final Hardware HARDWARE = Hardware.choose(Models.RUNTIME);
  private static final ModelSpec SPEC =
      new ModelSpec(Architecture.builder().resolution(16).width(4).latentDim(8).build(), 42);
  private static final ImageSource IMAGES = Models.noise(40);

  private Cluster cluster;
  private final TensorFlowDcgan scored = Models.tiny();
  private final List<ModelGraph> graphs = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @TempDir private Path folder;

  /** A model whose training uses the cluster. */
  private record Trained(
      ModelGraph graph, TrainingState state, Training training, Cluster cluster) {
    TrainingSummary train(
        ImageSource source,
        TrainingPlan plan,
        BooleanSupplier stopped,
        @Nullable Consumer<RunMetadata> tracer,
        Consumer<TrainingEvent> listener)
        throws IOException {
      return new ClusterTraining(training, cluster, tracer)
          .train(new TrainingTask(plan, source, stopped, listening(listener), List.of()));
    }

    TrainingSummary train(Consumer<TrainingEvent> listener) throws IOException {
      return train(IMAGES, plan().build(), () -> false, null, listener);
    }

    Map<String, float[]> values() {
      return graph.read(graph.store().names());
    }

    long step() {
      return state.counters().step();
    }
  }

  private static TrainingListener listening(Consumer<TrainingEvent> consumer) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        consumer.accept(event);
      }
    };
  }

  private static TrainingPlan.Builder plan() {
    return TrainingPlan.builder().steps(5).batchSize(4).samplesPerEpoch(2);
  }

  @BeforeEach
  void chooseAddress() throws IOException {
    FreshProcess.begin();
    try (ServerSocket socket = new ServerSocket(0)) {
      cluster =
          Cluster.of(List.of(HostAndPort.fromParts("localhost", socket.getLocalPort())), 0)
              .withTimeout(Duration.ofSeconds(1));
    }
  }

  @AfterEach
  void close() {
    graphs.forEach(ModelGraph::close);
    scored.close();
  }

  private Trained model() {
    ModelGraph graph = ModelGraph.open(SPEC, HARDWARE);
    graphs.add(graph);
    OpenedModel opened = OpenedModel.of(graph);
    return new Trained(
        graph,
        opened.state(),
        opened.training(scored, ConvolutionChooser.FIXED, nanos::get),
        cluster);
  }

  @Test
  void givenACheckpointThatHasNoPathHere_whenAnotherWorkerReportsIt_thenItsLettersAreReplaced() {
    // No system has paths with this character; under LC_ALL=C, there are none with umlauts, either.
    assertThat(ClusterTraining.pathOf("/runs/gr\0sse/step-0000000001"))
        .isEqualTo(Path.of("/runs/gr_sse/step-0000000001"));
    assertThat(ClusterTraining.pathOf(folder.toString())).isEqualTo(folder);
  }

  @Test
  void givenADurationWithDecay_whenStoppedAndResumed_thenTheFixedLengthEndsTheRun()
      throws Exception {
    TrainingPlan plan =
        TrainingPlan.builder()
            .duration(Duration.ofSeconds(10))
            .decay(0.5)
            .batchSize(4)
            .samplesPerEpoch(2)
            .checkpoints(folder.resolve("run"))
            .build();
    List<TrainingEvent.LengthFixed> fixed = new ArrayList<>();
    StopSignal stop = new StopSignal();
    Consumer<TrainingEvent> listener =
        event -> {
          if (event instanceof TrainingEvent.StepEnd end) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            if (end.step() == 7) {
              stop.request();
            }
          } else if (event instanceof TrainingEvent.LengthFixed length) {
            fixed.add(length);
          }
        };

    TrainingSummary first = model().train(IMAGES, plan, stop::requested, null, listener);
    TrainingSummary second = model().train(IMAGES, plan, () -> false, null, listener);
    TrainingSummary third = model().train(IMAGES, plan, () -> false, null, listener);

    assertThat(first.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(first.step()).isEqualTo(8);
    assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(second.step()).isEqualTo(10);
    assertThat(third.wasComplete()).isTrue();
    // The clock is told with a step, and acted on after it.
    assertThat(fixed)
        .containsExactly(
            new TrainingEvent.LengthFixed(6, 10), new TrainingEvent.LengthFixed(8, 10));
  }

  @Test
  void givenATrainingInTheCluster_whenAnotherModelIsTrained_thenItIsRefusedUntilTheFirstHasEnded()
      throws Exception {
    Trained first = model();
    Trained second = model();
    AtomicInteger refused = new AtomicInteger();

    TrainingSummary summary =
        first.train(
            event -> {
              if (event instanceof TrainingEvent.StepEnd) {
                assertThatThrownBy(() -> second.train(other -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(
                        "another model of this process", "one training at a time", "wait for");
                refused.incrementAndGet();
              }
            });

    assertThat(refused).hasValue(5);
    assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(second.train(event -> {}).outcome()).isEqualTo(Outcome.COMPLETED);
    Models.assertSameBits(second.values(), first.values());
  }

  @Test
  void givenAStepThatFails_whenTheModelIsUsedAfterwards_thenItIsThatOfTheLastCopyWithItsCounters()
      throws Exception {
    Trained model = model();
    Map<String, float[]> afterStep2 = new LinkedHashMap<>();
    Map<String, float[]> afterTheFailure = new LinkedHashMap<>();
    List<Long> finished = new ArrayList<>();
    AtomicInteger steps = new AtomicInteger();

    assertThatThrownBy(
            () ->
                model.train(
                    IMAGES,
                    plan().build(),
                    () -> false,
                    trace -> {
                      // Called within the step, whose updates have been made.
                      if (steps.incrementAndGet() == 4) {
                        throw new IllegalStateException("the step has failed");
                      }
                    },
                    event -> {
                      if (event instanceof TrainingEvent.StepEnd end && end.step() == 2) {
                        afterStep2.putAll(model.values());
                      } else if (event instanceof TrainingEvent.Finished end) {
                        finished.add(end.summary().step());
                        finished.add(model.step());
                        afterTheFailure.putAll(model.values());
                      }
                    }))
        .hasMessageContaining("the step has failed");

    assertThat(finished).containsExactly(2L, 2L);
    Models.assertSameBits(afterTheFailure, afterStep2);
    assertThat(model.step()).isEqualTo(2);
    Models.assertSameBits(model.values(), afterStep2);
  }

  @Test
  void givenAResumedRunThatFailsAtOnce_whenTheModelIsUsed_thenItIsTheCheckpointWithItsCounters()
      throws Exception {
    TrainingPlan plan =
        plan()
            .steps(10)
            .checkpoints(CheckpointPolicy.builder(folder.resolve("run")).build())
            .build();
    Trained written = model();
    StopSignal stop = new StopSignal();
    written.train(
        IMAGES,
        plan,
        stop::requested,
        null,
        event -> {
          if (event instanceof TrainingEvent.StepEnd end && end.step() == 3) {
            stop.request();
          }
        });
    long saved = written.step();
    Trained resumed = model();

    assertThatThrownBy(
            () ->
                resumed.train(
                    IMAGES,
                    plan,
                    () -> false,
                    trace -> {
                      throw new IllegalStateException("the step has failed");
                    },
                    event -> {}))
        .hasMessageContaining("the step has failed");

    assertThat(saved).isGreaterThanOrEqualTo(3);
    assertThat(resumed.step()).isEqualTo(saved);
    Models.assertSameBits(resumed.values(), written.values());
  }

  @Test
  void givenATraining_whenItHasEnded_thenItsVariablesOnTheServerAreEmpty() throws Exception {
    ClusterLink before = ClusterLink.join(cluster, HARDWARE, () -> false);
    before.close(); // the next training has the same names

    assertThat(model().train(event -> {}).outcome()).isEqualTo(Outcome.COMPLETED);

    try (ClusterLink link = ClusterLink.join(cluster, HARDWARE, () -> false);
        Graph graph = new Graph()) {
      ParameterStore store = Variables.of(SPEC, before.ops(graph));
      try (ClusterSession session = link.open(graph)) {
        assertThat(store.read(session.newRun(), store.names()))
            .hasSizeGreaterThan(10)
            .allSatisfy(values -> assertThat(values).isEmpty());
      }
    }
  }

  @Test
  void givenASourceThatIsStuck_whenAskedToEnd_thenTheWorkerSavesItsLastStepAndEnds()
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger reads = new AtomicInteger();
    TestImages stuck =
        TestImages.of(
            40,
            IMAGES.shape(),
            index -> {
              if (reads.incrementAndGet() > 40) { // 16 are compared, 4 are those of a step
                Uninterruptibles.awaitUninterruptibly(never);
              }
              return IMAGES.read(index);
            });
    // A step asks once; the training asks repeatedly while it waits for images.
    AtomicInteger asked = new AtomicInteger();
    BooleanSupplier stopped = () -> asked.incrementAndGet() >= 5 && reads.get() > 40;
    List<TrainingEvent> events = new ArrayList<>();
    Trained model = model();

    TrainingSummary summary =
        model.train(
            stuck,
            plan()
                .steps(100)
                .checkpoints(CheckpointPolicy.builder(folder.resolve("run")).build())
                .build(),
            stopped,
            null,
            event -> {
              events.add(event);
              if (event instanceof TrainingEvent.Finished) {
                never.countDown();
              } else {
                asked.set(0);
              }
            });

    assertThat(summary.outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(summary.step()).isBetween(1L, 10L).isEqualTo(model.step());
    assertThat(summary.saved()).isPresent();
    assertThat(events.get(events.size() - 1)).isInstanceOf(TrainingEvent.Finished.class);
    // The others have lost this worker.
    assertThatThrownBy(() -> model.train(event -> {}))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("has lost its cluster");
  }
}

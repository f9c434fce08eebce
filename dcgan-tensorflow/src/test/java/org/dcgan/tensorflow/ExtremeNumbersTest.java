package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.dcgan.ResourceLimitException;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.image.ImageShape;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.SealedManifest;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at the ends of their types are accepted or refused, and never overflow. */
class ExtremeNumbersTest {
  private static final long MOST = 1_000_000_000_000_000L;

  @TempDir private static Path saved;

  @TempDir private Path folder;

  @BeforeAll
  static void saveModel() throws IOException {
    try (TensorFlowDcgan model = Models.tiny()) {
      model.save(saved);
    }
  }

  /** The saved model; its manifest gets another counter and a valid checksum. */
  private static Path counted(String counter, long value) throws IOException {
    SealedManifest.change(
        saved.resolve("model.json"),
        json -> {
          JsonObject counters = json.getAsJsonObject("counters");
          List.copyOf(counters.keySet()).forEach(name -> counters.addProperty(name, 0));
          counters.addProperty(counter, value);
        });
    return saved;
  }

  @Test
  void givenCheckpointsEveryUnlimitedTime_whenTrainedAndResumed_thenTheRunIsComplete()
      throws IOException {
    CheckpointPolicy policy =
        CheckpointPolicy.builder(folder).every(ChronoUnit.FOREVER.getDuration()).build();
    TrainingPlan plan = Models.plan().checkpoints(policy).build();

    for (int start = 0; start < 2; start++) {
      try (TensorFlowDcgan model = Models.tiny()) {
        assertThat(model.train(Models.noise(8), plan).step()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step",
        "generatorUpdates",
        "discriminatorUpdates",
        "generatorStatisticsBatches",
        "discriminatorStatisticsBatches"
      })
  void givenACounterAtItsLimit_whenTrained_thenItIsRefusedBeforeTheFirstStep(String counter)
      throws IOException {
    try (TensorFlowDcgan model = Models.load(counted(counter, MOST))) {
      for (TrainingPlan plan :
          new TrainingPlan[] {
            Models.plan().build(),
            TrainingPlan.builder().duration(Duration.ofMinutes(1)).batchSize(4).build()
          }) {
        assertThatThrownBy(() -> model.train(Models.noise(8), plan))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("at most 1,000,000,000,000,000 steps and updates");
      }
    }
  }

  @Test
  void givenACounterJustBelowItsLimit_whenTrained_thenTheCheckpointIsFoundAndLoads()
      throws IOException {
    Path run = folder.resolve("run");
    TrainingPlan plan = Models.plan().checkpoints(run).build();

    try (TensorFlowDcgan model = Models.load(counted("step", MOST - 2))) {
      assertThat(model.train(Models.noise(8), plan).step()).isEqualTo(MOST);
    }

    assertThat(run.resolve("step-" + MOST)).isDirectory();
    try (TensorFlowDcgan model = Models.load(run)) {
      assertThat(model.step()).isEqualTo(MOST);
    }
  }

  @Test
  void givenMoreStepsThanCanBeCounted_whenTrained_thenThePlanIsRefused() throws IOException {
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(Integer.MAX_VALUE)
            .stepsPerEpoch(1_000_000_000)
            .batchSize(4)
            .build();
    try (TensorFlowDcgan model = Models.tiny()) {
      assertThatThrownBy(() -> model.train(Models.noise(8), plan))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2,147,483,647,000,000,000 more steps");
    }
  }

  @Test
  void givenRequestsBeyondMemory_whenMade_thenTheyAreRefusedAtOnce() throws IOException {
    try (TensorFlowDcgan model =
        (TensorFlowDcgan) Models.builder().width(64).latentDim(1).build()) {
      assertThatThrownBy(() -> model.latents(Integer.MAX_VALUE, 1))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContaining("2,147,483,647 latents");
      Latents many = Latents.sample(LatentDistribution.UNIFORM, 10_000_000, 1, 1);
      assertThatThrownBy(
              () ->
                  model
                      .generator()
                      .generate(many, SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH)))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("10,000,000", "at once", "MB left");
      assertThatThrownBy(() -> model.gatherStatistics(Models.noise(1_000_000_000), 1_000_000_000))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("1,000,000,000 images", "Java heap", "smaller batch");
    }
  }

  @Test
  void givenABatchBeyondNativeMemory_whenStatisticsAreGathered_thenItIsRefusedAtOnce() {
    // Some 270 GB, of images for which the heap is large enough.
    int rows = 1_200_000;
    TestImages gray = TestImages.noise(rows, ImageShape.square(16, 1));
    try (TensorFlowDcgan model =
        (TensorFlowDcgan) Models.builder().channels(1).width(256).build()) {
      assertThatThrownBy(() -> model.gatherStatistics(gray, rows))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("1,200,000 rows", "at once", "MB left", "smaller batch");
    }
  }
}

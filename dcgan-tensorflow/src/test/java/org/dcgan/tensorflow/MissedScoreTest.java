package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageSampler;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ends between writing a checkpoint and scoring it. */
class MissedScoreTest {
  private static final TestImages IMAGES = TestImages.squares(8 * 8, Models.SHAPE);
  @TempDir private Path folder;

  /** What ends a process, as far as the run's folder can tell. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A score that depends on the model alone, and fails at one of its steps. */
  private static final class FailingScore implements ModelScore {
    private final List<Long> asked = new ArrayList<>();
    private long failAt = -1;

    @Override
    public String name() {
      return "a made-up score";
    }

    @Override
    public double score(ImageSampler model) {
      asked.add(((Dcgan) model).step());
      if (((Dcgan) model).step() == failAt) {
        failAt = -1;
        throw new Killed();
      }
      double sum = 0;
      for (float value : ((Dcgan) model).parameter("discriminator/convolution1/weights")) {
        sum += value;
      }
      return Math.abs(Math.sin(1000 * sum));
    }
  }

  /** A score that is best after the second of four epochs. */
  private static double bestInTheMiddle(long step) {
    return step == 16 ? 1 : 10;
  }

  @Test
  void givenAKillBetweenACheckpointAndItsScore_whenResumed_thenItIsScoredFirstAndKept()
      throws IOException {
    List<Long> asked = new ArrayList<>();
    boolean[] kill = {true};
    ModelScore score =
        new ModelScore() {
          @Override
          public String name() {
            return "a made-up score";
          }

          @Override
          public double score(ImageSampler model) {
            if (((Dcgan) model).step() == 16 && kill[0]) {
              throw new Killed();
            }
            asked.add(((Dcgan) model).step());
            return bestInTheMiddle(((Dcgan) model).step());
          }
        };
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(4)
            .batchSize(8)
            .samplesPerEpoch(2)
            .checkpoints(CheckpointPolicy.builder(folder).keepLast(1).keepBestBy(score).build())
            .build();
    try (TensorFlowDcgan model = Models.tiny()) {
      assertThatThrownBy(() -> model.train(IMAGES, plan)).isInstanceOf(Killed.class);
    }
    kill[0] = false;
    List<Long> scored = new ArrayList<>();

    try (TensorFlowDcgan model = Models.tiny()) {
      model.train(
          IMAGES,
          plan,
          new TrainingListener() {
            @Override
            public void onScored(TrainingEvent.Scored event) {
              scored.add(event.step());
            }
          });
    }

    assertThat(asked).containsExactly(8L, 16L, 24L, 32L);
    assertThat(scored).containsExactly(16L, 24L, 32L);
    assertThat(CheckpointFolder.named(folder.resolve("best"))).hasValue(place(16));

    try (TensorFlowDcgan model = Models.tiny()) {
      model.train(IMAGES, plan);
    }
    assertThat(asked).as("what was scored is not scored again").hasSize(4);
  }

  private Path place(long step) {
    return folder.toAbsolutePath().resolve(String.format("step-%010d", step));
  }

  private TrainingPlan rollingBack(Path run, ModelScore score) {
    return TrainingPlan.builder()
        .epochs(6)
        .batchSize(8)
        .samplesPerEpoch(2)
        .generatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(1e-12).build())
        .discriminatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(5e-3).build())
        .checkpoints(CheckpointPolicy.builder(run).keepBestBy(score).build())
        .sentinel(
            SentinelPolicy.builder()
                .onEverything(Action.IGNORE)
                .on(Trouble.DISCRIMINATOR_WINS, Action.ROLL_BACK)
                .dominance(0.08, 6)
                .maxRollBacks(2)
                .build())
        .build();
  }

  @Test
  void givenARunThatRollsBack_whenKilledBeforeAnyOfItsScores_thenTheWeightsAreTheSame()
      throws IOException {
    FailingScore uninterrupted = new FailingScore();
    Map<String, float[]> expected;
    List<Long> rolledBackTo = new ArrayList<>();
    try (TensorFlowDcgan model = Models.tiny()) {
      model.train(
          IMAGES,
          rollingBack(folder.resolve("one"), uninterrupted),
          new TrainingListener() {
            @Override
            public void onRolledBack(TrainingEvent.RolledBack event) {
              rolledBackTo.add(event.to());
            }
          });
      expected = Models.state(model);
    }
    assertThat(uninterrupted.asked).hasSizeGreaterThan(1);
    assertThat(rolledBackTo).as("to the best").isNotEmpty().allMatch(uninterrupted.asked::contains);

    for (long failAt : uninterrupted.asked) {
      FailingScore score = new FailingScore();
      score.failAt = failAt;
      Path run = folder.resolve("killed" + failAt);
      try (TensorFlowDcgan model = Models.tiny()) {
        assertThatThrownBy(() -> model.train(IMAGES, rollingBack(run, score)))
            .isInstanceOf(Killed.class);
      }
      try (TensorFlowDcgan model = Models.tiny()) {
        model.train(IMAGES, rollingBack(run, score));
        Models.assertSameBits(Models.state(model), expected);
      }
    }
  }
}

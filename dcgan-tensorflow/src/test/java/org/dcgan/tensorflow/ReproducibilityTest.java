package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.Models.assertSameBits;
import static org.dcgan.tensorflow.Models.plan;
import static org.dcgan.tensorflow.Models.state;
import static org.dcgan.tensorflow.Models.tiny;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcgan.Precision;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same seeds give the same bits, in one training or in several parts. */
class ReproducibilityTest {
  /** Five steps an epoch of batches of 4, and two images left over. */
  private static final TestImages IMAGES = Models.noise(22).withUnreadable(3, 17);

  /** Remembers the losses of every step. */
  private static final class Diary implements TrainingListener {
    private final List<Losses> losses = new ArrayList<>();

    @Override
    public void onStep(TrainingEvent.StepEnd event) {
      losses.add(event.losses());
    }
  }

  private static TrainingPlan.Builder planOf(UpdateSchedule schedule) {
    return plan()
        .schedule(schedule)
        .adam(AdamOptions.DEFAULT.toBuilder().learningRate(0.01).l2(1e-4).build());
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenTheSameSeeds_whenTrainedTwice_thenEveryVariableAndLossIsTheSameBitForBit(
      UpdateSchedule schedule) throws IOException {
    Diary once = new Diary();
    Diary again = new Diary();
    try (TensorFlowDcgan one = tiny();
        TensorFlowDcgan other = tiny()) {
      one.train(IMAGES, planOf(schedule).epochs(2).build(), once);
      other.train(IMAGES, planOf(schedule).epochs(2).build(), again);

      assertSameBits(state(other), state(one));
      assertThat(again.losses).isEqualTo(once.losses).hasSize(10);
      assertThat(other.sample(3, 5)).isEqualTo(one.sample(3, 5));
    }
  }

  @Test
  void givenBfloat16_whenTrainedTwice_thenTheBitsAreTheSame() throws IOException {
    List<Map<String, float[]>> states = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (TensorFlowDcgan model =
          (TensorFlowDcgan) Models.builder().precision(Precision.BFLOAT16).build()) {
        Diary diary = new Diary();
        model.train(IMAGES, planOf(UpdateSchedule.SIMULTANEOUS).build(), diary);
        assertThat(diary.losses).hasSize(5).allMatch(Losses::isFinite);
        states.add(state(model));
      }
    }
    assertSameBits(states.get(1), states.get(0));
  }

  @Test
  void givenAnotherSeedOfTheModel_whenBuilt_thenEveryWeightAndGainDiffers() {
    try (TensorFlowDcgan one = tiny(1);
        TensorFlowDcgan same = tiny(1);
        TensorFlowDcgan other = tiny(2)) {
      assertSameBits(state(same), state(one));
      Map<String, float[]> ofOther = state(other);
      state(one)
          .forEach(
              (name, values) -> {
                if (name.endsWith("/weights") || name.endsWith("/gain")) {
                  assertThat(ofOther.get(name)).as(name).isNotEqualTo(values);
                }
              });
    }
  }

  @Test
  void givenAFreshModel_whenItsParametersAreRead_thenTheyFollowThePapersDistributions() {
    try (TensorFlowDcgan model = (TensorFlowDcgan) Models.builder().width(32).build()) {
      for (var p : model.architecture().generatorParameters()) {
        float[] values = model.read(p.name());
        switch (p.role()) {
          case WEIGHT -> assertDistribution(p.name(), values, 0, 0.02);
          case GAIN -> assertDistribution(p.name(), values, 1, 0.02);
          case BIAS -> assertThat(values).containsOnly(0);
        }
        assertThat(model.read(p.name() + "/adam-m")).containsOnly(0);
        assertThat(model.read(p.name() + "/adam-v")).containsOnly(0);
      }
      assertThat(model.step()).isZero();
    }
  }

  private static void assertDistribution(String name, float[] values, double mean, double dev) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (value - mean) * (value - mean);
    }
    double n = values.length;
    // Five standard errors.
    assertThat(sum / n)
        .as("%s: mean", name)
        .isBetween(mean - 5 * dev / Math.sqrt(n), mean + 5 * dev / Math.sqrt(n));
    assertThat(Math.sqrt(squares / n))
        .as("%s: deviation", name)
        .isBetween(dev * (1 - 5 / Math.sqrt(2 * n)), dev * (1 + 5 / Math.sqrt(2 * n)));
  }

  @Test
  void givenAnotherSeedOfThePlan_whenTrained_thenTheWeightsDiffer() throws IOException {
    try (TensorFlowDcgan one = tiny();
        TensorFlowDcgan other = tiny()) {
      one.train(IMAGES, plan().seed(1).build());
      other.train(IMAGES, plan().seed(2).build());
      String weights = "discriminator/convolution1/weights";
      assertThat(other.read(weights)).isNotEqualTo(one.read(weights));
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenAModelSavedBetweenEpochs_whenLoadedAndTrainedOn_thenItIsTheUninterruptedOne(
      UpdateSchedule schedule, @TempDir Path folder) throws IOException {
    Diary uninterrupted = new Diary();
    Diary inParts = new Diary();
    try (TensorFlowDcgan model = tiny()) {
      model.train(IMAGES, planOf(schedule).epochs(2).build(), uninterrupted);
      try (TensorFlowDcgan first = tiny()) {
        first.train(IMAGES, planOf(schedule).build(), inParts);
        first.save(folder);
      }
      try (TensorFlowDcgan second = Models.load(folder)) {
        assertThat(second.step()).isEqualTo(5);
        second.train(IMAGES, planOf(schedule).build(), inParts);

        assertThat(second.step()).isEqualTo(10).isEqualTo(model.step());
        assertThat(second.counters()).isEqualTo(model.counters());
        assertSameBits(state(second), state(model));
        assertThat(inParts.losses).hasSameSizeAs(uninterrupted.losses);
        for (int i = 0; i < 10; i++) {
          assertThat(inParts.losses.get(i).fakeScore())
              .isEqualTo(uninterrupted.losses.get(i).fakeScore());
        }
      }
    }
  }

  @Test
  void givenTrainingStoppedInsideAnEpoch_whenTrainedOn_thenTheStepsGoOnWhereTheyWere(
      @TempDir Path folder) throws IOException {
    List<Map<String, float[]>> states = new ArrayList<>();
    try (TensorFlowDcgan model = tiny()) {
      model.train(
          IMAGES,
          plan().epochs(2).build(),
          new TrainingListener() {
            @Override
            public void onStep(TrainingEvent.StepEnd event) {
              states.add(state(model));
            }
          });
    }
    try (TensorFlowDcgan model = tiny()) {
      TrainingPlan plan = plan().epochs(2).checkpoints(folder).build();
      StopAt stop = new StopAt(3);
      TrainingSummary summary = model.train(IMAGES, plan, stop.signal(), stop);
      assertThat(summary.outcome()).isEqualTo(TrainingSummary.Outcome.STOPPED);
      assertSameBits(state(model), states.get(2));
    }
    try (TensorFlowDcgan model = Models.load(folder)) {
      assertSameBits(state(model), states.get(2));
      model.train(IMAGES, plan().epochs(1).build());
      assertSameBits(state(model), states.get(7));
    }
  }

  @Test
  void givenATrainedModel_whenSavedAndLoaded_thenVariablesCountersAndImagesAreTheSame(
      @TempDir Path folder) throws IOException {
    try (TensorFlowDcgan model = Models.trained()) {
      model.save(folder);
      try (TensorFlowDcgan loaded = Models.load(folder)) {
        assertThat(loaded.architecture()).isEqualTo(model.architecture());
        assertThat(loaded.counters()).isEqualTo(model.counters());
        assertSameBits(state(loaded), state(model));
        Images samples = model.sample(5);
        assertThat(loaded.sample(5)).isEqualTo(samples);
        assertThat(loaded.discriminator().logits(samples))
            .isEqualTo(model.discriminator().logits(samples));
      }
    }
  }

  @Test
  void givenAnUntrainedModel_whenSavedAndLoaded_thenItTrainsToTheSameWeights(@TempDir Path folder)
      throws IOException {
    try (TensorFlowDcgan model = tiny()) {
      model.save(folder);
      try (TensorFlowDcgan loaded = Models.load(folder)) {
        assertThat(loaded.step()).isZero();
        model.train(IMAGES, plan().build());
        loaded.train(IMAGES, plan().build());
        assertSameBits(state(loaded), state(model));
      }
    }
  }
}

package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.bytes;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dcgan.BatchNormScope;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.tensorflow.network.AllReduce;
import org.dcgan.testing.TestTags;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** A step that is divided among workers against the same step of one worker. */
class DistributedStepTest {
  private static final int BATCH_SIZE = 7; // not divisible, so that shares differ in size
  private static final Architecture ARCHITECTURE = StepRig.ARCHITECTURE;
  private static final StepSettings SETTINGS = new StepSettings(1, 0.1, 5);
  private static final Signals STOP = new Signals(true, false, false, false);

  private static TrainingPlan.Builder plan(UpdateSchedule schedule) {
    return StepRig.plan(schedule).batchSize(BATCH_SIZE);
  }

  private static Towers towers(int workers, TrainingPlan plan) {
    return towers(workers, plan, ARCHITECTURE);
  }

  private static Towers towers(int workers, TrainingPlan plan, Architecture architecture) {
    return new Towers(
        workers,
        plan,
        architecture,
        BatchNormScope.GLOBAL,
        Precision.FLOAT32,
        Precision.FLOAT32,
        UnaryOperator.identity());
  }

  private static List<StepResult> run(Towers towers, int step) throws Exception {
    return towers.run(pixels(step), latents(step), SETTINGS);
  }

  private static byte[] pixels(int step) {
    return bytes(BATCH_SIZE * ARCHITECTURE.image().size(), 1, step);
  }

  private static float[] latents(int step) {
    return gaussian(BATCH_SIZE * ARCHITECTURE.latentDim(), 2, step);
  }

  /** The largest difference of any variable, and that the workers have the same bits. */
  private static double difference(Towers one, Towers many, int workers) {
    double largest = 0;
    for (String name : one.names()) {
      float[] expected = one.read(0, name);
      float[] actual = many.read(0, name);
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
      }
      for (int worker = 1; worker < workers; worker++) {
        assertThat(many.read(worker, name)).as(name).isEqualTo(actual);
      }
    }
    return largest;
  }

  private static void assertSame(StepResult one, List<StepResult> many, double tolerance) {
    for (StepResult result : many) {
      assertThat(result.counters()).isEqualTo(one.counters());
      assertThat(result.losses().discriminator())
          .isCloseTo(one.losses().discriminator(), within(tolerance));
      assertThat(result.losses().generator())
          .isCloseTo(one.losses().generator(), within(tolerance));
      assertThat(result.losses()).isEqualTo(many.get(0).losses());
      one.gradients()
          .discriminator()
          .ifPresent(
              norm ->
                  assertThat(result.gradients().discriminator().orElseThrow())
                      .isCloseTo(norm, within(norm * 1e-4)));
    }
  }

  static Stream<TrainingPlan> plans() {
    return Stream.of(
        plan(UpdateSchedule.SIMULTANEOUS).augmentation(Augmentation.DIFF_AUGMENT).build(),
        plan(UpdateSchedule.SEQUENTIAL)
            .instanceNoise(new InstanceNoise(0.1, 3))
            .labels(DiscriminatorLabels.DEFAULT.withReal(0.9).withFlips(0.3))
            .generatorEmaDecay(0.9)
            .discriminatorEmaDecay(0.8)
            .build());
  }

  @ParameterizedTest
  @MethodSource("plans")
  @Tag(TestTags.LONG)
  void givenASchedule_whenTheBatchIsDivided_thenTheStepIsThatOfOneWorker(TrainingPlan plan)
      throws Exception {
    assertSteps(plan, 2);
  }

  private static void assertSteps(TrainingPlan plan, int workers) throws Exception {
    try (Towers one = towers(1, plan);
        Towers many = towers(workers, plan)) {
      for (int step = 0; step < 2; step++) {
        assertSame(run(one, step).get(0), run(many, step), 1e-5 * (step + 1));
        assertThat(difference(one, many, workers)).isLessThan(1e-5 * (step + 1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  @Tag(TestTags.LONG)
  void givenASchedule_whenTheBatchIsDividedByThree_thenTheStepIsThatOfOneWorker(
      UpdateSchedule schedule) throws Exception {
    assertSteps(plan(schedule).build(), 3);
  }

  @Test
  @Tag(TestTags.LONG)
  void givenSpectralNormalizationAndHinge_whenTheBatchIsDivided_thenTheStepIsThatOfOneWorker()
      throws Exception {
    Architecture spectral =
        ARCHITECTURE.withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL);
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).loss(AdversarialLoss.HINGE).build();
    try (Towers one = towers(1, plan, spectral);
        Towers two = towers(2, plan, spectral)) {
      assertSame(run(one, 0).get(0), run(two, 0), 1e-5);
      assertThat(difference(one, two, 2)).isLessThan(1e-5);
    }
  }

  @Test
  void givenBatchNormalizationByWorker_whenAStepIsMade_thenWorkersAgreeOnAnotherResultAndOnSignals()
      throws Exception {
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).build();
    try (Towers one = towers(1, plan);
        Towers two =
            new Towers(
                2,
                plan,
                ARCHITECTURE,
                BatchNormScope.WORKER,
                Precision.FLOAT32,
                Precision.FLOAT32,
                UnaryOperator.identity())) {
      StepResult expected = run(one, 0).get(0);
      List<StepResult> results =
          two.run(pixels(0), latents(0), SETTINGS, new Signals(false, false, true, true), STOP);

      assertThat(results)
          .extracting(StepResult::signals)
          .containsOnly(new Signals(true, false, true, true));
      assertThat(difference(one, two, 2)).isBetween(1e-4, 1.0);
      assertThat(results.get(0).losses()).isEqualTo(results.get(1).losses());
      assertThat(results.get(0).losses().discriminator())
          .isCloseTo(expected.losses().discriminator(), within(0.5));
    }
  }

  @Test
  @Tag(TestTags.LONG)
  void givenBfloat16Gradients_whenAStepIsMade_thenTheResultIsRoundedToThem() throws Exception {
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).build();
    try (Towers one = towers(1, plan);
        Towers two =
            new Towers(
                2,
                plan,
                ARCHITECTURE,
                BatchNormScope.GLOBAL,
                Precision.BFLOAT16,
                Precision.FLOAT32,
                UnaryOperator.identity())) {
      run(one, 0);
      run(two, 0);

      // The updates are at most 0.02; gradients have 8 significant bits.
      assertThat(difference(one, two, 2)).isBetween(1e-5, 1e-2);
    }
  }

  @Test
  @Tag(TestTags.LONG)
  void givenBfloat16Activations_whenTheBatchIsDivided_thenTheStepIsCloseToThatOfOneWorker()
      throws Exception {
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).build();
    List<Towers> both = new ArrayList<>();
    for (int workers = 1; workers <= 2; workers++) {
      both.add(
          new Towers(
              workers,
              plan,
              ARCHITECTURE,
              BatchNormScope.GLOBAL,
              Precision.FLOAT32,
              Precision.BFLOAT16,
              UnaryOperator.identity()));
    }
    try (Towers one = both.get(0);
        Towers two = both.get(1)) {
      assertSameWithin(run(one, 0).get(0), run(two, 0), 0.05);
      assertThat(difference(one, two, 2)).isLessThan(0.05);
    }
  }

  private static void assertSameWithin(StepResult one, List<StepResult> many, double tolerance) {
    assertThat(many.get(0).losses().discriminator())
        .isCloseTo(one.losses().discriminator(), within(tolerance));
  }

  /** The number of exchanges of a step, found by counting. */
  private static int exchanges(TrainingPlan plan) {
    AtomicInteger count = new AtomicInteger();
    new Towers(
            2,
            plan,
            ARCHITECTURE,
            BatchNormScope.GLOBAL,
            Precision.FLOAT32,
            Precision.FLOAT32,
            reduce -> tampered(reduce, count, -1, 1))
        .close();
    return count.get() / 2;
  }

  /** Sums, of which one is multiplied by a factor, or left out for the factor 0. */
  private static AllReduce tampered(
      AllReduce reduce, AtomicInteger count, int which, float factor) {
    AtomicInteger mine = new AtomicInteger();
    return new AllReduce() {
      @Override
      @SuppressWarnings("unchecked")
      public <T extends TNumber> Operand<T> sum(Ops tf, Operand<T> values) {
        count.incrementAndGet();
        if (mine.getAndIncrement() != which) {
          return reduce.sum(tf, values);
        }
        if (factor == 0) {
          return values;
        }
        Operand<T> sum = reduce.sum(tf, values);
        return values.type() == TFloat64.class
            ? (Operand<T>) tf.math.mul((Operand<TFloat64>) sum, tf.constant((double) factor))
            : (Operand<T>) tf.math.mul((Operand<TFloat32>) sum, tf.constant(factor));
      }
    };
  }

  /** The first exchange, of G's first normalization, left out; the last, of gradients, doubled. */
  @Test
  void givenAWrongSum_whenAStepIsMade_thenTheComparisonShowsIt() throws Exception {
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).build();
    int exchanges = exchanges(plan);
    assertShown(plan, 0, 0);
    assertShown(plan, exchanges - 1, 2);
  }

  @Test
  @Tag(TestTags.LONG)
  void givenAnyWrongSum_whenAStepIsMade_thenTheComparisonShowsIt() throws Exception {
    TrainingPlan plan = plan(UpdateSchedule.SIMULTANEOUS).build();
    int exchanges = exchanges(plan);
    assertThat(exchanges).isGreaterThan(10);
    for (int which = 0; which < exchanges; which++) {
      assertShown(plan, which, 0);
      assertShown(plan, which, 2);
    }
  }

  private static void assertShown(TrainingPlan plan, int which, float factor) throws Exception {
    try (Towers one = towers(1, plan);
        Towers two =
            new Towers(
                2,
                plan,
                ARCHITECTURE,
                BatchNormScope.GLOBAL,
                Precision.FLOAT32,
                Precision.FLOAT32,
                reduce -> tampered(reduce, new AtomicInteger(), which, factor))) {
      StepResult expected = run(one, 0).get(0);
      List<StepResult> results = run(two, 0);
      assertThat(differs(one, two, expected, results.get(0)))
          .as("exchange %s times %s", which, factor)
          .isTrue();
    }
  }

  private static boolean differs(Towers one, Towers two, StepResult expected, StepResult result) {
    double losses =
        Math.abs(expected.losses().discriminator() - result.losses().discriminator())
            + Math.abs(expected.losses().generator() - result.losses().generator());
    if (!(losses < 1e-4)) {
      return true;
    }
    for (String name : one.names()) {
      float[] a = one.read(0, name);
      float[] b = two.read(0, name);
      for (int i = 0; i < a.length; i++) {
        if (!(Math.abs(a[i] - b[i]) < 1e-5)) {
          return true;
        }
      }
    }
    return false;
  }
}

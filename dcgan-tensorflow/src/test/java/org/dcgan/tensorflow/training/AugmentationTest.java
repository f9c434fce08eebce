package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;
import static org.dcgan.tensorflow.training.StepRig.ARCHITECTURE;
import static org.dcgan.tensorflow.training.StepRig.BATCH_SIZE;
import static org.dcgan.tensorflow.training.StepRig.latents;
import static org.dcgan.tensorflow.training.StepRig.pixels;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.Augmentation;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Augmentation and the hinge loss, against plain loops and automatic differentiation. */
class AugmentationTest {
  private static final long SEED = 5;
  private static final Shape SHAPE = Shape.of(BATCH_SIZE, 16, 16, 3);

  static Stream<Augmentation> augmentations() {
    return Stream.of(
        Augmentation.DIFF_AUGMENT,
        Augmentation.NONE.withColor(true),
        Augmentation.NONE.withTranslation(0.125),
        Augmentation.NONE.withTranslation(0.5),
        Augmentation.NONE.withCutout(0.3),
        Augmentation.NONE.withCutout(0.95));
  }

  @ParameterizedTest
  @MethodSource("augmentations")
  void givenAnAugmentation_whenImagesPassIt_thenValuesAndGradientsAreThoseOfPlainLoops(
      Augmentation augmentation) {
    TrainingPlan plan =
        StepRig.plan(UpdateSchedule.SIMULTANEOUS).augmentation(augmentation).build();
    float[] input = gaussian(BATCH_SIZE * 768, 1, 3);
    float[] direction = gaussian(BATCH_SIZE * 768, 1, 4);
    for (ImageAugmentation.Kind kind : ImageAugmentation.Kind.values()) {
      try (Graph graph = new Graph()) {
        Ops tf = GraphOps.of(graph);
        ImageAugmentation changes =
            new ImageAugmentation(tf, augmentation, BatchShare.whole(BATCH_SIZE), 16);
        Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(SHAPE));
        Placeholder<TFloat32> g = tf.placeholder(TFloat32.class, Placeholder.shape(SHAPE));
        ImageAugmentation.Augmented augmented = changes.on(tf, x, kind);
        Output<?>[] automatic =
            graph.addGradients(
                tf.reduceSum(
                        tf.math.mul(augmented.images(), g), tf.constant(new int[] {0, 1, 2, 3}))
                    .asOutput(),
                new Output<?>[] {x.asOutput()});
        List<TType> fed = new ArrayList<>();
        try (Session session = new Session(graph)) {
          Session.Runner runner = session.runner();
          changes.feed(GraphRun.of(runner), new StepSettings(1, 0, SEED), 9, fed);
          fed.add(Tensors.of(SHAPE, input));
          runner.feed(x, fed.get(fed.size() - 1));
          fed.add(Tensors.of(SHAPE, direction));
          runner.feed(g, fed.get(fed.size() - 1));
          try (var result =
              runner
                  .fetch(augmented.images())
                  .fetch(augmented.gradient(g))
                  .fetch(automatic[0])
                  .run()) {
            float[] images = Tensors.floats((TFloat32) result.get(0));
            float[] gradient = Tensors.floats((TFloat32) result.get(1));
            assertClose(
                "automatic differentiation",
                gradient,
                doubles(Tensors.floats((TFloat32) result.get(2))),
                1e-5);
            for (int i = 0; i < BATCH_SIZE; i++) {
              AugmentationByHand byHand = AugmentationByHand.of(plan, SEED, 9, kind, i);
              double[] image = doubles(Arrays.copyOfRange(input, i * 768, (i + 1) * 768));
              double[] expected = byHand.apply(image);
              assertClose(
                  "image " + i, Arrays.copyOfRange(images, i * 768, (i + 1) * 768), expected, 1e-5);
              // The gradient of a linear map is its transpose.
              double[] offset = byHand.apply(new double[768]);
              double forward = 0;
              double backward = 0;
              for (int j = 0; j < 768; j++) {
                forward += (expected[j] - offset[j]) * direction[i * 768 + j];
                backward += image[j] * gradient[i * 768 + j];
              }
              assertThat(backward).isCloseTo(forward, within(1e-3));
            }
          }
        } finally {
          fed.forEach(TType::close);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenAugmentation_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    assertSameByHand(
        StepRig.plan(schedule).augmentation(Augmentation.DIFF_AUGMENT).build(), true, false);
  }

  @ParameterizedTest
  @EnumSource
  void givenTheHingeLoss_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    assertSameByHand(StepRig.plan(schedule).loss(AdversarialLoss.HINGE).build(), false, true);
  }

  private static void assertSameByHand(TrainingPlan plan, boolean mapped, boolean hinge) {
    try (PlainGraph plain = new PlainGraph(ARCHITECTURE, BATCH_SIZE, mapped, hinge);
        StepRig rig = new StepRig(plan)) {
      StepByHand byHand = new StepByHand(plain, plan);
      for (int step = 0; step < 3; step++) {
        StepSettings settings = new StepSettings(1, 0, SEED);
        rig.run(pixels(step), latents(step), settings);
        byHand.run(pixels(step), latents(step), settings);
      }
      byHand.all().forEach((name, adam) -> assertClose(name, rig.read(name), adam.values(), 1e-3));
      byHand
          .statistics()
          .forEach((name, average) -> assertClose(name, rig.read(name), average.value(), 5e-3));
    }
  }

  @Test
  void givenManyImages_whenTheyAreChanged_thenTheNumbersHaveTheRangesOfThePublication() {
    try (Graph graph = new Graph()) {
      int count = 5_000;
      ImageAugmentation changes =
          new ImageAugmentation(
              GraphOps.of(graph), Augmentation.DIFF_AUGMENT, BatchShare.whole(count), 32);
      ImageAugmentation.Choice choice = changes.choice(SEED, 3, ImageAugmentation.Kind.REAL);
      assertUniform(choice.brightness(), -0.5, 0.5);
      assertUniform(choice.saturation(), 0, 2);
      assertUniform(choice.contrast(), 0.5, 1.5);
      for (int axis = 0; axis < 2; axis++) {
        assertThat(Arrays.stream(choice.shifts()[axis]).distinct().sorted()).hasSize(9);
        assertThat(Arrays.stream(choice.shifts()[axis]).max()).hasValue(4);
        assertThat(Arrays.stream(choice.corners()[axis]).min()).hasValue(-8);
        assertThat(Arrays.stream(choice.corners()[axis]).max()).hasValue(24);
      }
      assertThat(changes.choice(SEED, 3, ImageAugmentation.Kind.REAL).brightness())
          .isEqualTo(choice.brightness());
      assertThat(changes.choice(SEED, 4, ImageAugmentation.Kind.REAL).brightness())
          .isNotEqualTo(choice.brightness());
      assertThat(changes.choice(SEED, 3, ImageAugmentation.Kind.FAKE).brightness())
          .isNotEqualTo(choice.brightness());
      assertThat(changes.choice(SEED + 1, 3, ImageAugmentation.Kind.REAL).brightness())
          .isNotEqualTo(choice.brightness());
    }
  }

  private static void assertUniform(float[] values, double from, double to) {
    double mean = 0;
    for (float value : values) {
      assertThat((double) value).isBetween(from, to);
      mean += value / values.length;
    }
    assertThat(mean).isCloseTo((from + to) / 2, within(0.03 * (to - from)));
  }

  @Test
  void givenNoAugmentation_whenAStepIsBuilt_thenNothingOfItIsInTheGraph() {
    try (StepRig none = new StepRig(StepRig.plan(UpdateSchedule.SIMULTANEOUS).build());
        StepRig augmented =
            new StepRig(
                StepRig.plan(UpdateSchedule.SIMULTANEOUS)
                    .augmentation(Augmentation.NONE.withTranslation(0.1))
                    .build())) {
      assertThat(maxima(none)).isZero();
      assertThat(maxima(augmented)).isPositive();
    }
  }

  private static int maxima(StepRig rig) {
    return Iterators.size(
        Iterators.filter(
            rig.graph().operations(), operation -> operation.type().equals("Maximum")));
  }

  @ParameterizedTest
  @CsvSource({
    "0.03, 0, a translation of 0.03 is less than half a pixel of images of 16 pixels",
    "0, 0.03, a cutout of 0.03 is less than half a pixel of images of 16 pixels",
    "0, 0.97, a cutout of 0.97 covers images of 16 pixels completely"
  })
  void givenChangesThatDoNotSuitTheImages_whenTrained_thenTheyAreRefused(
      double translation, double cutout, String message) {
    TrainingPlan plan =
        TrainingPlan.builder()
            .batchSize(4)
            .augmentation(new Augmentation(false, translation, cutout))
            .build();
    try (Dcgan model = Dcgan.builder().resolution(16).width(2).latentDim(2).build()) {
      assertThatThrownBy(() -> model.train(TestImages.noise(8, model.imageShape()), plan))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(message);
      assertThat(model.step()).isZero();
    }
  }

  @Test
  void givenTheSmallestChanges_whenChecked_thenTheyAreAccepted() {
    ImageAugmentation.check(new Augmentation(false, 0.5 / 16, 0.5 / 16), 16);
    ImageAugmentation.check(new Augmentation(false, 0.5, 0.96), 16);
    ImageAugmentation.check(Augmentation.DIFF_AUGMENT, 16);
    ImageAugmentation.check(Augmentation.NONE, 16);
    assertThat(new Augmentation(false, 0.5, 0.96).isNone()).isFalse();
  }
}

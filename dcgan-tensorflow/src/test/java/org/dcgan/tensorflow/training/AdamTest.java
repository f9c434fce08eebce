package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.reference.PlainAdam;
import org.dcgan.training.AdamOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The updates against Adam's formula in double. */
class AdamTest {
  private static final int SIZE = 5;
  private static final List<ParameterSpec> PARAMETERS =
      List.of(
          new ParameterSpec("layer/weights", ParameterSpec.Role.WEIGHT, List.of(SIZE)),
          new ParameterSpec("layer/gain", ParameterSpec.Role.GAIN, List.of(SIZE)),
          new ParameterSpec("layer/bias", ParameterSpec.Role.BIAS, List.of(SIZE)));

  /** Three parameters, and whatever gradients they are given. */
  private static final class Rig implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private final ParameterStore store;
    private final Adam adam;
    private final Map<ParameterSpec, Placeholder<TFloat32>> gradients = new LinkedHashMap<>();
    private final List<Op> updates;

    Rig(AdamOptions options) {
      Ops tf = GraphOps.of(graph);
      store = new ParameterStore(tf);
      Map<ParameterSpec, Operand<TFloat32>> fed = new LinkedHashMap<>();
      for (ParameterSpec parameter : PARAMETERS) {
        store.add(parameter.name(), parameter.shape(), s -> tf.zeros(shape(tf), TFloat32.class));
        AdamMoments.add(store, parameter, s -> tf.zeros(shape(tf), TFloat32.class));
        Placeholder<TFloat32> gradient =
            tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(SIZE)));
        gradients.put(parameter, gradient);
        fed.put(parameter, gradient);
      }
      adam = new Adam(tf, options);
      updates = adam.update(tf, store, adam.withWeightDecay(tf, store, fed), List.of());
      session = new Session(graph, false);
      store.initialize(session);
    }

    private static org.tensorflow.op.core.Constant<org.tensorflow.types.TInt32> shape(Ops tf) {
      return tf.constant(new int[] {SIZE});
    }

    void update(long number, double rateFactor, Map<String, float[]> values) {
      List<TFloat32> toClose = new ArrayList<>();
      Session.Runner runner = session.runner();
      gradients.forEach(
          (parameter, placeholder) -> {
            TFloat32 tensor = Tensors.of(Shape.of(SIZE), values.get(parameter.name()));
            toClose.add(tensor);
            runner.feed(placeholder, tensor);
          });
      adam.feed(runner, number, rateFactor, toClose);
      updates.forEach(runner::addTarget);
      runner.run().close();
      toClose.forEach(TFloat32::close);
    }

    float[] read(String name) {
      return store.read(session, name);
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  private static Map<String, float[]> random(int step) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    PARAMETERS.forEach(
        p -> gradients.put(p.name(), gaussian(SIZE, 0, 0.1, step, p.name().hashCode())));
    return gradients;
  }

  private static Map<String, float[]> constant(float value) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (ParameterSpec p : PARAMETERS) {
      float[] values = new float[SIZE];
      java.util.Arrays.fill(values, value);
      gradients.put(p.name(), values);
    }
    return gradients;
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-3f, 0.5f, 300})
  void givenAConstantGradient_whenUpdatedManyTimes_thenEveryStepIsTheLearningRate(float gradient) {
    try (Rig rig = new Rig(new AdamOptions(0.1, 0.5, 0.999, 1e-8, 0))) {
      for (int step = 1; step <= 50; step++) {
        rig.update(step, 1, constant(gradient));
        assertThat(rig.read("layer/weights")[3]).isCloseTo(-0.1f * step, within(2e-4f * step));
      }
    }
  }

  @Test
  void givenRandomGradients_whenUpdatedManyTimes_thenParametersAndMomentsFollowTheFormula() {
    for (AdamOptions options :
        List.of(
            AdamOptions.DEFAULT,
            new AdamOptions(1e-2, 0.9, 0.99, 1e-3, 0),
            new AdamOptions(1e-2, 0, 0.9, 1e-8, 0))) {
      try (Rig rig = new Rig(options)) {
        Map<String, PlainAdam> expected = start(rig, options);
        for (int step = 1; step <= 100; step++) {
          Map<String, float[]> gradients = random(step);
          rig.update(step, 1, gradients);
          expected.forEach((name, adam) -> adam.update(doubles(gradients.get(name)), 1));
        }
        assertFollows(rig, expected);
      }
    }
  }

  @Test
  void givenALargeEpsilon_whenUpdated_thenItIsAddedToTheRootOfTheUncorrectedSecondMoment() {
    AdamOptions options = new AdamOptions(0.1, 0.5, 0.999, 0.5, 0);
    try (Rig rig = new Rig(options)) {
      rig.update(1, 1, constant(2));

      // m = 1, v = .004: TensorFlow's form of the epsilon, before the bias is corrected.
      double rate = 0.1 * Math.sqrt(0.001) / 0.5;
      assertThat((double) rig.read("layer/weights")[0])
          .isCloseTo(-rate * 1 / (Math.sqrt(0.004) + 0.5), within(1e-7));
    }
  }

  @Test
  void givenWeightDecay_whenUpdated_thenItIsPartOfTheGradientAlsoOfGainsAndBiases() {
    AdamOptions options = new AdamOptions(1e-2, 0.5, 0.999, 1e-4, 0.3);
    try (Rig rig = new Rig(options)) {
      Map<String, PlainAdam> expected = start(rig, options);
      for (int step = 1; step <= 40; step++) {
        Map<String, float[]> gradients = random(step);
        rig.update(step, 1, gradients);
        expected.forEach((name, adam) -> adam.update(doubles(gradients.get(name)), 1));
      }
      assertFollows(rig, expected);

      // And what the decay amounts to, without any other gradient.
      rig.store.write(rig.session, "layer/gain/adam-m", new float[SIZE]);
      float[] gain = rig.read("layer/gain");
      rig.update(41, 1, constant(0));
      assertClose(
          "m of gain",
          rig.read("layer/gain/adam-m"),
          java.util.stream.IntStream.range(0, SIZE).mapToDouble(i -> 0.5 * 0.3 * gain[i]).toArray(),
          1e-5);
    }
  }

  @Test
  void givenARateFactor_whenUpdated_thenTheStepIsMultipliedByIt() {
    try (Rig rig = new Rig(new AdamOptions(0.1, 0.5, 0.999, 1e-8, 0))) {
      rig.update(1, 0.25, constant(3));
      assertThat(rig.read("layer/weights")[0]).isCloseTo(-0.025f, within(1e-6f));
    }
  }

  @Test
  void givenMomentsFromBefore_whenUpdatesGoOn_thenTheBiasCorrectionGoesOnFromTheirNumber() {
    AdamOptions options = new AdamOptions(1e-2, 0.9, 0.999, 1e-6, 0);
    try (Rig rig = new Rig(options);
        Rig resumed = new Rig(options)) {
      start(rig, options);
      for (int step = 1; step <= 5; step++) {
        rig.update(step, 1, random(step));
      }
      rig.store.names().forEach(name -> resumed.store.write(resumed.session, name, rig.read(name)));

      for (int step = 6; step <= 10; step++) {
        rig.update(step, 1, random(step));
        resumed.update(step, 1, random(step));
      }

      for (String name : rig.store.names()) {
        assertThat(resumed.read(name)).as(name).isEqualTo(rig.read(name));
      }
    }
  }

  private static Map<String, PlainAdam> start(Rig rig, AdamOptions options) {
    Map<String, PlainAdam> expected = new LinkedHashMap<>();
    for (ParameterSpec p : PARAMETERS) {
      float[] first = gaussian(SIZE, 1, 0.5, p.name().hashCode());
      rig.store.write(rig.session, p.name(), first);
      expected.put(p.name(), new PlainAdam(options, doubles(first)));
    }
    return expected;
  }

  private static void assertFollows(Rig rig, Map<String, PlainAdam> expected) {
    expected.forEach(
        (name, adam) -> {
          assertClose(name, rig.read(name), adam.values(), 1e-5);
          assertClose(name + " m", rig.read(name + "/adam-m"), adam.first(), 1e-5);
          assertClose(name + " v", rig.read(name + "/adam-v"), adam.second(), 1e-4);
        });
  }
}

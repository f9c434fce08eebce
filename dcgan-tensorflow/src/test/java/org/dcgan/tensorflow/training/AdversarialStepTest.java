package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.bytes;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.floats;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.Architecture;
import org.dcgan.LayerSpec;
import org.dcgan.ParameterSpec;
import org.dcgan.tensorflow.network.ConvolutionForms;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainAdam;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Whole steps against the same step taken by hand: plain gradients, plain Adam, one at a time. */
class AdversarialStepTest {
  private static final int MINIBATCH = 4;
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(3).latentDim(5).batchNormEpsilon(1e-5).build();

  /** Epsilons that keep updates smooth in the gradient, so that rounding is not blown up to one. */
  private static final AdamOptions OF_G = new AdamOptions(0.01, 0.5, 0.9, 1e-2, 0.01);

  private static final AdamOptions OF_D = new AdamOptions(0.02, 0.3, 0.95, 2e-2, 0);

  private static PlainGraph plain;

  @BeforeAll
  static void drawPlainGraph() {
    plain = new PlainGraph(ARCHITECTURE, MINIBATCH);
  }

  @AfterAll
  static void closePlainGraph() {
    plain.close();
  }

  private static List<LayerSpec> layers() {
    List<LayerSpec> layers = new ArrayList<>(ARCHITECTURE.generatorLayers());
    layers.addAll(ARCHITECTURE.discriminatorLayers());
    return layers;
  }

  private static Map<String, float[]> firstValues() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (LayerSpec layer : layers()) {
      for (ParameterSpec p : layer.parameters()) {
        values.put(
            p.name(),
            gaussian(
                Math.toIntExact(p.size()),
                p.role() == ParameterSpec.Role.GAIN ? 1 : 0,
                0.2,
                p.name().hashCode()));
      }
    }
    return values;
  }

  private static byte[] pixels(int step) {
    return bytes(MINIBATCH * ARCHITECTURE.image().size(), 1, step);
  }

  private static float[] scaled(byte[] pixels) {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = (pixels[i] & 255) / 127.5f - 1;
    }
    return scaled;
  }

  private static float[] latents(int step) {
    return gaussian(MINIBATCH * ARCHITECTURE.latentDim(), 2, step);
  }

  /** The engine's step on variables of its own. */
  private static final class Rig implements AutoCloseable {
    private final Graph graph = new Graph();
    private final ParameterStore store;
    private final Session session;
    private final AdversarialStep<TFloat32> step;
    private Counters counters = Counters.ZERO;

    Rig(UpdateSchedule schedule, ConvolutionForms forms) {
      Ops tf = Ops.create(graph);
      store = new ParameterStore(tf);
      for (LayerSpec layer : layers()) {
        for (ParameterSpec p : layer.parameters()) {
          add(tf, p.name(), p.shape());
          Moments.add(store, p, s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
        }
        if (layer.batchNorm()) {
          add(tf, layer.name() + "/population-mean", List.of(layer.normalisedUnits()));
          add(tf, layer.name() + "/population-variance", List.of(layer.normalisedUnits()));
        }
      }
      step =
          new AdversarialStep<>(
              tf,
              TFloat32.class,
              forms,
              store,
              ARCHITECTURE,
              TrainingPlan.builder()
                  .minibatch(MINIBATCH)
                  .schedule(schedule)
                  .generatorAdam(OF_G)
                  .discriminatorAdam(OF_D)
                  .build());
      session = new Session(graph, false);
      store.initialise(session);
      firstValues().forEach((name, values) -> store.write(session, name, values));
    }

    private void add(Ops tf, String name, List<Integer> shape) {
      // Not 0: the first minibatch has to replace whatever is there.
      store.add(name, shape, s -> tf.fill(tf.constant(s.asArray()), tf.constant(9f)));
    }

    AdversarialStep.Done run(byte[] pixels, float[] latents, double rateFactor) {
      int side = ARCHITECTURE.image().height();
      try (TUint8 batch = Tensors.of(Shape.of(MINIBATCH, side, side, 3), pixels)) {
        AdversarialStep.Done done = step.run(session, counters, batch, latents, rateFactor);
        counters = done.counters();
        return done;
      }
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

  /** The same by hand. */
  private static final class ByHand {
    private final UpdateSchedule schedule;
    private final Map<String, PlainAdam> generator = new LinkedHashMap<>();
    private final Map<String, PlainAdam> discriminator = new LinkedHashMap<>();
    private final Map<String, MovingAverage> averages = new LinkedHashMap<>();
    private int step;

    ByHand(UpdateSchedule schedule) {
      this.schedule = schedule;
      Map<String, float[]> first = firstValues();
      ARCHITECTURE
          .generatorParameters()
          .forEach(p -> generator.put(p.name(), new PlainAdam(OF_G, doubles(first.get(p.name())))));
      ARCHITECTURE
          .discriminatorParameters()
          .forEach(
              p -> discriminator.put(p.name(), new PlainAdam(OF_D, doubles(first.get(p.name())))));
    }

    private Map<String, double[]> values() {
      Map<String, double[]> values = new HashMap<>();
      generator.forEach((name, adam) -> values.put(name, adam.values()));
      discriminator.forEach((name, adam) -> values.put(name, adam.values()));
      return values;
    }

    private PlainGraph.At at(float[] real, float[] latents) {
      Map<String, float[]> rounded = new HashMap<>();
      values().forEach((name, v) -> rounded.put(name, floats(v)));
      return plain.at(rounded, real, latents);
    }

    private static void update(
        Map<String, PlainAdam> network, Map<String, float[]> gradients, double rateFactor) {
      gradients.forEach(
          (name, gradient) -> network.get(name).update(doubles(gradient), rateFactor));
    }

    void run(byte[] pixels, float[] latents, double rateFactor) {
      float[] real = scaled(pixels);
      PlainNetworks networks = new PlainNetworks(ARCHITECTURE, values());
      see(networks.generate(doubles(latents), false).seen());
      boolean ofGenerator = schedule != UpdateSchedule.ALTERNATING || step % 2 == 0;
      boolean ofDiscriminator = schedule != UpdateSchedule.ALTERNATING || step % 2 == 1;
      if (ofDiscriminator) {
        see(networks.judge(maps(real), false).seen());
      }
      switch (schedule) {
        case SIMULTANEOUS -> {
          var forGenerator = at(real, latents).generatorGradients();
          update(discriminator, at(real, latents).discriminatorGradients(), rateFactor);
          update(generator, forGenerator, rateFactor);
        }
        case SEQUENTIAL -> {
          update(discriminator, at(real, latents).discriminatorGradients(), rateFactor);
          update(generator, at(real, latents).generatorGradients(), rateFactor);
        }
        case ALTERNATING -> {
          if (ofGenerator) {
            update(generator, at(real, latents).generatorGradients(), rateFactor);
          } else {
            update(discriminator, at(real, latents).discriminatorGradients(), rateFactor);
          }
        }
      }
      step++;
    }

    private void see(List<PlainNetworks.Seen> seen) {
      for (PlainNetworks.Seen layer : seen) {
        average(layer.layer() + "/population-mean").add(layer.mean());
        average(layer.layer() + "/population-variance").add(layer.variance());
      }
    }

    private MovingAverage average(String name) {
      return averages.computeIfAbsent(name, n -> new MovingAverage());
    }
  }

  private static Maps maps(float[] pictures) {
    return new Maps(MINIBATCH, 16, 3, doubles(pictures));
  }

  /** Weights .9^age, brought to a sum of 1. */
  private static final class MovingAverage {
    private final List<double[]> seen = new ArrayList<>();

    void add(double[] values) {
      seen.add(values);
    }

    double[] value() {
      double[] sum = new double[seen.get(0).length];
      double weights = 0;
      for (int i = 0; i < seen.size(); i++) {
        double weight = Math.pow(0.9, seen.size() - 1 - i);
        weights += weight;
        for (int j = 0; j < sum.length; j++) {
          sum[j] += weight * seen.get(i)[j];
        }
      }
      for (int j = 0; j < sum.length; j++) {
        sum[j] /= weights;
      }
      return sum;
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenASchedule_whenSeveralStepsAreMade_thenEveryVariableIsWhatItWouldBeByHand(
      UpdateSchedule schedule) {
    ByHand byHand = new ByHand(schedule);
    try (Rig rig = new Rig(schedule, ConvolutionForms.FLOAT32)) {
      for (int step = 0; step < 6; step++) {
        double rateFactor = 1 - 0.1 * step;
        rig.run(pixels(step), latents(step), rateFactor);
        byHand.run(pixels(step), latents(step), rateFactor);
        Map<String, PlainAdam> all = new LinkedHashMap<>(byHand.generator);
        all.putAll(byHand.discriminator);
        int number = step;
        all.forEach(
            (name, adam) ->
                assertClose(name + " after step " + number, rig.read(name), adam.values(), 1e-3));
      }
      Map<String, PlainAdam> all = new LinkedHashMap<>(byHand.generator);
      all.putAll(byHand.discriminator);
      all.forEach(
          (name, adam) -> {
            assertClose(name + " m", rig.read(name + "/adam-m"), adam.first(), 1e-2);
            assertClose(name + " v", rig.read(name + "/adam-v"), adam.second(), 1e-2);
          });
      assertThat(byHand.averages).hasSize(2 * 3);
      byHand.averages.forEach(
          (name, average) -> assertClose(name, rig.read(name), average.value(), 5e-3));
    }
  }

  @Test
  void givenTheThreeSchedules_whenOneStepIsMade_thenTheyDifferWhereTheyAreSaidTo() {
    try (Rig simultaneous = new Rig(UpdateSchedule.SIMULTANEOUS, ConvolutionForms.FLOAT32);
        Rig sequential = new Rig(UpdateSchedule.SEQUENTIAL, ConvolutionForms.FLOAT32);
        Rig alternating = new Rig(UpdateSchedule.ALTERNATING, ConvolutionForms.FLOAT32)) {
      for (Rig rig : List.of(simultaneous, sequential, alternating)) {
        rig.run(pixels(0), latents(0), 1);
      }
      String ofD = "discriminator/convolution2/weights";
      String ofG = "generator/convolution1/weights";
      assertThat(sequential.read(ofD)).isEqualTo(simultaneous.read(ofD));
      assertThat(sequential.read(ofG)).isNotEqualTo(simultaneous.read(ofG));
      assertThat(alternating.read(ofG)).isEqualTo(simultaneous.read(ofG));
      assertThat(alternating.read(ofD)).isEqualTo(firstValues().get(ofD));
      assertThat(alternating.counters).isEqualTo(new Counters(1, 1, 0, 1, 0));
      assertThat(sequential.counters).isEqualTo(new Counters(1, 1, 1, 1, 1));

      alternating.run(pixels(1), latents(1), 1);

      assertThat(alternating.read(ofG)).isEqualTo(simultaneous.read(ofG));
      assertThat(alternating.read(ofD)).isNotEqualTo(firstValues().get(ofD));
      assertThat(alternating.counters).isEqualTo(new Counters(2, 1, 1, 2, 1));
    }
  }

  @ParameterizedTest
  @EnumSource(UpdateSchedule.class)
  void givenAStep_whenItReportsLosses_thenTheyAreThoseBeforeItsUpdates(UpdateSchedule schedule) {
    Map<String, double[]> parameters = new HashMap<>();
    firstValues().forEach((name, values) -> parameters.put(name, doubles(values)));
    PlainNetworks networks = new PlainNetworks(ARCHITECTURE, parameters);
    double[] z = doubles(latents(0));
    Maps real = maps(scaled(pixels(0)));
    try (Rig rig = new Rig(schedule, ConvolutionForms.FLOAT32)) {
      var losses = rig.run(pixels(0), latents(0), 1).losses();

      double[] onReal = networks.judge(real, false).logits();
      double[] onFake = networks.judge(networks.generate(z, false).images(), false).logits();
      assertThat(losses.discriminator())
          .isCloseTo(networks.discriminatorLoss(real, z), within(1e-3));
      assertThat(losses.generator()).isCloseTo(networks.generatorLoss(z), within(1e-3));
      assertThat(losses.realScore()).isCloseTo(meanProbability(onReal), within(1e-4));
      assertThat(losses.fakeScore()).isCloseTo(meanProbability(onFake), within(1e-3));
      assertThat(losses.isFinite()).isTrue();
    }
  }

  private static double meanProbability(double[] logits) {
    double sum = 0;
    for (double logit : logits) {
      sum += 1 / (1 + Math.exp(-logit));
    }
    return sum / logits.length;
  }

  @Test
  void givenOtherGeneratedPictures_whenTheSameRealOnesAreScored_thenNothingOfTheirsChanges() {
    try (Rig one = new Rig(UpdateSchedule.SIMULTANEOUS, ConvolutionForms.FLOAT32);
        Rig other = new Rig(UpdateSchedule.SIMULTANEOUS, ConvolutionForms.FLOAT32)) {
      var ofOne = one.run(pixels(0), latents(0), 1).losses();
      var ofOther = other.run(pixels(0), latents(1), 1).losses();

      assertThat(ofOther.fakeScore()).isNotEqualTo(ofOne.fakeScore());
      assertThat(ofOther.realScore()).isEqualTo(ofOne.realScore());
      String statistics = "discriminator/convolution2/population-mean";
      assertThat(other.read(statistics)).isEqualTo(one.read(statistics));
    }
  }

  @Test
  void givenOtherForms_whenStepsAreMade_thenTheResultIsTheSameButForRounding() {
    try (Rig plainForms = new Rig(UpdateSchedule.SIMULTANEOUS, ConvolutionForms.PLAIN);
        Rig quickForms = new Rig(UpdateSchedule.SIMULTANEOUS, ConvolutionForms.FLOAT32)) {
      for (int step = 0; step < 3; step++) {
        plainForms.run(pixels(step), latents(step), 1);
        quickForms.run(pixels(step), latents(step), 1);
      }
      for (String name : firstValues().keySet()) {
        assertClose(name, quickForms.read(name), plainForms.read(name), 1e-3);
      }
    }
  }
}

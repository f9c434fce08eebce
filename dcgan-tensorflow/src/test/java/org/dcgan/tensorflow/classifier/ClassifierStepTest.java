package org.dcgan.tensorflow.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.bytes;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.floats;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.reference.PlainAdam;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.tensorflow.training.AdamMoments;
import org.dcgan.training.AdamOptions;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/** Supervised steps against TensorFlow's automatic differentiation and a plain Adam. */
class ClassifierStepTest {
  private static final int BATCH_SIZE = 5;
  private static final int CLASSES = 4;
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(3).latentDim(5).batchNormEpsilon(1e-5).build();
  private static final AdamOptions ADAM = new AdamOptions(0.02, 0.6, 0.95, 1e-2, 0.01);

  private static List<LayerSpec> layers() {
    return Classifier.layers(ARCHITECTURE, CLASSES);
  }

  private static List<ParameterSpec> parameters() {
    return layers().stream().flatMap(l -> l.parameters().stream()).toList();
  }

  private static Map<String, float[]> firstValues() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterSpec p : parameters()) {
      int mean = p.role() == ParameterSpec.Role.GAIN ? 1 : 0;
      values.put(p.name(), gaussian(Math.toIntExact(p.size()), mean, 0.2, p.name().hashCode()));
    }
    return values;
  }

  private static final int[] LABELS = {3, 0, 1, 1, 2};

  private static byte[] pixels(int step) {
    return bytes(BATCH_SIZE * ARCHITECTURE.image().size(), 1, step);
  }

  private static final class Rig implements AutoCloseable {
    private final Graph graph = new Graph();
    private final ParameterStore store;
    private final Session session;
    private final ClassifierStep<TFloat32> step;

    Rig(double dropout) {
      Ops tf = GraphOps.of(graph);
      store = new ParameterStore(tf);
      for (LayerSpec layer : layers()) {
        for (ParameterSpec p : layer.parameters()) {
          add(tf, p.name(), p.shape());
          AdamMoments.add(store, p, s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
        }
        if (layer.batchNorm()) {
          add(tf, layer.name() + "/population-mean", List.of(layer.normalizedUnits()));
          add(tf, layer.name() + "/population-variance", List.of(layer.normalizedUnits()));
        }
      }
      step =
          new ClassifierStep<>(
              tf,
              TFloat32.class,
              OpVariants.ONEDNN_AVX512,
              store,
              ARCHITECTURE,
              layers(),
              BATCH_SIZE,
              ADAM,
              dropout);
      session = Models.session(graph);
      store.initialize(session);
      store.write(session, firstValues());
    }

    private void add(Ops tf, String name, List<Integer> shape) {
      store.add(name, shape, s -> tf.fill(tf.constant(s.asArray()), tf.constant(9f)));
    }

    double run(int step) {
      return this.step.run(session, step, pixels(step), LABELS, 1, 17);
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  /** Mean softmax cross-entropy as anybody would write it. */
  private static final class Plain implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Ops tf = GraphOps.of(graph);
    private final Map<String, Placeholder<TFloat32>> fed = new LinkedHashMap<>();
    private final Placeholder<TFloat32> images =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(BATCH_SIZE, 16, 16, 3)));
    private final Operand<TFloat32> loss;
    private final Output<?>[] gradients;
    private final Session session;

    Plain() {
      for (ParameterSpec p : parameters()) {
        long[] shape = p.shape().stream().mapToLong(Integer::longValue).toArray();
        fed.put(p.name(), tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape))));
      }
      Operand<TFloat32> x = images;
      Operand<TFloat32> logits = null;
      for (LayerSpec layer : layers()) {
        Operand<TFloat32> weights = fed.get(layer.name() + "/weights");
        if (layer.kind() == LayerSpec.Kind.SCORE) {
          logits =
              tf.linalg.matMul(
                  tf.reshape(x, tf.constant(new int[] {BATCH_SIZE, layer.inputMaps()})), weights);
          break;
        }
        x =
            PlainGraph.convolved(
                tf, x, weights, layer.convolution().kernel(), layer.convolution().stride());
        if (layer.batchNorm()) {
          x =
              PlainGraph.normalized(
                  tf,
                  x,
                  new int[] {0, 1, 2},
                  fed.get(layer.name() + "/gain"),
                  fed.get(layer.name() + "/bias"),
                  ARCHITECTURE.batchNormEpsilon());
        }
        x = tf.nn.leakyRelu(x, LeakyRelu.alpha((float) ARCHITECTURE.leakySlope()));
      }
      float[] wanted = new float[BATCH_SIZE * CLASSES];
      for (int i = 0; i < BATCH_SIZE; i++) {
        wanted[i * CLASSES + LABELS[i]] = 1f / BATCH_SIZE;
      }
      Operand<TFloat32> chosen =
          tf.constant(Shape.of(BATCH_SIZE, CLASSES), DataBuffers.of(wanted, true, false));
      loss =
          tf.math.neg(
              tf.reduceSum(
                  tf.math.mul(tf.nn.logSoftmax(logits), chosen), tf.constant(new int[] {0, 1})));
      gradients =
          graph.addGradients(
              loss.asOutput(),
              fed.values().stream().map(Operand::asOutput).toArray(Output<?>[]::new));
      session = new Session(graph);
    }

    /** The loss, then every parameter's gradient. */
    List<float[]> at(Map<String, float[]> values, byte[] pixels) {
      float[] scaled = new float[pixels.length];
      for (int i = 0; i < pixels.length; i++) {
        scaled[i] = (pixels[i] & 255) / 127.5f - 1;
      }
      List<TFloat32> toClose = new ArrayList<>();
      Session.Runner runner = session.runner();
      fed.forEach((name, p) -> toClose.add(feed(runner, p, values.get(name))));
      toClose.add(feed(runner, images, scaled));
      runner.fetch(loss);
      for (Output<?> gradient : gradients) {
        runner.fetch(gradient);
      }
      List<float[]> fetched = new ArrayList<>();
      try (var result = runner.run()) {
        result.forEach(
            entry -> {
              TFloat32 tensor = (TFloat32) entry.getValue();
              float[] copy = new float[Math.toIntExact(tensor.size())];
              tensor.asRawTensor().data().asFloats().read(copy);
              fetched.add(copy);
            });
      }
      toClose.forEach(TFloat32::close);
      return fetched;
    }

    private static TFloat32 feed(Session.Runner runner, Placeholder<TFloat32> at, float[] data) {
      TFloat32 tensor = TFloat32.tensorOf(at.shape(), DataBuffers.of(data));
      runner.feed(at, tensor);
      return tensor;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  @Test
  void givenTwoBatches_whenStepped_thenLossAndParametersAreThoseOfAutodiffAndPlainAdam() {
    try (Rig rig = new Rig(0);
        Plain plain = new Plain()) {
      Map<String, PlainAdam> byHand = new LinkedHashMap<>();
      firstValues().forEach((name, v) -> byHand.put(name, new PlainAdam(ADAM, doubles(v))));
      for (int step = 1; step <= 2; step++) {
        Map<String, float[]> now = new LinkedHashMap<>();
        byHand.forEach((name, adam) -> now.put(name, floats(adam.values())));
        List<float[]> expected = plain.at(now, pixels(step));
        int next = 1;
        for (PlainAdam adam : byHand.values()) {
          adam.update(doubles(expected.get(next++)), 1);
        }
        assertThat(rig.run(step)).isCloseTo(expected.get(0)[0], within(1e-4));
        byHand.forEach(
            (name, adam) ->
                assertClose(name, rig.store.read(rig.session, name), adam.values(), 2e-4));
      }
    }
  }

  @Test
  void givenDropout_whenAStepIsRepeated_thenTheSameValuesAreDropped() {
    try (Rig one = new Rig(0.5);
        Rig same = new Rig(0.5);
        Rig without = new Rig(0)) {
      double loss = one.run(1);
      assertThat(same.run(1)).isEqualTo(loss);
      assertThat(without.run(1)).isNotEqualTo(loss);
      for (ParameterSpec p : parameters()) {
        assertThat(same.store.read(same.session, p.name()))
            .containsExactly(one.store.read(one.session, p.name()));
      }
    }
  }

  @Test
  void givenTheFirstBatch_whenStepped_thenPopulationStatisticsAreItsOwn() {
    try (Rig rig = new Rig(0)) {
      rig.run(1);
      for (LayerSpec layer : layers()) {
        if (layer.batchNorm()) {
          for (float mean : rig.store.read(rig.session, layer.name() + "/population-mean")) {
            assertThat(mean).isNotEqualTo(9f).isBetween(-5f, 5f);
          }
        }
      }
    }
  }
}

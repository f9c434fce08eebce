package org.dcgan.tensorflow.training;

import static org.dcgan.tensorflow.reference.Numbers.bytes;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.latent.Labels;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** The engine's step with its own variables. */
final class StepRig implements AutoCloseable {
  static final int BATCH_SIZE = 4;
  static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(3).latentDim(5).batchNormEpsilon(1e-5).build();

  /** Epsilons that keep updates smooth in the gradient, so that rounding is not blown up to one. */
  static final AdamOptions OF_G = new AdamOptions(0.01, 0.5, 0.9, 1e-2, 0.01);

  static final AdamOptions OF_D = new AdamOptions(0.02, 0.3, 0.95, 2e-2, 0);

  private final Graph graph = new Graph();
  private final Session session = Models.session(graph);
  private final Architecture architecture;
  private final ParameterStore store;
  private final AdversarialStep step;
  private Counters counters = Counters.ZERO;

  /** All variables since the last step; empty if they have not been read. */
  private Map<String, float[]> values = Map.of();

  StepRig(UpdateSchedule schedule, OpVariants variants) {
    this(plan(schedule).build(), variants);
  }

  StepRig(TrainingPlan plan) {
    this(plan, OpVariants.ONEDNN_AVX512);
  }

  private StepRig(TrainingPlan plan, OpVariants variants) {
    this(plan, variants, ARCHITECTURE);
  }

  StepRig(TrainingPlan plan, OpVariants variants, Architecture architecture) {
    this.architecture = architecture;
    Ops tf = GraphOps.of(graph);
    store = new ParameterStore(tf);
    for (LayerSpec layer : layers(architecture)) {
      if (layer.spectralNorm()) {
        add(tf, layer.name() + "/spectral-vector", List.of(layer.maps()));
      }
      for (ParameterSpec p : layer.parameters()) {
        add(tf, p.name(), p.shape());
        AdamMoments.add(store, p, s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
      }
      if (layer.batchNorm()) {
        add(tf, layer.name() + "/population-mean", List.of(layer.normalizedUnits()));
        add(tf, layer.name() + "/population-variance", List.of(layer.normalizedUnits()));
      }
    }
    AveragedWeights.addTo(tf, store, AveragedNetworks.of(plan).layers(architecture));
    store.initialize(session);
    step = new AdversarialStep(tf, TFloat32.class, variants, store, architecture, plan);
    store.write(session, firstValues(architecture));
  }

  static TrainingPlan.Builder plan(UpdateSchedule schedule) {
    return TrainingPlan.builder()
        .batchSize(BATCH_SIZE)
        .schedule(schedule)
        .generatorAdam(OF_G)
        .discriminatorAdam(OF_D);
  }

  static List<LayerSpec> layers() {
    return layers(ARCHITECTURE);
  }

  private static List<LayerSpec> layers(Architecture architecture) {
    List<LayerSpec> layers = new ArrayList<>(architecture.generatorLayers());
    layers.addAll(architecture.discriminatorLayers());
    return layers;
  }

  static Map<String, float[]> firstValues() {
    return firstValues(ARCHITECTURE);
  }

  static Map<String, float[]> firstValues(Architecture architecture) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (LayerSpec layer : layers(architecture)) {
      if (layer.spectralNorm()) {
        String name = layer.name() + "/spectral-vector";
        values.put(name, gaussian(layer.maps(), 0, 1, name.hashCode()));
      }
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

  static byte[] pixels(int step) {
    return bytes(BATCH_SIZE * ARCHITECTURE.image().size(), 1, step);
  }

  static final Architecture CONDITIONAL = ARCHITECTURE.withClasses(3);

  /** The labels of a step's images: one-hot, several of a class, some of none. */
  static Labels labels(int step) {
    return Labels.oneHot(3, step % 3, 2, (step + 1) % 3, 2);
  }

  static float[] latents(int step) {
    return gaussian(BATCH_SIZE * ARCHITECTURE.latentDim(), 2, step);
  }

  private void add(Ops tf, String name, List<Integer> shape) {
    // Not 0: the first batch has to replace whatever is there.
    store.add(name, shape, s -> tf.fill(tf.constant(s.asArray()), tf.constant(9f)));
  }

  StepResult run(byte[] pixels, float[] latents, double rateFactor) {
    return run(pixels, latents, new StepSettings(rateFactor, 0, 0));
  }

  StepResult run(byte[] pixels, float[] latents, StepSettings moment) {
    values = Map.of();
    int side = ARCHITECTURE.image().height();
    Labels labels = architecture.isConditional() ? labels((int) counters.step()) : null;
    try (TUint8 batch = Tensors.of(Shape.of(BATCH_SIZE, side, side, 3), pixels)) {
      StepResult done =
          step.run(
              GraphRun.of(session.runner()),
              counters,
              batch,
              latents,
              labels,
              moment,
              Signals.NONE);
      counters = done.counters();
      return done;
    }
  }

  Counters counters() {
    return counters;
  }

  Graph graph() {
    return graph;
  }

  float[] read(String name) {
    if (values.isEmpty()) {
      values = store.read(session, store.names());
    }
    return values.get(name);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

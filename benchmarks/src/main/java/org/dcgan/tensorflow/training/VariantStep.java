package org.dcgan.tensorflow.training;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.model.Variables;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.network.TimedStep;
import org.dcgan.tensorflow.runtime.Sessions;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** A new model, and training steps of it in float32 on noise. */
final class VariantStep implements AutoCloseable {
  private final Architecture architecture;
  private final int images;
  private final Graph graph = new Graph();
  private final Session session;
  private final AdversarialStep step;
  private Counters counters = Counters.ZERO;

  /**
   * Builds and initializes the model.
   *
   * @param timed the networks, the images of a step and the threads
   * @param variants the variants of its operations
   */
  VariantStep(TimedStep timed, OpVariants variants) {
    this.architecture = timed.architecture();
    this.images = timed.images();
    Ops tf = GraphOps.of(graph);
    ParameterStore store = Variables.of(new ModelSpec(architecture, 1), tf);
    TrainingPlan plan = TrainingPlan.builder().batchSize(images).build();
    step = new AdversarialStep(tf, TFloat32.class, variants, store, architecture, plan);
    session = Sessions.forNetwork(graph, timed.hardware());
    store.initialize(session);
  }

  /**
   * Runs a step.
   *
   * @param seed of its images and latents
   * @return how long it took, in nanoseconds
   */
  long run(int seed) {
    SeededRandom random = SeededRandom.of(seed);
    byte[] pixels = new byte[images * architecture.image().size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    float[] latents = new float[images * architecture.latentDim()];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = 2 * (float) random.nextDouble() - 1;
    }
    int side = architecture.image().height();
    Shape shape = Shape.of(images, side, side, architecture.image().channels());
    try (TUint8 batch = Tensors.of(shape, pixels)) {
      long began = System.nanoTime();
      counters =
          step.run(
                  GraphRun.of(session.runner()),
                  counters,
                  batch,
                  latents,
                  new StepSettings(1, 0, 0),
                  Signals.NONE)
              .counters();
      return System.nanoTime() - began;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

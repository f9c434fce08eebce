package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.model.Variables;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.network.TimedStep;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.dcgan.tensorflow.tuning.MeasuredConvolutions;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Prints the convolutions that the library chooses by measurement, and the time of whole training
 * steps in float32 with direct convolutions and with the chosen ones. Both take turns. The choice
 * is kept as in a training ({@code -Ddcgan.cache=DIR} names another folder).
 *
 * <p>Arguments: the resolution or {@code imagenet32}, the width, the number of images in a step,
 * the number of threads, and the number of steps of each.
 */
public final class StepVariantTimings implements AutoCloseable {
  private static final int WARM_UP = 2;

  private final Graph graph = new Graph();
  private final Session session;
  private final AdversarialStep step;
  private final List<Double> millis = new ArrayList<>();
  private Counters counters = Counters.ZERO;

  private StepVariantTimings(
      Architecture architecture, int images, Hardware hardware, OpVariants variants) {
    Ops tf = GraphOps.of(graph);
    ParameterStore store = Variables.of(new ModelSpec(architecture, 1), tf);
    TrainingPlan plan = TrainingPlan.builder().batchSize(images).build();
    step = new AdversarialStep(tf, TFloat32.class, variants, store, architecture, plan);
    session = Sessions.forNetwork(graph, hardware);
    store.initialize(session);
  }

  /**
   * Measures and prints.
   *
   * @param arguments as described above
   */
  public static void main(String... arguments) {
    TimedStep timed = TimedStep.parse(List.of(arguments), "STEPS");
    Architecture architecture = timed.architecture();
    int images = timed.images();
    Hardware hardware = timed.hardware();
    long began = System.nanoTime();
    WinogradUse use =
        MeasuredConvolutions.on(hardware)
            .choose(architecture, images, MeasuredConvolutions.mostBytes(architecture, images));
    System.out.printf(
        Locale.ROOT,
        "chosen in %.1f s, adds about %d MB to a step:%n",
        (System.nanoTime() - began) / 1e9,
        WinogradMemory.bytes(architecture, images, use) >> 20);
    for (KernelShape shape : KernelShape.ofWinograd(architecture)) {
      System.out.println("  " + WinogradUse.text(shape, use.of(shape)));
    }
    OpVariants direct = hardware.variants();
    try (StepVariantTimings without =
            new StepVariantTimings(architecture, images, hardware, direct);
        StepVariantTimings with =
            new StepVariantTimings(architecture, images, hardware, direct.withWinograd(use))) {
      int steps = Integer.parseInt(arguments[4]);
      for (int i = -WARM_UP; i < steps; i++) {
        without.run(architecture, images, i);
        with.run(architecture, images, i);
      }
      System.out.printf(
          Locale.ROOT,
          "step of %d, median ms: direct %.1f, measured choice %.1f%n",
          images,
          without.median(),
          with.median());
    }
  }

  private void run(Architecture architecture, int images, int number) {
    SeededRandom random = SeededRandom.of(number);
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
      if (number >= 0) {
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
  }

  private double median() {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

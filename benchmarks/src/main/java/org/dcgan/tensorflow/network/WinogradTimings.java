package org.dcgan.tensorflow.network;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Prints the time of each use of Winograd's algorithm for each kernel of a network. Each choice is
 * timed with all operations that the discriminator's layer has in one step: two convolutions, three
 * transposed convolutions and two kernel gradients, which share transforms. The library's own
 * choice, which times single operations, is faster to make ({@code StepVariantTimings}).
 *
 * <p>Arguments: the resolution or {@code imagenet32}, the width, the number of images in a step and
 * the number of threads.
 */
public final class WinogradTimings {
  private static final int ROUNDS = 5;

  /** A choice has to save as much, so that noise does not decide. */
  private static final double WORTH = 0.97;

  private WinogradTimings() {}

  private static List<WinogradTiles> choices() {
    List<WinogradTiles> choices = new ArrayList<>();
    choices.add(WinogradTiles.NONE);
    choices.add(WinogradTiles.all(WinogradTile.TWO));
    WinogradTile[] either = {WinogradTile.NONE, WinogradTile.FOUR};
    for (WinogradTile convolve : either) {
      for (WinogradTile transpose : either) {
        for (WinogradTile gradient : either) {
          WinogradTiles tiles = new WinogradTiles(convolve, transpose, gradient);
          if (!choices.contains(tiles)) {
            choices.add(tiles);
          }
        }
      }
    }
    return choices;
  }

  /**
   * Measures and prints.
   *
   * @param arguments as described above
   */
  public static void main(String... arguments) {
    TimedStep step = TimedStep.parse(List.of(arguments), "");
    print(step.architecture(), step.images(), step.hardware(), System.out);
  }

  private static void print(
      Architecture architecture, int images, Hardware hardware, PrintStream out) {
    for (KernelShape shape : KernelShape.ofWinograd(architecture)) {
      Map<WinogradTiles, Double> times = times(shape, images, hardware);
      double direct = times.getOrDefault(WinogradTiles.NONE, 0.0);
      WinogradTiles best = WinogradTiles.NONE;
      out.printf(Locale.ROOT, "%n%s, %d images, ms a step%n", shape, images);
      for (WinogradTiles tiles : choices()) {
        double time = times.getOrDefault(tiles, 0.0);
        out.printf(
            Locale.ROOT,
            "  convolve %-5s transpose %-5s gradient %-5s %9.2f%n",
            tiles.convolve(),
            tiles.transposeConvolve(),
            tiles.kernelGradient(),
            time);
        if (time < WORTH * direct && time < times.getOrDefault(best, 0.0)) {
          best = tiles;
        }
      }
      out.println("  fastest: " + WinogradUse.text(shape, best));
    }
  }

  private static Map<WinogradTiles, Double> times(
      KernelShape shape, int images, Hardware hardware) {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      LayerSpec spec = shape.layer();
      ParameterSpec weights = spec.parameters().get(0);
      ParameterStore store = new ParameterStore(tf);
      store.add(weights.name(), weights.shape(), size -> normal(tf, size));
      List<Op> first = new ArrayList<>();
      Shape wide = Shape.of(images, shape.wideSide(), shape.wideSide(), shape.wideMaps());
      Shape narrow = Shape.of(images, shape.narrowSide(), shape.narrowSide(), shape.narrowMaps());
      List<Operand<TFloat32>> wides = List.of(kept(tf, first, wide), kept(tf, first, wide));
      List<Operand<TFloat32>> narrows =
          List.of(kept(tf, first, narrow), kept(tf, first, narrow), kept(tf, first, narrow));
      List<List<Op>> operations = new ArrayList<>();
      for (WinogradTiles tiles : choices()) {
        OpVariants variants = hardware.variants().withWinograd(new WinogradUse(Map.of(), tiles));
        operations.add(
            step(
                new GraphBuilder<>(tf.withSubScope("choice"), TFloat32.class, variants, store),
                weights,
                spec,
                shape,
                wides,
                narrows));
      }
      try (Session session = Sessions.forNetwork(graph, hardware)) {
        store.initialize(session);
        first.forEach(assignment -> session.runner().addTarget(assignment).run().close());
        return times(session, operations);
      }
    }
  }

  private static List<Op> step(
      GraphBuilder<TFloat32> builder,
      ParameterSpec weights,
      LayerSpec spec,
      KernelShape shape,
      List<Operand<TFloat32>> wides,
      List<Operand<TFloat32>> narrows) {
    List<Op> operations = new ArrayList<>();
    Gradients gradients = new Gradients();
    for (int batch = 0; batch < 2; batch++) {
      StridedKernel<TFloat32> kernel =
          new StridedKernel<>(
              builder,
              weights,
              spec.convolution(),
              shape.wideSide(),
              shape.wideMaps(),
              shape.narrowMaps());
      operations.add(kernel.convolve(wides.get(batch)));
      operations.add(kernel.transposeConvolve(narrows.get(batch)));
      gradients.add(weights, new KernelBatch<>(kernel, wides.get(batch), narrows.get(batch)));
      if (batch == 1) {
        operations.add(kernel.transposeConvolve(narrows.get(2)));
      }
    }
    operations.addAll(gradients.sums(builder.tf()).values());
    return operations;
  }

  private static Map<WinogradTiles, Double> times(Session session, List<List<Op>> operations) {
    List<WinogradTiles> choices = choices();
    Map<WinogradTiles, Double> times = new HashMap<>();
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < choices.size(); i++) {
        Session.Runner runner = session.runner();
        operations.get(i).forEach(runner::addTarget);
        long began = System.nanoTime();
        runner.run().close();
        double millis = (System.nanoTime() - began) / 1e6;
        if (round >= 0) {
          times.merge(choices.get(i), millis, Math::min);
        }
      }
    }
    return times;
  }

  private static Operand<TFloat32> normal(Ops tf, Shape shape) {
    return tf.random.randomStandardNormal(tf.constant(shape.asArray()), TFloat32.class);
  }

  private static Operand<TFloat32> kept(Ops tf, List<Op> first, Shape shape) {
    Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
    first.add(tf.assign(variable, normal(tf, shape)));
    return tf.identity(variable);
  }
}

package org.dcgan.tensorflow.tuning;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.ForwardOperations;
import org.dcgan.tensorflow.network.KernelOperations;
import org.dcgan.tensorflow.network.KernelOperations.Part;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Session;
import org.tensorflow.op.Op;

/** Measures how long the operations of a kernel take on this machine in float32. */
final class KernelTimings {
  /** One operation of more multiply-adds is measured with fewer images. */
  private static final long MOST_MULTIPLY_ADDS = 3_000_000_000L;

  /** Fewer images would use fewer threads, and weigh the kernel more. */
  private static final int FEWEST_IMAGES = 16;

  private static final int FEWEST_ROUNDS = 2;
  private static final int MOST_ROUNDS = 7;

  private static final int FEWEST_FORWARD_ROUNDS = 3;

  /** Passes of single images are so short that a thread of another process may disturb several. */
  private static final int MOST_FORWARD_ROUNDS = 25;

  private KernelTimings() {}

  /**
   * Measures a kernel: all parts take turns, so that other work on the machine affects all of them,
   * and the shortest time of each counts.
   *
   * @param shape a kernel for which Winograd's algorithm exists
   * @param images the images of a step
   * @param hardware threads, and the variants of the direct operations
   * @param limit no round begins after this time, except the first two
   * @return the costs of a step
   * @throws org.dcgan.ResourceLimitException if memory does not suffice; nothing has been allocated
   *     then, unless TensorFlow itself found that out
   * @throws org.dcgan.EngineException if TensorFlow fails
   */
  static KernelCosts measure(KernelShape shape, int images, Hardware hardware, Duration limit) {
    int measured = images(shape, images);
    NativeMemory.requireForMeasurement(shape, measured);
    long began = System.nanoTime();
    try (GraphSession<KernelOperations> operations =
        GraphSession.open(
            graph -> new KernelOperations(graph, hardware.variants(), shape, measured),
            graph -> Sessions.forNetwork(graph, hardware),
            KernelOperations::initialize)) {
      return Failures.translated(
          () -> {
            KernelCosts.Shortest warmUp = new KernelCosts.Shortest();
            round(operations, warmUp);
            KernelCosts.Shortest shortest = new KernelCosts.Shortest();
            for (int i = 0;
                i < FEWEST_ROUNDS
                    || (i < MOST_ROUNDS && System.nanoTime() - began < limit.toNanos());
                i++) {
              round(operations, shortest);
            }
            return shortest.costs((double) images / measured);
          });
    }
  }

  /**
   * Measures the forward pass of a kernel outside training, as {@link #measure} does a step.
   *
   * @param shape a kernel for which Winograd's algorithm exists
   * @param operation the operation
   * @param images the images that are computed at once
   * @param hardware threads, and the variants of the direct operations
   * @param limit no round begins after this time, except the first three
   * @return the costs
   * @throws org.dcgan.ResourceLimitException as {@link #measure}
   * @throws org.dcgan.EngineException if TensorFlow fails
   */
  static ForwardCosts forward(
      KernelShape shape,
      ForwardOperation operation,
      int images,
      Hardware hardware,
      Duration limit) {
    int measured = images(shape, images);
    NativeMemory.requireForMeasurement(shape, operation, measured);
    try (GraphSession<ForwardOperations> passes =
        GraphSession.open(
            graph ->
                new ForwardOperations(
                    graph, hardware.variants(), shape, operation, measured, images),
            graph -> Sessions.forNetwork(graph, hardware),
            ForwardOperations::initialize)) {
      return Failures.translated(
          () -> {
            forward(passes, new EnumMap<>(WinogradTile.class)); // the first runs prepare the graph
            Map<WinogradTile, Double> shortest = new EnumMap<>(WinogradTile.class);
            long began = System.nanoTime();
            for (int i = 0;
                i < FEWEST_FORWARD_ROUNDS
                    || (i < MOST_FORWARD_ROUNDS && System.nanoTime() - began < limit.toNanos());
                i++) {
              forward(passes, shortest);
            }
            shortest.replaceAll((tile, time) -> time * images / measured);
            return new ForwardCosts(shortest);
          });
    }
  }

  private static void forward(
      GraphSession<ForwardOperations> passes, Map<WinogradTile, Double> shortest) {
    for (WinogradTile tile : WinogradTile.values()) {
      Session.Runner runner = passes.runner().addTarget(passes.content().pass(tile));
      long began = System.nanoTime();
      runner.run().close();
      var unused = shortest.merge(tile, (double) (System.nanoTime() - began), Math::min);
    }
  }

  /** The number of images that are measured. */
  static int images(KernelShape shape, int images) {
    long most = Math.max(FEWEST_IMAGES, MOST_MULTIPLY_ADDS / shape.multiplyAdds());
    return (int) Math.min(images, most);
  }

  private static void round(
      GraphSession<KernelOperations> operations, KernelCosts.Shortest shortest) {
    for (WinogradTile tile : WinogradTile.values()) {
      for (Map.Entry<Part, List<Op>> part : operations.content().parts(tile).entrySet()) {
        Session.Runner runner = operations.runner();
        part.getValue().forEach(runner::addTarget);
        long began = System.nanoTime();
        runner.run().close();
        shortest.add(tile, part.getKey(), System.nanoTime() - began);
      }
    }
  }
}

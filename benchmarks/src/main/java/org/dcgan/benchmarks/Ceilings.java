package org.dcgan.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.Precision;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The peak performance of the machine in floating-point operations per second: the upper bound for
 * the arithmetic of a training step.
 *
 * @param matrixProduct the rate of a product of two matrices with 2048 rows and columns
 * @param convolution the rate of the fastest of some convolutions that are typical of DCGANs
 */
record Ceilings(double matrixProduct, double convolution) {
  private static final int SIDE = 2048;
  private static final int REPETITIONS = 8;

  /** Side, input maps, output maps, stride; the kernels are 5x5. */
  private static final int[][] CONVOLUTIONS = {
    {32, 64, 128, 2}, {16, 128, 256, 2}, {8, 256, 512, 2}, {16, 128, 128, 1}
  };

  private record Candidate(Operand<?> result, double operations) {}

  static Ceilings measure(Precision precision, int threads) {
    return precision == Precision.BFLOAT16
        ? measure(TBfloat16.class, threads)
        : measure(TFloat32.class, threads);
  }

  private static <T extends TFloating> Ceilings measure(Class<T> type, int threads) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> inputs = new ArrayList<>();
      Operand<T> matrix = noise(tf, type, inputs, SIDE, SIDE);
      Candidate product = new Candidate(tf.linalg.matMul(matrix, matrix), 2 * Math.pow(SIDE, 3));
      List<Candidate> convolutions = new ArrayList<>();
      for (int[] c : CONVOLUTIONS) {
        Operand<T> maps = noise(tf, type, inputs, Contest.BATCH_SIZE, c[0], c[0], c[1]);
        Operand<T> kernel = noise(tf, type, inputs, 5, 5, c[1], c[2]);
        convolutions.add(
            new Candidate(
                tf.nn.conv2d(maps, kernel, List.of(1L, (long) c[3], (long) c[3], 1L), "SAME"),
                2.0 * Contest.BATCH_SIZE * Math.pow((double) c[0] / c[3], 2) * 25 * c[1] * c[2]));
      }
      ConfigProto config =
          ConfigProto.newBuilder()
              .setIntraOpParallelismThreads(threads)
              .setInterOpParallelismThreads(1)
              .build();
      try (Session session = new Session(graph, false, config)) {
        Session.Runner assign = session.runner();
        inputs.forEach(assign::addTarget);
        assign.run().close();
        return new Ceilings(
            best(session, product),
            convolutions.stream().mapToDouble(c -> best(session, c)).max().orElseThrow());
      }
    }
  }

  /** Returns a variable, so that TensorFlow cannot fold the operations into constants. */
  private static <T extends TFloating> Operand<T> noise(
      Ops tf, Class<T> type, List<Operand<?>> inputs, long... shape) {
    var variable = tf.variable(org.tensorflow.ndarray.Shape.of(shape), type);
    inputs.add(
        tf.assign(
            variable,
            tf.dtypes.cast(
                tf.random.statelessRandomNormal(
                    tf.constant(shape), tf.constant(new long[] {1, 1}), TFloat32.class),
                type)));
    return variable;
  }

  private static double best(Session session, Candidate candidate) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPETITIONS; i++) {
      long began = System.nanoTime();
      session.runner().addTarget(candidate.result()).run().close();
      least = Math.min(least, (System.nanoTime() - began) / 1e9);
    }
    return candidate.operations() / least;
  }
}

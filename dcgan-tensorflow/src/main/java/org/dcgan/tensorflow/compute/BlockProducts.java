package org.dcgan.tensorflow.compute;

import org.dcgan.Device;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * The products of one block of rows, as a graph. The variants were chosen by measurement:
 * TensorFlow's own kernels compute X P six times as fast as P' X', and likewise M' X and X' M.
 */
final class BlockProducts implements AutoCloseable {
  private final GraphSession<Products> products;

  BlockProducts(RuntimeOptions runtime) {
    Natives.require();
    products =
        GraphSession.open(
            graph -> new Products(GraphOps.of(graph)),
            graph ->
                runtime.device() == Device.GPU
                    ? Sessions.forComputation(graph, runtime)
                    : Sessions.onCpu(graph, runtime.threads()));
  }

  /** The products of blocks in both storage formats. */
  private static final class Products {
    private final Placeholder<TFloat32> right;
    private final Placeholder<TFloat32> shift;
    private final Placeholder<TFloat32> left;
    private final BlockGraph<TFloat32> single;
    private final BlockGraph<TFloat16> half;

    private Products(Ops tf) {
      right = tf.placeholder(TFloat32.class);
      shift = tf.placeholder(TFloat32.class);
      left = tf.placeholder(TFloat32.class);
      Placeholder<TFloat32> singles = tf.placeholder(TFloat32.class);
      single = form(tf, singles, singles);
      Placeholder<TFloat16> halves = tf.placeholder(TFloat16.class);
      half = form(tf, halves, tf.dtypes.cast(halves, TFloat32.class));
    }

    private <T extends TNumber> BlockGraph<T> form(
        Ops tf, Placeholder<T> block, Operand<TFloat32> values) {
      Operand<TFloat32> scores = tf.math.add(tf.linalg.matMul(values, right), shift);
      return new BlockGraph<>(
          block,
          values,
          scores,
          tf.linalg.matMul(left, values, MatMul.transposeA(true)),
          tf.linalg.matMul(tf.math.mul(left, scores), values, MatMul.transposeA(true)));
    }
  }

  /** The products of a block in one storage format. */
  private record BlockGraph<T extends TNumber>(
      Placeholder<T> block,
      Operand<TFloat32> values,
      Operand<TFloat32> scores,
      Operand<TFloat32> sums,
      Operand<TFloat32> sumsOfScores) {}

  private BlockGraph<?> form(Tensor block) {
    return block instanceof TFloat16 ? products.content().half : products.content().single;
  }

  TFloat32 asFloat32(Tensor block) {
    BlockGraph<?> form = form(block);
    return (TFloat32) products.runner().feed(form.block, block).fetch(form.values).run().get(0);
  }

  void scores(
      Tensor block, TFloat32 vectors, TFloat32 shifts, float[] target, int offset, int length) {
    BlockGraph<?> form = form(block);
    try (var result =
        products
            .runner()
            .feed(form.block, block)
            .feed(products.content().right, vectors)
            .feed(products.content().shift, shifts)
            .fetch(form.scores)
            .run()) {
      read((TFloat32) result.get(0), target, offset, length);
    }
  }

  float[] sums(Tensor block, TFloat32 weights) {
    BlockGraph<?> form = form(block);
    try (var result =
        products
            .runner()
            .feed(form.block, block)
            .feed(products.content().left, weights)
            .fetch(form.sums)
            .run()) {
      return Tensors.floats((TFloat32) result.get(0));
    }
  }

  float[] scoresAndSums(
      Tensor block,
      TFloat32 vectors,
      TFloat32 shifts,
      TFloat32 weights,
      float[] target,
      int offset,
      int length) {
    BlockGraph<?> form = form(block);
    try (var result =
        products
            .runner()
            .feed(form.block, block)
            .feed(products.content().right, vectors)
            .feed(products.content().shift, shifts)
            .feed(products.content().left, weights)
            .fetch(form.scores)
            .fetch(form.sumsOfScores)
            .run()) {
      read((TFloat32) result.get(0), target, offset, length);
      return Tensors.floats((TFloat32) result.get(1));
    }
  }

  private static void read(TFloat32 tensor, float[] target, int offset, int length) {
    tensor.asRawTensor().data().asFloats().read(target, offset, length);
  }

  @Override
  public void close() {
    products.close();
  }
}

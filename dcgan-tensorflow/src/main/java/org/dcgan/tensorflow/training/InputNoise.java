package org.dcgan.tensorflow.training;

import java.util.List;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.training.InstanceNoise;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Noise on D's input images. Without noise in the plan, nothing is added to the graph. */
final class InputNoise {
  private static final long NOISE = 7;

  private final BatchShare share;
  private final @Nullable Placeholder<TInt64> stream;
  private final @Nullable Placeholder<TFloat32> deviation;

  /** The kind of images; the noise of each kind is independent. */
  enum Kind {
    REAL(0),
    FAKE(1);

    private final long stream;

    Kind(long stream) {
      this.stream = stream;
    }
  }

  InputNoise(Ops tf, InstanceNoise noise, BatchShare share) {
    this.share = share;
    boolean none = noise.deviation() == 0;
    this.stream = none ? null : tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    this.deviation =
        none ? null : tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /**
   * Adds noise to images. Its gradient with respect to the images is 1. The noise of an image does
   * not depend on how the batch is divided: each worker draws that of the whole batch.
   *
   * @param shape the shape of the images of this process
   */
  Operand<TFloat32> on(Ops tf, Operand<TFloat32> images, Shape shape, Kind kind) {
    if (stream == null || deviation == null) {
      return images;
    }
    Operand<TInt64> ofKind = tf.math.add(stream, tf.constant(new long[] {0, kind.stream}));
    long[] whole = shape.asArray();
    whole[0] = share.total();
    Operand<TFloat32> standard =
        tf.random.statelessRandomNormal(tf.constant(whole), ofKind, TFloat32.class);
    return tf.math.add(images, tf.math.mul(mine(tf, standard, shape), deviation));
  }

  private Operand<TFloat32> mine(Ops tf, Operand<TFloat32> standard, Shape shape) {
    if (share.isWhole()) {
      return standard;
    }
    long[] from = new long[shape.numDimensions()];
    from[0] = share.from();
    return tf.slice(standard, tf.constant(from), tf.constant(shape.asArray()));
  }

  /** The key of a step's noise on real images; for generated ones the second number is 1 more. */
  static long[] stream(long seed, long step) {
    return new long[] {SeededRandom.hash(seed, NOISE, step), 0};
  }

  void feed(GraphRun runner, StepSettings settings, long step, List<TType> toClose) {
    if (stream == null || deviation == null) {
      return;
    }
    TInt64 key = TInt64.vectorOf(stream(settings.seed(), step));
    toClose.add(key);
    runner.feed(stream, key);
    Adam.feed(runner, deviation, settings.noise(), toClose);
  }
}

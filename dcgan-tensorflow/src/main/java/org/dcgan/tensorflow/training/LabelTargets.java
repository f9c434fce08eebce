package org.dcgan.tensorflow.training;

import java.util.List;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.DiscriminatorLabels;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The labels of one kind of images: one constant, or, with flips, one an image and step. */
final class LabelTargets {
  private static final long FLIPS = 8;

  private final DiscriminatorLabels labels;
  private final boolean real;
  private final int batchSize;
  private final Operand<TFloat32> operand;

  LabelTargets(Ops tf, DiscriminatorLabels labels, boolean real, int batchSize) {
    this.labels = labels;
    this.real = real;
    this.batchSize = batchSize;
    this.operand =
        labels.flips() == 0
            ? tf.constant((float) own())
            : tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batchSize, 1)));
  }

  /** What to teach: a scalar or [batch, 1]. */
  Operand<TFloat32> operand() {
    return operand;
  }

  private double own() {
    return real ? labels.real() : labels.fake();
  }

  private double other() {
    return real ? labels.fake() : labels.real();
  }

  /** The labels of one step's images. */
  float[] drawn(long seed, long step) {
    SeededRandom random = SeededRandom.of(seed, FLIPS, step, real ? 1 : 0);
    float[] drawn = new float[batchSize];
    for (int i = 0; i < batchSize; i++) {
      drawn[i] = (float) (random.nextDouble() < labels.flips() ? other() : own());
    }
    return drawn;
  }

  void feed(Session.Runner runner, StepSettings settings, long step, List<Tensor> toClose) {
    if (labels.flips() == 0) {
      return;
    }
    TFloat32 tensor = Tensors.of(Shape.of(batchSize, 1), drawn(settings.seed(), step));
    toClose.add(tensor);
    runner.feed(operand, tensor);
  }
}

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

/** D's targets for real or for generated images: a constant, or with flips one for each image. */
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
            ? tf.constant((float) unflipped())
            : tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(batchSize, 1)));
  }

  /** The targets: a scalar or [batchSize, 1]. */
  Operand<TFloat32> operand() {
    return operand;
  }

  private double unflipped() {
    return real ? labels.real() : labels.fake();
  }

  private double flipped() {
    return real ? labels.fake() : labels.real();
  }

  /** The targets of one step, a function of seed and step. */
  float[] targets(long seed, long step) {
    SeededRandom random = SeededRandom.of(seed, FLIPS, step, real ? 1 : 0);
    float[] targets = new float[batchSize];
    for (int i = 0; i < batchSize; i++) {
      targets[i] = (float) (random.nextDouble() < labels.flips() ? flipped() : unflipped());
    }
    return targets;
  }

  void feed(Session.Runner runner, StepSettings settings, long step, List<Tensor> toClose) {
    if (labels.flips() == 0) {
      return;
    }
    TFloat32 tensor = Tensors.of(Shape.of(batchSize, 1), targets(settings.seed(), step));
    toClose.add(tensor);
    runner.feed(operand, tensor);
  }
}

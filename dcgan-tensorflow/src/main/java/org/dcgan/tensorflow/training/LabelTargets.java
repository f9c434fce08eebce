package org.dcgan.tensorflow.training;

import java.util.Arrays;
import java.util.List;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.DiscriminatorLabels;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** D's targets for real or for generated images: a constant, or with flips one for each image. */
final class LabelTargets {
  private static final long FLIPS = 8;

  private final DiscriminatorLabels labels;
  private final boolean real;
  private final BatchShare share;
  private final Operand<TFloat32> operand;

  LabelTargets(Ops tf, DiscriminatorLabels labels, boolean real, BatchShare share) {
    this.labels = labels;
    this.real = real;
    this.share = share;
    this.operand =
        labels.flips() == 0
            ? tf.constant((float) unflipped())
            : tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(share.size(), 1)));
  }

  /** The targets of this process's images: a scalar or [n, 1]. */
  Operand<TFloat32> operand() {
    return operand;
  }

  private double unflipped() {
    return real ? labels.real() : labels.fake();
  }

  private double flipped() {
    return real ? labels.fake() : labels.real();
  }

  /** The targets of the whole batch of one step, a function of seed and step. */
  float[] targets(long seed, long step) {
    SeededRandom random = SeededRandom.of(seed, FLIPS, step, real ? 1 : 0);
    float[] targets = new float[share.total()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) (random.nextDouble() < labels.flips() ? flipped() : unflipped());
    }
    return targets;
  }

  void feed(GraphRun runner, StepSettings settings, long step, List<TType> toClose) {
    if (labels.flips() == 0) {
      return;
    }
    float[] mine = Arrays.copyOfRange(targets(settings.seed(), step), share.from(), share.to());
    TFloat32 tensor = Tensors.of(Shape.of(share.size(), 1), mine);
    toClose.add(tensor);
    runner.feed(operand, tensor);
  }
}

package org.dcgan.tensorflow.training;

import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The placeholders of a training step's graph, with the objects that feed some of them.
 *
 * @param share the part of the batch that this process computes; below, n is its size
 * @param pixels real images, uint8 [n, side, side, channels]
 * @param latents float32 [n, latentDim]
 * @param labels of the real and of the generated images, float32 [n, classes]; null if the networks
 *     are not conditional
 * @param generatorRate the share of this batch in G's population statistics, a scalar
 * @param discriminatorRate the share of this batch in D's population statistics, a scalar
 * @param generatorAverageRate the share of the new weights in the moving average of G's weights, a
 *     scalar
 * @param discriminatorAverageRate the share of the new weights in the moving average of D's
 *     weights, a scalar
 * @param generatorAdam G's optimizer
 * @param discriminatorAdam D's optimizer
 * @param noise the noise on the images that D sees
 * @param augmentation the random changes of the images that D sees
 * @param realLabels D's targets for real images
 * @param fakeLabels D's targets for generated images
 */
record StepInputs(
    BatchShare share,
    Placeholder<TUint8> pixels,
    Placeholder<TFloat32> latents,
    @Nullable Placeholder<TFloat32> labels,
    Placeholder<TFloat32> generatorRate,
    Placeholder<TFloat32> discriminatorRate,
    Placeholder<TFloat32> generatorAverageRate,
    Placeholder<TFloat32> discriminatorAverageRate,
    Adam generatorAdam,
    Adam discriminatorAdam,
    InputNoise noise,
    ImageAugmentation augmentation,
    LabelTargets realLabels,
    LabelTargets fakeLabels) {

  /** Adds the placeholders to a graph. */
  static StepInputs of(Ops tf, Architecture architecture, TrainingPlan plan, BatchShare share) {
    int side = architecture.image().height();
    Shape images = Shape.of(share.size(), side, side, architecture.image().channels());
    Shape latents = Shape.of(share.size(), architecture.latentDim());
    return new StepInputs(
        share,
        tf.placeholder(TUint8.class, Placeholder.shape(images)),
        tf.placeholder(TFloat32.class, Placeholder.shape(latents)),
        architecture.isConditional()
            ? tf.placeholder(
                TFloat32.class, Placeholder.shape(Shape.of(share.size(), architecture.classes())))
            : null,
        scalar(tf),
        scalar(tf),
        scalar(tf),
        scalar(tf),
        new Adam(tf, plan.generatorAdam()),
        new Adam(tf, plan.discriminatorAdam()),
        new InputNoise(tf, plan.instanceNoise(), share),
        new ImageAugmentation(tf, plan.augmentation(), share, side),
        new LabelTargets(tf, plan.labels(), true, share),
        new LabelTargets(tf, plan.labels(), false, share));
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }
}

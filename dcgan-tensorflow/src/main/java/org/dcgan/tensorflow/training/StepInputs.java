package org.dcgan.tensorflow.training;

import org.dcgan.architecture.Architecture;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The placeholders of a training step's graph, with the objects that feed some of them.
 *
 * @param batchSize images of a step
 * @param pixels real images, uint8 [batchSize, side, side, channels]
 * @param latents float32 [batchSize, latentDim]
 * @param generatorRate the share of this batch in G's population statistics, a scalar
 * @param discriminatorRate the share of this batch in D's population statistics, a scalar
 * @param averageRate the share of the new weights in the moving average of G's weights, a scalar
 * @param generatorAdam G's optimizer
 * @param discriminatorAdam D's optimizer
 * @param noise the noise on the images that D sees
 * @param augmentation the random changes of the images that D sees
 * @param realLabels D's targets for real images
 * @param fakeLabels D's targets for generated images
 */
record StepInputs(
    int batchSize,
    Placeholder<TUint8> pixels,
    Placeholder<TFloat32> latents,
    Placeholder<TFloat32> generatorRate,
    Placeholder<TFloat32> discriminatorRate,
    Placeholder<TFloat32> averageRate,
    Adam generatorAdam,
    Adam discriminatorAdam,
    InputNoise noise,
    ImageAugmentation augmentation,
    LabelTargets realLabels,
    LabelTargets fakeLabels) {

  /** Adds the placeholders to a graph. */
  static StepInputs of(Ops tf, Architecture architecture, TrainingPlan plan) {
    int batchSize = plan.batchSize();
    int side = architecture.image().height();
    Shape images = Shape.of(batchSize, side, side, architecture.image().channels());
    Shape latents = Shape.of(batchSize, architecture.latentDim());
    return new StepInputs(
        batchSize,
        tf.placeholder(TUint8.class, Placeholder.shape(images)),
        tf.placeholder(TFloat32.class, Placeholder.shape(latents)),
        scalar(tf),
        scalar(tf),
        scalar(tf),
        new Adam(tf, plan.generatorAdam()),
        new Adam(tf, plan.discriminatorAdam()),
        new InputNoise(tf, plan.instanceNoise()),
        new ImageAugmentation(tf, plan.augmentation(), batchSize, side),
        new LabelTargets(tf, plan.labels(), true, batchSize),
        new LabelTargets(tf, plan.labels(), false, batchSize));
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }
}

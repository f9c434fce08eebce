package org.dcgan.tensorflow.training;

import static org.dcgan.tensorflow.training.StepRig.ARCHITECTURE;
import static org.dcgan.tensorflow.training.StepRig.BATCH_SIZE;

import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.reference.PlainAugmentation;
import org.dcgan.training.Augmentation;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.Graph;

/** The changes of one image of a step by plain loops, with the random numbers of the engine. */
record AugmentationByHand(Augmentation augmentation, ImageAugmentation.Choice choice, int image) {

  static AugmentationByHand of(
      TrainingPlan plan, long seed, long step, ImageAugmentation.Kind kind, int image) {
    try (Graph graph = new Graph()) {
      return new AugmentationByHand(
          plan.augmentation(),
          new ImageAugmentation(
                  GraphOps.of(graph),
                  plan.augmentation(),
                  BatchShare.whole(BATCH_SIZE),
                  ARCHITECTURE.image().height())
              .choice(seed, step, kind),
          image);
    }
  }

  double[] apply(double[] pixels) {
    int side = ARCHITECTURE.image().height();
    PlainAugmentation plain = new PlainAugmentation(side, ARCHITECTURE.image().channels());
    double[] changed = pixels;
    if (augmentation.color()) {
      changed = plain.brighter(changed, choice.brightness()[image]);
      changed = plain.saturated(changed, choice.saturation()[image]);
      changed = plain.contrasted(changed, choice.contrast()[image]);
    }
    if (augmentation.translation() > 0) {
      changed = plain.translated(changed, choice.shifts()[0][image], choice.shifts()[1][image]);
    }
    if (augmentation.cutout() > 0) {
      int square = (int) Math.round(side * augmentation.cutout());
      changed = plain.cut(changed, choice.corners()[0][image], choice.corners()[1][image], square);
    }
    return changed;
  }
}

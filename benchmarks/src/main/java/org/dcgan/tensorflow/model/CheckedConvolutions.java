package org.dcgan.tensorflow.model;

import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.network.TimedStep;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.Turns;
import org.dcgan.training.TrainingPlan;

/** What a training uses of the convolutions that are the fastest kernel by kernel. */
public final class CheckedConvolutions {
  private static final long SEED = 1;

  private CheckedConvolutions() {}

  /**
   * Times whole steps as a new training does, unless the chooser's file has the result.
   *
   * @param timed the networks, the images of a step and the threads
   * @param proposed the kernels that are to be computed by Winograd's algorithm
   * @param chooser compares them
   * @return all, some or none of the kernels
   */
  public static WinogradUse of(TimedStep timed, WinogradUse proposed, ConvolutionChooser chooser) {
    TrainingPlan plan = TrainingPlan.builder().batchSize(timed.images()).build();
    try (ModelGraph graph =
        ModelGraph.open(new ModelSpec(timed.architecture(), SEED), timed.hardware())) {
      return chooser.check(proposed, new StepWorkload(graph, plan, Turns.OF_STEPS), () -> false);
    }
  }
}

package org.dcgan.tensorflow.model;

import java.util.Set;
import java.util.function.BooleanSupplier;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.training.TimedSteps;
import org.dcgan.tensorflow.tuning.Workload;
import org.dcgan.training.TrainingPlan;

/**
 * A training step of a model, timed in a separate graph with other variables. To be called by the
 * thread that holds the model's {@link ModelGraph.Change}, without a lock of the model.
 *
 * @param graph the model
 * @param plan the batch size and the schedule
 * @param timing times the steps
 */
record StepWorkload(ModelGraph graph, TrainingPlan plan, Timing timing) implements Workload {

  @Override
  public Id id() {
    return Id.of(TimedSteps.kind(plan), graph.architecture(), plan.batchSize());
  }

  @Override
  public Times time(WinogradUse measured, BooleanSupplier stopped) {
    graph.requireMemoryForTiming(Training.memory(graph, plan, measured));
    try (TimedSteps steps =
        TimedSteps.open(
            graph.architecture(),
            plan,
            graph.hardware(),
            tf -> Variables.of(graph.spec(), tf),
            Set.of(measured, WinogradUse.NEVER))) {
      return timing.measure(
          id(), () -> measured(steps, measured), () -> steps.run(WinogradUse.NEVER), stopped);
    }
  }

  /**
   * TensorFlow keeps the memory of a step that was timed as that of any other. With the second set
   * of variables, it is no less than a step of the plan needs, which may have averages of weights.
   */
  private double measured(TimedSteps steps, WinogradUse use) {
    double time = steps.run(use);
    graph.madeStep(Training.memory(graph, plan, use), NativeMemory.Place.MODEL);
    return time;
  }
}

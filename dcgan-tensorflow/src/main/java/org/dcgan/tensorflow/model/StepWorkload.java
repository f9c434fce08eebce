package org.dcgan.tensorflow.model;

import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.dcgan.tensorflow.network.WinogradMemory;
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
  /**
   * A comparison takes at least six steps, so that no subset is tried where a step takes more than
   * a sixth of this time.
   */
  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(20);

  @Override
  public Id id() {
    return Id.of(TimedSteps.kind(plan), graph.architecture(), plan.batchSize());
  }

  @Override
  public Times time(WinogradUse candidate, WinogradUse incumbent, BooleanSupplier stopped) {
    graph.requireMemoryForTiming(Training.memory(graph, plan, larger(candidate, incumbent)));
    try (TimedSteps steps =
        TimedSteps.open(
            graph.architecture(),
            plan,
            graph.hardware(),
            tf -> Variables.of(graph.spec(), tf),
            Set.of(candidate, incumbent))) {
      return timing.measure(
          id(), () -> run(steps, candidate), () -> run(steps, incumbent), stopped);
    }
  }

  @Override
  public long addedBytes(WinogradUse use) {
    return WinogradMemory.bytes(graph.architecture(), plan.batchSize(), use);
  }

  @Override
  public Duration searchLimit() {
    return SEARCH_LIMIT;
  }

  /**
   * TensorFlow keeps the memory of a step that was timed as that of any other. With the second set
   * of variables, it is no less than a step of the plan needs, which may have averages of weights.
   */
  private double run(TimedSteps steps, WinogradUse use) {
    double time = steps.run(use);
    graph.madeStep(Training.memory(graph, plan, use), NativeMemory.Place.MODEL);
    return time;
  }
}

package org.dcgan.tensorflow.training;

import java.util.List;
import java.util.Locale;
import org.dcgan.DivergedException;
import org.dcgan.tensorflow.sentinel.Finding;
import org.dcgan.tensorflow.sentinel.Sentinel;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports a sentinel's findings to the log and the listener, and selects the action to take. */
final class Alarms {
  private static final Logger logger = LoggerFactory.getLogger(Alarms.class);

  private final TrainingPlan plan;
  private final RunSchedule schedule;
  private final TrainableModel model;
  private final TrainingListener listener;
  private long troubleSince;

  Alarms(TrainingPlan plan, RunSchedule schedule, TrainableModel model, TrainingListener listener) {
    this.plan = plan;
    this.schedule = schedule;
    this.model = model;
    this.listener = listener;
  }

  /**
   * Raises an alarm for each finding.
   *
   * @param sentinel the sentinel
   * @param i the step of the run
   * @param findings the findings of that step
   * @return the most severe action
   * @throws DivergedException if the training cannot continue
   */
  Action raise(Sentinel sentinel, long i, List<Finding> findings) {
    Action most = Action.IGNORE;
    long step = model.counters().step();
    troubleSince = step;
    for (Finding finding : findings) {
      Action action = sentinel.action(finding.trouble());
      logger.warn("step {}: {}: {}", step, action, finding.message());
      listener.on(
          new TrainingEvent.Alarm(
              step,
              schedule.epochOf(i),
              finding.trouble(),
              finding.measured(),
              finding.limit(),
              action,
              finding.message()));
      if (action == Action.STOP && finding.trouble() == Trouble.NOT_FINITE) {
        throw diverged(finding, sentinel.rollBacks());
      }
      if (action.compareTo(most) > 0) {
        most = action;
      }
      troubleSince = Math.min(troubleSince, finding.since());
    }
    return most;
  }

  /** The first step that the last reported troubles may have affected. */
  long troubleSince() {
    return troubleSince;
  }

  private DivergedException diverged(Finding finding, int rollBacks) {
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "training diverged at step %d: %s, expected finite numbers. Nothing"
                + " was saved since the step before; lower the learning rate (now %s) or raise"
                + " batchNormEpsilon (now %s)%s",
            model.counters().step(),
            finding.message(),
            plan.discriminatorAdam().learningRate(),
            model.architecture().batchNormEpsilon(),
            rollBacks == 0 ? "" : "; the run was rolled back " + rollBacks + " times before"));
  }
}

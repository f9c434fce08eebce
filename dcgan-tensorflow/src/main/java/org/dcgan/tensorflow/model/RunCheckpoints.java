package org.dcgan.tensorflow.model;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.dcgan.Dcgan;
import org.dcgan.latent.Labels;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.tensorflow.training.Checkpoints;
import org.dcgan.tensorflow.training.SampleLabels;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.TrainingEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes and scores a run's checkpoints in the run's folder. */
record RunCheckpoints(
    Dcgan model,
    TrainingState state,
    Persistence persistence,
    CheckpointFolder folder,
    CheckpointPolicy policy,
    String dataset,
    RunRecord run)
    implements Checkpoints {
  private static final Logger logger = LoggerFactory.getLogger(RunCheckpoints.class);

  @Override
  public Path write(Duration trained, long fixedSteps, SentinelState sentinel) throws IOException {
    RunRecord now = run.with(trained, fixedSteps, sentinel);
    Path checkpoint = folder.write(model.step(), folder -> persistence.save(folder, dataset, now));
    state.savedAs(checkpoint);
    return checkpoint;
  }

  @Override
  public Path rollBack(long since, long fixedSteps) throws IOException {
    Path checkpoint = folder.beforeTrouble(since);
    ModelFiles.Loaded loaded = CheckpointFolder.load(checkpoint);
    persistence.restore(loaded, checkpoint);
    RunRecord then = loaded.manifest().run();
    if (then != null && fixedSteps > 0) {
      // Before the checkpoint that has the length is deleted: a run that is killed next repeats
      // the steps since here, and has to end after as many.
      RunRecord fixed = run.with(then.trained(), fixedSteps, then.sentinel());
      Path unused = folder.write(model.step(), folder -> persistence.save(folder, dataset, fixed));
    }
    folder.deleteAfter(model.step());
    return checkpoint;
  }

  @Override
  public Optional<TrainingEvent.Scored> score() throws IOException {
    if (policy.score().isEmpty()) {
      return Optional.empty();
    }
    ModelScore score = policy.score().get();
    Labels classes = SampleLabels.inTurn(model.architecture(), model.architecture().classes());
    double value = score.score(classes == null ? model : model.withLabels(classes));
    boolean best = folder.scored(model.step(), score.name(), value);
    if (best) {
      logger.info(
          "new best checkpoint by {}: {} at step {}",
          printable(score.name()),
          String.format(Locale.ROOT, "%.5g", value),
          model.step());
    }
    return Optional.of(new TrainingEvent.Scored(model.step(), score.name(), value, best));
  }

  @Override
  public Optional<TrainingEvent.Scored> scoreIfMissed() throws IOException {
    if (policy.score().isEmpty() || folder.wasScored(model.step(), policy.score().get().name())) {
      return Optional.empty();
    }
    logger.info("scoring the checkpoint of step {}, which has no score yet", model.step());
    return score();
  }

  /** Whether the run writes a checkpoint at a step even if it is never interrupted. */
  LongPredicate scheduled(long stepsPerEpoch) {
    return step -> {
      long ofRun = step - run.firstStep();
      return ofRun == 0
          || (everySteps() > 0 && ofRun % everySteps() == 0)
          || (everyEpoch() && ofRun % stepsPerEpoch == 0);
    };
  }

  @Override
  public boolean everyEpoch() {
    return policy.everySteps() == 0 || policy.score().isPresent();
  }

  @Override
  public long everySteps() {
    return policy.everySteps();
  }

  @Override
  public Duration every() {
    return policy.every();
  }
}

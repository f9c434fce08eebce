package org.dcgan.tensorflow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.training.SentinelState;
import org.dcgan.tensorflow.training.Trainer;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.TrainingEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a model's checkpoints into its run's folder. */
record RunCheckpoints(
    TensorFlowDcgan model,
    CheckpointFolder folder,
    CheckpointPolicy policy,
    String dataset,
    RunRecord run)
    implements Trainer.Checkpoints {
  private static final Logger logger = LoggerFactory.getLogger(RunCheckpoints.class);

  @Override
  public Path write(SentinelState sentinel) throws IOException {
    Path checkpoint =
        folder.write(model.step(), place -> model.save(place, dataset, run.with(sentinel)));
    model.standsAt(checkpoint);
    return checkpoint;
  }

  @Override
  public Path rollBack(long since) throws IOException {
    Path checkpoint = folder.beforeTrouble(since);
    model.restore(ModelFiles.load(checkpoint), checkpoint);
    folder.deleteAfter(model.step());
    return checkpoint;
  }

  @Override
  public Optional<TrainingEvent.Scored> score() throws IOException {
    if (policy.score().isEmpty()) {
      return Optional.empty();
    }
    ModelScore score = policy.score().get();
    double value = score.score(model);
    boolean best = folder.scored(model.step(), score.name(), value);
    if (best) {
      logger.info("the best so far by {}: {} at step {}", score.name(), value, model.step());
    }
    return Optional.of(new TrainingEvent.Scored(model.step(), score.name(), value, best));
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

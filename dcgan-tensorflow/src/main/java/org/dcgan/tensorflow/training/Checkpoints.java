package org.dcgan.tensorflow.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.training.TrainingEvent;

/** The checkpoints of a run. */
public interface Checkpoints {
  /**
   * Writes a checkpoint.
   *
   * @param trained the training time of the run so far
   * @param fixedSteps the number of steps that the duration of the run has become; 0 if it has not
   * @param sentinel the state of the sentinel
   * @return the folder of the checkpoint
   * @throws IOException if it cannot be written
   */
  Path write(Duration trained, long fixedSteps, SentinelState sentinel) throws IOException;

  /**
   * Restores the model from the best checkpoint, or from the newest one before a trouble, and
   * deletes later checkpoints. A fixed length is recorded in the restored checkpoint first.
   *
   * @param since the first step that the trouble may have affected
   * @param fixedSteps the number of steps that the duration of the run has become; 0 if it has not
   * @return the checkpoint
   * @throws IOException if it cannot be read or written
   */
  Path rollBack(long since, long fixedSteps) throws IOException;

  /**
   * Scores the model, whose checkpoint was just written, if the policy has a score.
   *
   * @return the score, or empty without a score in the policy
   * @throws IOException if the score cannot be computed or recorded
   */
  Optional<TrainingEvent.Scored> score() throws IOException;

  /**
   * Scores the model, which was resumed from a checkpoint at the end of an epoch, if the policy has
   * a score and the process was killed before it recorded the score of that checkpoint.
   *
   * @return the score, or empty without a score in the policy
   * @throws IOException if the score cannot be computed or recorded
   */
  Optional<TrainingEvent.Scored> scoreIfMissed() throws IOException;

  /**
   * Whether a checkpoint is also written at the end of each epoch.
   *
   * @return true if the policy counts epochs, or scores the model at their ends
   */
  boolean everyEpoch();

  /**
   * Steps between checkpoints.
   *
   * @return 0 if checkpoints do not depend on the number of steps
   */
  long everySteps();

  /**
   * Time between checkpoints.
   *
   * @return zero if checkpoints do not depend on time
   */
  Duration every();
}

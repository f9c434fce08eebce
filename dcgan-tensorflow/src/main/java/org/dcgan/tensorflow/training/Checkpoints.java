package org.dcgan.tensorflow.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.training.TrainingEvent;

/** Where a run is written down. */
public interface Checkpoints {
  /**
   * Writes a checkpoint.
   *
   * @param sentinel what the sentinel remembers
   * @return its folder
   * @throws IOException if it cannot be written
   */
  Path write(SentinelState sentinel) throws IOException;

  /**
   * Puts the model back to the best checkpoint, or the newest from before a trouble, and deletes
   * later ones.
   *
   * @param since the first step that may be the trouble's work
   * @return the checkpoint
   * @throws IOException if it cannot be read
   */
  Path rollBack(long since) throws IOException;

  /**
   * Scores the model, whose checkpoint was just written, if the policy has a score.
   *
   * @return how good it is
   * @throws IOException if that fails
   */
  Optional<TrainingEvent.Scored> score() throws IOException;

  /**
   * Scores the model, which was resumed from the checkpoint of an epoch's end, if the policy has a
   * score and the process was killed before it could note that checkpoint's.
   *
   * @return how good it is
   * @throws IOException if that fails
   */
  Optional<TrainingEvent.Scored> scoreIfMissed() throws IOException;

  /**
   * Whether there is one at the end of each epoch, too.
   *
   * @return true if the policy counts epochs, or scores the model at their ends
   */
  boolean everyEpoch();

  /**
   * Steps between checkpoints.
   *
   * @return 0 for no such rule
   */
  long everySteps();

  /**
   * Time between checkpoints.
   *
   * @return zero for no such rule
   */
  Duration every();
}

package org.dcgan.tensorflow.training;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.dcgan.image.ImageSource;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;

/**
 * What the caller of {@code train} asked for.
 *
 * @param plan how to train
 * @param source images of the model's shape, at least one batch of them
 * @param stopped whether the training has been asked to end; queried before every step
 * @param listener receives the events of the training
 * @param emptyClasses the classes of a conditional model that no image of the source has, by name
 */
public record TrainingTask(
    TrainingPlan plan,
    ImageSource source,
    BooleanSupplier stopped,
    TrainingListener listener,
    List<String> emptyClasses) {

  /** Copies the list. */
  public TrainingTask {
    emptyClasses = List.copyOf(emptyClasses);
  }
}

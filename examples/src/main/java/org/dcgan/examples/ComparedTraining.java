package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.DivergedException;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * One training of a comparison. It has a folder of its own, in which it is resumed after an
 * interruption and skipped once it is finished.
 *
 * @param label what differs from the other trainings, in lower case with hyphens
 * @param seed the random seed
 * @param folder the folder of its checkpoints and model
 * @param architecture the architecture of both networks
 * @param plan the hyperparameters, with the seed and the folder of the checkpoints
 * @param hardware the hardware that it runs on
 */
record ComparedTraining(
    String label,
    long seed,
    Path folder,
    Architecture architecture,
    TrainingPlan plan,
    RuntimeOptions hardware) {
  /** What a process that is killed loses at most. */
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMinutes(5);

  /**
   * A training in a folder that is named by its label and its seed.
   *
   * @param out the folder of the comparison
   * @param label what differs from the other trainings, in lower case with hyphens
   * @param seed the random seed
   * @param architecture the architecture of both networks
   * @param plan the hyperparameters, without the seed and the checkpoints
   * @param hardware the hardware to train on
   */
  static ComparedTraining in(
      Path out,
      String label,
      long seed,
      Architecture architecture,
      TrainingPlan plan,
      RuntimeOptions hardware) {
    Path folder = out.resolve(label + "-" + seed);
    return new ComparedTraining(
        label,
        seed,
        folder,
        architecture,
        plan.toBuilder()
            .seed(seed)
            .checkpoints(
                CheckpointPolicy.builder(folder.resolve("checkpoints"))
                    .every(BETWEEN_CHECKPOINTS)
                    .build())
            .build(),
        hardware);
  }

  /** Refuses values that are named twice. */
  static void requireDistinct(String option, List<?> values) {
    if (new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(
          option + " must name different values, got " + values + "; leave out the repetitions");
    }
  }

  /**
   * Prints how long the trainings take that are not finished.
   *
   * @param trainings all trainings of a comparison
   * @param time the time of each training
   */
  static void printTime(List<ComparedTraining> trainings, Duration time) {
    long open = trainings.stream().filter(one -> !one.isTrained()).count();
    System.out.printf(
        Locale.ROOT,
        "%d trainings of %s take %s%n",
        open,
        Clock.format(time),
        Clock.format(time.multipliedBy(open)));
  }

  /** The name in messages and tables. */
  String name() {
    return label + ", seed " + seed;
  }

  /** The folder of the trained model. */
  Path model() {
    return folder.resolve("model");
  }

  /** Whether the training is finished; the manifest of its model is written last. */
  boolean isTrained() {
    return Files.exists(model().resolve("model.json"));
  }

  /**
   * Refuses a training that would be refused after the trainings before it, and a model of other
   * networks.
   *
   * @param images the training images
   * @param kind what the label names, for example "recipe"
   * @param option the option that can leave it out
   */
  void check(Dataset images, String kind, String option) throws IOException {
    if (images.size() < plan.batchSize()) {
      throw new IllegalArgumentException(
          "the "
              + kind
              + " "
              + label
              + " has batches of "
              + plan.batchSize()
              + " images, but there are only "
              + images.size()
              + " to train on; use more images, or leave it out of "
              + option);
    }
    if (isTrained() && !Dcgan.info(model()).architecture().equals(architecture)) {
      throw new IllegalArgumentException(
          model()
              + " has other networks than those of this comparison; use the options that it was"
              + " trained with, or name another folder with --out");
    }
  }

  /**
   * Opens the trained model.
   *
   * @return the model, to be closed by the caller
   * @throws IOException if it cannot be read
   */
  Dcgan open() throws IOException {
    return Dcgan.load(model(), hardware);
  }

  /**
   * Trains and saves the model.
   *
   * @param images the training images
   * @param stop ends the training after the current step
   * @param option the option that can leave this training out
   * @return false if the training was stopped before its end
   * @throws IllegalStateException if the training has failed
   */
  boolean train(Dataset images, StopSignal stop, String option) throws IOException {
    System.out.println(name());
    try (Dcgan dcgan =
        HardwareOptions.configure(Dcgan.builder().architecture(architecture).seed(seed), hardware)
            .build()) {
      return OutputFolder.locked(
          folder,
          () -> {
            TrainingSummary summary = dcgan.train(images, plan, stop, TrainingReport.into(folder));
            if (summary.outcome() == TrainingSummary.Outcome.ALARMED) {
              throw failed(option, "its sentinel has stopped it at step " + summary.step(), null);
            }
            boolean completed = summary.outcome() == TrainingSummary.Outcome.COMPLETED;
            if (completed) {
              dcgan.save(model());
            }
            return completed;
          });
    } catch (DivergedException e) {
      throw failed(option, e.getMessage(), e);
    }
  }

  /** The same command would fail again. */
  private IllegalStateException failed(
      String option, @Nullable String reason, @Nullable Throwable cause) {
    return new IllegalStateException(
        "the training of "
            + name()
            + " has failed: "
            + reason
            + "; leave it out of "
            + option
            + " to compare the others",
        cause);
  }
}

package org.dcgan.eval.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.random.SeededRandom;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;

/** The events of a training that does not run. */
record SimulatedTraining(int epochs, int stepsPerEpoch, int batchSize, Duration pause) {

  static SimulatedTraining of(int epochs, int stepsPerEpoch) {
    return new SimulatedTraining(epochs, stepsPerEpoch, 128, Duration.ZERO);
  }

  long steps() {
    return (long) epochs * stepsPerEpoch;
  }

  void replay(TrainingListener listener) {
    replayUpTo(listener, steps());
    listener.on(finished(TrainingSummary.Outcome.COMPLETED, steps()));
  }

  /** Tells the beginning, without an end. */
  void replayUpTo(TrainingListener listener, long steps) {
    listener.on(started());
    for (long step = 1; step <= steps; step++) {
      rest();
      listener.on(step(step));
      if (step % stepsPerEpoch == 0) {
        listener.on(epoch((int) (step / stepsPerEpoch)));
        listener.on(new TrainingEvent.Saved(step, Path.of("run/model")));
      }
    }
  }

  private void rest() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  TrainingEvent.Started started() {
    return started(0, Optional.empty());
  }

  TrainingEvent.Started started(long firstStep, Optional<Path> resumedFrom) {
    return new TrainingEvent.Started(
        Architecture.svhn32(),
        TrainingPlan.builder().epochs(epochs).batchSize(batchSize).build(),
        "rooms(20000 images, seed 42)",
        firstStep,
        stepsPerEpoch,
        steps(),
        "float32 on the CPU, 2 threads",
        resumedFrom);
  }

  /** The beginning of the training of a conditional model. */
  TrainingEvent.Started conditional(int classes) {
    TrainingEvent.Started started = started();
    return new TrainingEvent.Started(
        started.architecture().withClasses(classes),
        started.plan(),
        started.dataset(),
        started.firstStep(),
        started.stepsPerEpoch(),
        started.totalSteps(),
        started.runtime(),
        started.resumedFrom());
  }

  TrainingEvent.StepEnd step(long step) {
    return new TrainingEvent.StepEnd(
        step,
        (int) ((step - 1) / stepsPerEpoch) + 1,
        losses(step),
        Duration.ofMillis(120),
        Duration.ofMillis(3));
  }

  static TrainingEvent.Alarm alarm(long step, SentinelPolicy.Action action) {
    return new TrainingEvent.Alarm(
        step,
        1,
        SentinelPolicy.Trouble.DISCRIMINATOR_WINS,
        0.004,
        0.01,
        action,
        "D has won: its loss was 0.004");
  }

  static TrainingEvent.RolledBack rolledBack(long from, long to) {
    return new TrainingEvent.RolledBack(from, to, 1, Path.of("run/step-4"));
  }

  TrainingEvent.EpochEnd epoch(int epoch) {
    long step = (long) epoch * stepsPerEpoch;
    return new TrainingEvent.EpochEnd(step, epoch, losses(step), samples(epoch), 1066.7);
  }

  TrainingEvent.Finished finished(TrainingSummary.Outcome outcome, long step) {
    return new TrainingEvent.Finished(
        new TrainingSummary(
            outcome,
            step,
            (int) (step / stepsPerEpoch),
            step,
            losses(Math.max(1, step)),
            Duration.ofSeconds(3723),
            1066.7,
            0.07,
            2,
            Optional.of(Path.of("run/model"))));
  }

  /** D leads early, G catches up, both wobble; the odd spike. */
  Losses losses(long step) {
    SeededRandom random = SeededRandom.of(42, step);
    double progress = (double) step / steps();
    double wobble = 0.25 * Math.sin(40 * progress) * Math.exp(-progress);
    double early = Math.exp(-step / 60.0);
    double discriminator =
        0.55 + 0.45 * progress + wobble + 1.2 * early + 0.16 * random.nextGaussian();
    double generator = 2.6 - 1.3 * progress - 2 * wobble + 3 * early + 0.35 * random.nextGaussian();
    if (random.nextInt(300) == 0) {
      generator += 5;
    }
    double real = 0.8 - 0.15 * progress - 0.2 * wobble + 0.05 * random.nextGaussian();
    double fake = 0.2 + 0.14 * progress + 0.2 * wobble + 0.05 * random.nextGaussian();
    return new Losses(
        Math.max(0.01, discriminator),
        Math.max(0.01, generator),
        Math.max(0, Math.min(1, real)),
        Math.max(0, Math.min(1, fake)));
  }

  private static Images samples(int epoch) {
    ImageShape shape = ImageShape.square(32, 3);
    SeededRandom random = SeededRandom.of(epoch);
    float[] data = new float[64 * shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextDouble(-1, 1);
    }
    return Images.of(shape, data);
  }
}

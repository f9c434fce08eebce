package org.dcgan.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.image.Images;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** Trains this library's networks in a race, as an application would. */
final class LibraryRacer implements TrainingListener {
  private final RaceSettings settings;
  private final RaceSamples samples;
  private final Dcgan model;
  private final int batchSize;
  private final StopSignal stop = new StopSignal();
  private final RaceClock clock;
  private String runtime = "";
  private @Nullable IOException failure;

  private LibraryRacer(RaceSettings settings, RaceSamples samples, Dcgan model, int batchSize) {
    this.settings = settings;
    this.samples = samples;
    this.model = model;
    this.batchSize = batchSize;
    this.clock = new RaceClock(settings.times());
  }

  static void run(RaceSettings settings, boolean recommended, RaceSamples samples)
      throws IOException {
    try (Cifar10 images = Cifar10.train(Path.of(settings.data()));
        Dcgan model =
            Dcgan.builder()
                .architecture(settings.architecture())
                .precision(settings.precision())
                .seed(settings.seed())
                .build()) {
      TrainingBudget length = new TrainingBudget.Time(settings.length());
      TrainingPlan recipe =
          recommended
              ? TrainingPlan.recommended(images, length)
              : TrainingPlan.builder().budget(length).build();
      // The plan's time includes the generation of samples, so the clock ends the training.
      TrainingPlan plan =
          recipe.toBuilder()
              .seed(settings.seed())
              .duration(settings.length().multipliedBy(10))
              .build();
      LibraryRacer racer = new LibraryRacer(settings, samples, model, plan.batchSize());
      model.train(images, plan, racer.stop, racer);
      if (racer.failure != null) {
        throw racer.failure;
      }
    }
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    runtime = event.runtime();
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    try {
      clock.afterStep(
          elapsed -> samples.add(runtime, elapsed, event.step(), batchSize, generate()));
    } catch (IOException e) {
      failure = e;
      stop.request();
    } catch (UncheckedIOException e) {
      failure = e.getCause();
      stop.request();
    }
    if (clock.isOver()) {
      stop.request();
    }
  }

  private InMemoryDataset generate() {
    List<Images> batches = new ArrayList<>();
    model.sampleInBatches(settings.samples(), settings.seed(), batches::add);
    return InMemoryDataset.of(Images.concat(batches));
  }
}

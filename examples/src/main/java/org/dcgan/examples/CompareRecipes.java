package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.DivergedException;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.comparison.GeneratedImages;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains the same network on the same images for the same time with several recipes and random
 * seeds, one after the other, and evaluates the samples of all. An interrupted comparison continues
 * where it was when the same command is started again; recipes and seeds may be added. All options
 * are checked before the first training.
 */
@Command(
    name = "CompareRecipes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a network with several recipes for the same time each, and evaluates the samples of"
            + " all. Let nothing else run: the time decides how many updates a recipe makes.")
public final class CompareRecipes implements Callable<Integer> {
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description =
          "number of images to train on, the first ones; the samples are compared with all (default:"
              + " all)")
  private int trainImages = Integer.MAX_VALUE;

  @Option(
      names = "--recipes",
      split = ",",
      description =
          "recipes to compare, all but PAPER with the recommended values for what their names do"
              + " not say: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private List<ComparedRecipe> recipes =
      List.of(
          ComparedRecipe.RECOMMENDED,
          ComparedRecipe.PAPER,
          ComparedRecipe.AUGMENTED,
          ComparedRecipe.SPECTRAL_HINGE);

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "time of each training, for example 6m (default: 6m)")
  private Duration time = Duration.ofMinutes(6);

  @Option(
      names = "--seeds",
      split = ",",
      description = "random seeds of the trainings with each recipe (default: ${DEFAULT-VALUE})")
  private List<Long> seeds = List.of(42L, 43L);

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--no-evaluation", description = "train only; the same command evaluates later")
  private boolean trainOnly;

  @Mixin private EvaluationOptions evaluation = new EvaluationOptions();

  /** Creates the comparison with its defaults. */
  public CompareRecipes() {}

  /** A training of the comparison. */
  private record Cell(ComparedRecipe recipe, long seed, Path folder) {
    String name() {
      return recipe.label() + ", seed " + seed;
    }

    Path model() {
      return folder.resolve("model");
    }

    TrainingPlan plan(Dataset training, Duration time) {
      return recipe.plan(training, new TrainingBudget.Time(time)).toBuilder()
          .seed(seed)
          .checkpoints(folder.resolve("checkpoints"))
          .build();
    }

    /** The manifest is written last. */
    boolean isTrained() {
      return Files.exists(model().resolve("model.json"));
    }
  }

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new CompareRecipes(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (trainImages < 2) {
      throw new IllegalArgumentException(
          "--train-images must be at least 2, got " + trainImages + "; more make better samples");
    }
    requireDistinct("--recipes", recipes);
    requireDistinct("--seeds", seeds);
    Architecture architecture = model.architecture(images.defaultResolution());
    if (!trainOnly) {
      evaluation.checkAll(architecture.image());
    }
    try (Dataset real = images.open(architecture.image(), evaluation.seed());
        StopOnExit exit = StopOnExit.register()) {
      Dataset training = trainImages < real.size() ? real.take(trainImages) : real;
      for (Cell cell : cells()) {
        check(cell, architecture, training);
      }
      ComparisonSettings.of(training, time, model.hardware()).requireSame(evaluation.out());
      for (Cell cell : cells()) {
        if (!cell.isTrained() && !train(cell, architecture, training, exit.signal())) {
          return Example.summary(
              "stopped in the training of " + cell.name() + "; the same command continues it");
        }
      }
      return trainOnly
          ? Example.summary(cells().size() + " models are in " + evaluation.out())
          : evaluate(architecture, real);
    }
  }

  private static void requireDistinct(String option, List<?> values) {
    if (new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(
          option + " must name different values, got " + values + "; leave out the repetitions");
    }
  }

  /** Refuses a training that would be refused after the trainings before it. */
  private void check(Cell cell, Architecture architecture, Dataset training) throws IOException {
    Architecture wanted = cell.recipe().architecture(architecture, training);
    int batchSize = cell.plan(training, time).batchSize();
    if (training.size() < batchSize) {
      throw new IllegalArgumentException(
          "the recipe "
              + cell.recipe().label()
              + " has batches of "
              + batchSize
              + " images, but there are only "
              + training.size()
              + " to train on; use more images, or leave it out of --recipes");
    }
    if (cell.isTrained()) {
      try (Dcgan dcgan = Dcgan.load(cell.model())) {
        if (!dcgan.architecture().equals(wanted)) {
          throw new IllegalArgumentException(
              cell.model()
                  + " has other networks than those of this comparison; use the options that it was"
                  + " trained with, or name another folder with --out");
        }
      }
    }
  }

  /** All seeds of a recipe follow each other only after the others had theirs. */
  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (long seed : seeds) {
      for (ComparedRecipe recipe : recipes) {
        cells.add(new Cell(recipe, seed, evaluation.out().resolve(recipe.label() + "-" + seed)));
      }
    }
    return cells;
  }

  /** Trains and saves a model; returns false if the training was stopped before its end. */
  private boolean train(Cell cell, Architecture architecture, Dataset training, StopSignal stop)
      throws IOException {
    TrainingPlan plan = cell.plan(training, time);
    System.out.println(cell.name());
    try (Dcgan dcgan =
        model.build(cell.recipe().architecture(architecture, training), cell.seed())) {
      return OutputFolder.locked(
          cell.folder(),
          () -> {
            TrainingSummary summary =
                dcgan.train(training, plan, stop, TrainingReport.into(cell.folder()));
            if (summary.outcome() == TrainingSummary.Outcome.ALARMED) {
              throw failed(cell, "its sentinel has stopped it at step " + summary.step(), null);
            }
            boolean completed = summary.outcome() == TrainingSummary.Outcome.COMPLETED;
            if (completed) {
              dcgan.save(cell.model());
            }
            return completed;
          });
    } catch (DivergedException e) {
      throw failed(cell, e.getMessage(), e);
    }
  }

  /** The same command would fail again. */
  private static IllegalStateException failed(
      Cell cell, @Nullable String reason, @Nullable Throwable cause) {
    return new IllegalStateException(
        "the training of "
            + cell.name()
            + " has failed: "
            + reason
            + "; leave its recipe out of --recipes to compare the others",
        cause);
  }

  private int evaluate(Architecture architecture, Dataset real) throws IOException {
    List<Dcgan> opened = new ArrayList<>();
    try {
      List<GeneratedImages> generated = new ArrayList<>();
      for (Cell cell : cells()) {
        Dcgan dcgan = Dcgan.load(cell.model());
        opened.add(dcgan);
        generated.add(
            new GeneratedImages.OfModel(
                cell.name() + ", step " + dcgan.step(), ClassRows.inTurn(dcgan)));
      }
      return evaluation.run(architecture.image(), real, generated);
    } finally {
      opened.forEach(Dcgan::close);
    }
  }
}

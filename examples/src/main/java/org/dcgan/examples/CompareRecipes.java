package org.dcgan.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingBudget;
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
            + " all. Let nothing else run: the time decides how many updates a recipe makes. A model"
            + " that generates values that are not finite has no numbers, and the exit code is 1,"
            + " but the others are evaluated.")
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
    ComparedTraining.requireDistinct("--recipes", recipes);
    ComparedTraining.requireDistinct("--seeds", seeds);
    Architecture architecture = model.architecture(images.defaultResolution());
    if (!trainOnly) {
      evaluation.checkAll(architecture.image());
    }
    try (Dataset real = images.open(architecture.image(), evaluation.seed());
        StopOnExit exit = StopOnExit.register()) {
      Dataset training = trainImages < real.size() ? real.take(trainImages) : real;
      List<ComparedTraining> trainings = trainings(architecture, training);
      for (ComparedTraining one : trainings) {
        one.check(training, "recipe", "--recipes");
      }
      ComparisonSettings.ofTrainings(training, time, model.hardware())
          .requireSame(evaluation.out());
      for (ComparedTraining one : trainings) {
        if (!one.isTrained() && !one.train(model, training, exit.signal(), "--recipes")) {
          return Example.summary(
              "stopped in the training of " + one.name() + "; the same command continues it");
        }
      }
      return trainOnly
          ? Example.summary(trainings.size() + " models are in " + evaluation.out())
          : evaluate(trainings, architecture, real);
    }
  }

  /** All seeds of a recipe follow each other only after the others had theirs. */
  private List<ComparedTraining> trainings(Architecture architecture, Dataset training) {
    List<ComparedTraining> trainings = new ArrayList<>();
    for (long seed : seeds) {
      for (ComparedRecipe recipe : recipes) {
        trainings.add(
            ComparedTraining.in(
                evaluation.out(),
                recipe.label(),
                seed,
                recipe.architecture(architecture, training),
                recipe.plan(training, new TrainingBudget.Time(time))));
      }
    }
    return trainings;
  }

  private int evaluate(List<ComparedTraining> trainings, Architecture architecture, Dataset real)
      throws IOException {
    try (ModelsInTurn inTurn = new ModelsInTurn()) {
      List<EvaluationOptions.Candidate> candidates = new ArrayList<>();
      for (ComparedTraining one : trainings) {
        ModelsInTurn.Opener opener = () -> Dcgan.load(one.model());
        long step = inTurn.use(opener).step();
        candidates.add(
            evaluation.candidate(
                one.name() + ", step " + step, inTurn.sampler(opener, ClassRows::inTurn)));
      }
      return evaluation.run(architecture.image(), real, candidates);
    }
  }
}

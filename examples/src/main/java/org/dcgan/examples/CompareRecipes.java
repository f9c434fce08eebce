package org.dcgan.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.dcgan.ConvolutionChoice;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.comparison.Comparison;
import org.dcgan.image.ImageSampler;
import org.dcgan.internal.PrintableText;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains the same network on the same images for the same time with several recipes and random
 * seeds, one after the other, and evaluates the samples of all. An interrupted comparison continues
 * where it was when the same command is started again; recipes, seeds and truncations may be added.
 * All options are checked before the first training. Writes what {@link EvaluateModel} writes, and
 * {@code comparison.md} with a row for each recipe, whose deviations are those over the seeds.
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
  private static final String RECIPES = "--recipes";

  /** Images over which an untrained model gathers statistics before its speed is measured. */
  private static final int STATISTICS = 64;

  private static final List<ComparedRecipe> USUAL =
      List.of(
          ComparedRecipe.RECOMMENDED,
          ComparedRecipe.PAPER,
          ComparedRecipe.AUGMENTED,
          ComparedRecipe.SPECTRAL_HINGE);

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description =
          "number of images to train on, the first ones; samples are compared with the others if"
              + " there are enough of them, otherwise with all (default: all)")
  private int trainImages = Integer.MAX_VALUE;

  @Option(
      names = RECIPES,
      split = ",",
      description =
          "recipes to compare, all but PAPER with the recommended values for what their names do"
              + " not say: ${COMPLETION-CANDIDATES} (default: RECOMMENDED, PAPER, AUGMENTED and"
              + " SPECTRAL_HINGE, without AUGMENTED where it is recommended)")
  private @Nullable List<ComparedRecipe> recipes;

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

  @Option(
      names = "--estimate",
      description = "print how long trainings and evaluation will take, and end")
  private boolean estimateOnly;

  @Option(names = "--no-evaluation", description = "train only; the same command evaluates later")
  private boolean trainOnly;

  @Mixin private TruncationOptions truncations = new TruncationOptions();

  @Option(
      names = "--truncated-recipes",
      paramLabel = "RECIPE",
      split = ",",
      description = "recipes to which --truncations applies (default: all)")
  private @Nullable List<ComparedRecipe> truncated;

  @Mixin private EvaluationOptions evaluation = new EvaluationOptions("out/compare-recipes");

  /** Creates the comparison with its defaults. */
  public CompareRecipes() {}

  /** Everything that distinguishes the trainings of one recipe from those of another. */
  private record Settings(
      Architecture architecture, TrainingPlan plan, ConvolutionChoice convolutions) {}

  /**
   * Samples of a trained model.
   *
   * @param row the name of its row in the table of recipes
   * @param name its name in the table of models
   * @param training the training of its model
   * @param steps the number of steps of its model
   * @param view the part of its model that generates images
   */
  private record Sampled(
      String row,
      String name,
      ComparedTraining training,
      long steps,
      Function<Dcgan, ImageSampler> view) {}

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
    ComparedTraining.requireDistinct(RECIPES, recipes == null ? List.of() : recipes);
    ComparedTraining.requireDistinct("--seeds", seeds);
    Architecture architecture = model.architecture(images.defaultResolution());
    truncations.check(architecture.latentDistribution());
    if (!trainOnly) {
      evaluation.checkAll(architecture.image());
    }
    try (Dataset all = images.open(architecture.image(), evaluation.seed())) {
      Dataset training = trainImages < all.size() ? all.take(trainImages) : all;
      List<ComparedRecipe> chosen = chosen(architecture, training);
      requireCompared(chosen);
      List<ComparedTraining> trainings = trainings(chosen, architecture, training);
      for (ComparedTraining one : trainings) {
        one.check(training, "recipe", RECIPES);
      }
      if (estimateOnly) {
        estimate(trainings, architecture, real(all, training));
        return Example.summary("nothing was started");
      }
      ComparisonSettings settings =
          ComparisonSettings.ofTrainings(training, time, model.hardware().description());
      settings.requireSame(evaluation.out());
      ComparedTraining.printTime(trainings, time);
      Optional<String> stopped = train(trainings, training);
      if (stopped.isPresent()) {
        return Example.summary(
            "stopped in the training of " + stopped.get() + "; the same command continues it");
      }
      return trainOnly
          ? Example.summary(trainings.size() + " models are in " + evaluation.out())
          : evaluate(trainings, architecture, real(all, training), settings);
    }
  }

  /**
   * The recipes to compare. Of the usual ones, those that are equal to an earlier one for these
   * images are left out.
   *
   * @throws IllegalArgumentException if two recipes that the user names are equal
   */
  private List<ComparedRecipe> chosen(Architecture architecture, Dataset training) {
    RuntimeOptions hardware = model.hardware().runtime();
    Map<Settings, ComparedRecipe> different = new LinkedHashMap<>();
    for (ComparedRecipe recipe : recipes == null ? USUAL : recipes) {
      Settings settings =
          new Settings(
              recipe.architecture(architecture, training),
              recipe.plan(training, new TrainingBudget.Time(time)),
              recipe.convolutions(hardware));
      ComparedRecipe equal = different.putIfAbsent(settings, recipe);
      if (equal != null && recipes != null) {
        throw new IllegalArgumentException(
            "the recipes "
                + equal.label()
                + " and "
                + recipe.label()
                + " are equal for these "
                + training.size()
                + " images and these options; leave out one of them");
      }
    }
    return List.copyOf(different.values());
  }

  /** Refuses truncations of recipes that are not compared. */
  private void requireCompared(List<ComparedRecipe> chosen) {
    if (truncated == null) {
      return;
    }
    if (truncations.bounds().isEmpty()) {
      throw new IllegalArgumentException(
          "--truncated-recipes needs bounds; add --truncations, for example --truncations 0.7,0.5");
    }
    for (ComparedRecipe recipe : truncated) {
      if (!chosen.contains(recipe)) {
        throw new IllegalArgumentException(
            "--truncated-recipes must name some of the recipes that are compared, got "
                + recipe.label()
                + "; add it to "
                + RECIPES);
      }
    }
  }

  /** All seeds of a recipe follow each other only after the others had theirs. */
  private List<ComparedTraining> trainings(
      List<ComparedRecipe> chosen, Architecture architecture, Dataset training) {
    RuntimeOptions hardware = model.hardware().runtime();
    List<ComparedTraining> trainings = new ArrayList<>();
    for (long seed : seeds) {
      for (ComparedRecipe recipe : chosen) {
        trainings.add(
            ComparedTraining.in(
                evaluation.out(),
                recipe.label(),
                seed,
                recipe.architecture(architecture, training),
                recipe.plan(training, new TrainingBudget.Time(time)),
                hardware.withConvolutions(recipe.convolutions(hardware))));
      }
    }
    return trainings;
  }

  /**
   * The images that samples are compared with, and those of the floor: images that no model was
   * trained on, if there are enough of them, so that memorized images are no better than others.
   */
  private Dataset real(Dataset all, Dataset training) {
    return all.size() - training.size() >= evaluation.realImages()
        ? all.range(training.size(), all.size())
        : all;
  }

  /** Returns the name of a training that was stopped, or empty if all are finished. */
  private static Optional<String> train(List<ComparedTraining> trainings, Dataset images)
      throws IOException {
    // Registered for trainings only: an evaluation ends at once and is continued.
    try (StopOnExit exit = StopOnExit.register()) {
      for (ComparedTraining one : trainings) {
        if (!one.isTrained() && !one.train(images, exit.signal(), RECIPES)) {
          return Optional.of(one.name());
        }
      }
      return Optional.empty();
    }
  }

  private void estimate(List<ComparedTraining> trainings, Architecture architecture, Dataset real)
      throws IOException {
    ComparedTraining.printTime(trainings, time);
    if (trainOnly) {
      return;
    }
    int generators = trainings.stream().mapToInt(one -> 1 + bounds(one).size()).sum();
    try (Dcgan dcgan = model.build(architecture, evaluation.seed())) {
      int some = Math.min(real.size(), STATISTICS);
      dcgan.gatherStatistics(real.take(some), some);
      System.out.printf(
          Locale.ROOT,
          "the evaluation of %d generators takes at most %s%n",
          generators,
          evaluation.estimate(architecture.image(), real, generators, dcgan).toText());
    }
  }

  /** The truncations with which a training's model is evaluated. */
  private List<Double> bounds(ComparedTraining training) {
    boolean applies =
        truncated == null
            || truncated.stream().anyMatch(recipe -> recipe.label().equals(training.label()));
    return applies ? truncations.bounds() : List.of();
  }

  private int evaluate(
      List<ComparedTraining> trainings,
      Architecture architecture,
      Dataset real,
      ComparisonSettings settings)
      throws IOException {
    List<Sampled> sampled = new ArrayList<>();
    for (ComparedTraining one : trainings) {
      sampled.addAll(samples(one));
    }
    try (ModelsInTurn inTurn = new ModelsInTurn()) {
      Map<ComparedTraining, ModelsInTurn.Opener> openers = new LinkedHashMap<>();
      List<EvaluationOptions.Candidate> candidates = new ArrayList<>();
      for (Sampled one : sampled) {
        // The same opener for all samples of a model, so that it stays open between them.
        ModelsInTurn.Opener opener =
            openers.computeIfAbsent(one.training(), training -> training::open);
        candidates.add(
            evaluation.unopened(
                one.name(), inTurn.sampler(architecture.image(), opener, one.view())));
      }
      return evaluation.run(
          architecture.image(),
          real,
          candidates,
          comparison -> writeTable(sampled, comparison, settings));
    }
  }

  private List<Sampled> samples(ComparedTraining training) throws IOException {
    long steps = Dcgan.info(training.model()).step();
    String name = training.name() + ", step " + steps;
    List<Sampled> sampled = new ArrayList<>();
    sampled.add(new Sampled(training.label(), name, training, steps, ClassRows::inTurn));
    for (double bound : bounds(training)) {
      sampled.add(
          new Sampled(
              TruncationOptions.name(training.label(), bound),
              TruncationOptions.name(name, bound),
              training,
              steps,
              dcgan -> TruncatedSampler.of(ClassRows.inTurn(dcgan), bound)));
    }
    return sampled;
  }

  private void writeTable(List<Sampled> sampled, Comparison comparison, ComparisonSettings settings)
      throws IOException {
    Map<String, List<RecipeTable.Model>> rows = new LinkedHashMap<>();
    for (int i = 0; i < sampled.size(); i++) {
      Sampled one = sampled.get(i);
      double images = (double) one.steps() * one.training().plan().batchSize();
      rows.computeIfAbsent(one.row(), row -> new ArrayList<>())
          .add(
              new RecipeTable.Model(
                  one.steps(), 1e9 * images / time.toNanos(), comparison.evaluations().get(i)));
    }
    RecipeTable table =
        new RecipeTable(
            comparison.floor(),
            rows.entrySet().stream()
                .map(row -> new RecipeTable.Row(row.getKey(), row.getValue()))
                .toList());
    List<String> notes = new ArrayList<>(settings.lines());
    notes.add("seeds: " + seeds);
    notes.add("extractor: " + PrintableText.printable(comparison.extractor()));
    notes.add("real images: " + PrintableText.printable(comparison.real()));
    notes.add(
        String.format(
            Locale.ROOT,
            "runs of each model: %d, with %,d real and %,d generated images",
            comparison.runs(),
            comparison.images(),
            comparison.images()));
    notes.add("±: standard deviation over the seeds; of the floor, over the runs");
    table.write(evaluation.out(), notes);
    System.out.print(table.toMarkdown());
  }
}

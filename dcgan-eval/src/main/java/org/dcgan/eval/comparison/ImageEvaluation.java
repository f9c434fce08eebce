package org.dcgan.eval.comparison;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.metrics.FeatureOrigin;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.InceptionScore;
import org.dcgan.eval.metrics.MetricResult;
import org.dcgan.eval.metrics.MetricSuite;
import org.dcgan.eval.metrics.NotFiniteException;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.Problems;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.jspecify.annotations.Nullable;

/**
 * Measures all metrics of one or several generators against real images, over several runs with
 * different random seeds, with the floor beside them: the metrics of real images against other real
 * images.
 *
 * <pre>{@code
 * Comparison comparison =
 *     ImageEvaluation.builder(extractor)
 *         .images(5000)
 *         .runs(3)
 *         .build()
 *         .compare(faces, List.of(new GeneratedImages.OfModel("run 7", dcgan)), progress);
 * System.out.print(comparison.toText());
 * }</pre>
 *
 * <p>In each run a seed selects the real images, and as many others for the floor, from a pool
 * whose features are extracted once. It generates other images of a model, and selects those of a
 * folder. All sets of a run have the same size, so that numbers can be compared with each other and
 * with the floor; it is reduced where there are fewer images, with a warning.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ImageEvaluation {
  /** 2,000 real images and as many generated ones. */
  public static final int DEFAULT_IMAGES = 2000;

  /** Three runs, as usual for GANs. */
  public static final int DEFAULT_RUNS = 3;

  private static final long STREAM = 0xC03A9;

  private final FeatureExtractor extractor;
  private final @Nullable FeatureExtractor classifier;
  private final boolean logits;
  private final int images;
  private final int runs;
  private final long seed;
  private final boolean floor;

  private ImageEvaluation(Builder builder) {
    this.extractor = builder.extractor;
    this.classifier = builder.classifier;
    this.logits = builder.logits;
    this.images = builder.images;
    this.runs = builder.runs;
    this.seed = builder.seed;
    this.floor = builder.floor;
  }

  /**
   * Creates a builder.
   *
   * @param extractor computes the features that are compared; the caller closes it
   * @return a builder
   */
  public static Builder builder(FeatureExtractor extractor) {
    requireNonNull(extractor, "extractor");

    return new Builder(extractor);
  }

  /**
   * Measures all metrics, of one generator after the other. A model that generates values that are
   * not finite has no numbers, but the others do ({@link Evaluation#failed()}).
   *
   * @param real real images of the extractor's shape; at least 4, or 2 without the floor
   * @param generated at least one generator; names must differ
   * @param progress receives the progress
   * @return the metrics of each generator
   * @throws org.dcgan.eval.metrics.NotFiniteException if no generator could be evaluated
   * @throws IllegalArgumentException if images do not fit the extractor or the classifier or are
   *     too few, or names are equal
   * @throws ResourceLimitException if features or covariances do not fit into the heap
   * @throws IOException if images cannot be read
   */
  public Comparison compare(
      ImageSource real, List<? extends GeneratedImages> generated, ProgressListener progress)
      throws IOException {
    requireNonNull(real, "real");
    requireNonNull(generated, "generated");
    requireNonNull(progress, "progress");

    checkArgument(!generated.isEmpty(), "expected at least one generator to evaluate, got none");
    Set<String> names = new HashSet<>();
    for (GeneratedImages generator : generated) {
      checkArgument(
          names.add(generator.name()),
          "two generators have the name %s; give each its own",
          printable(generator.name()));
      requireShape(generator);
    }
    int wanted = images;
    for (GeneratedImages generator : generated) {
      if (generator instanceof GeneratedImages.OfSource stored) {
        wanted = Math.min(wanted, stored.images().size());
      }
    }
    checkArgument(
        wanted >= 2, "a comparison needs at least 2 generated images, got %s; add images", wanted);
    RealFeatures pool =
        RealFeatures.extract(extractor, real, floor ? 2 * wanted : wanted, seed, progress);
    requireEnough(pool, real);
    int size = Math.min(wanted, pool.features().count() / (floor ? 2 : 1));
    Map<String, StoredRows> stored = new LinkedHashMap<>();
    for (GeneratedImages generator : generated) {
      if (generator instanceof GeneratedImages.OfSource source) {
        StoredRows rows = stored(source, size, progress);
        stored.put(generator.name(), rows);
        size = Math.min(size, rows.features().features().count());
      }
    }
    Optional<Evaluation> other =
        floor ? Optional.of(floor(pool, size, progress)) : Optional.empty();
    List<Evaluation> evaluations = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (GeneratedImages generator : generated) {
      try {
        evaluations.add(evaluate(generator, stored.get(generator.name()), pool, size, progress));
      } catch (NotFiniteException e) {
        String reason = String.valueOf(e.getMessage());
        failures.add(reason);
        evaluations.add(Evaluation.failed(generator.name(), reason));
      }
    }
    MetricResult any =
        evaluations.stream()
            .filter(evaluation -> !evaluation.failed())
            .findFirst()
            .orElseThrow(() -> new NotFiniteException(String.join("; ", failures)))
            .runs()
            .get(0)
            .values()
            .iterator()
            .next();
    return new Comparison(
        extractor.description(),
        extractor.dimension(),
        extractor.resizing(),
        real.description(),
        size,
        runs,
        seed,
        other,
        evaluations,
        warnings(size, pool),
        any.conditions().libraryVersion());
  }

  /**
   * What is known of stored images.
   *
   * @param features their features
   * @param classes class probabilities or logits of the same images, or null without a classifier
   */
  private record StoredRows(GeneratedFeatures features, @Nullable GeneratedFeatures classes) {}

  /** Reads images for all runs. Both networks get the same ones, in the same order. */
  private StoredRows stored(GeneratedImages.OfSource generator, int size, ProgressListener progress)
      throws IOException {
    int most = (int) Math.min(Integer.MAX_VALUE, (long) runs * size);
    GeneratedFeatures features =
        GeneratedFeatures.extract(extractor, generator.images(), most, seed, progress);
    checkArgument(
        features.features().count() >= 2,
        "a comparison needs at least 2 generated images, but %s has %s that can be read; add"
            + " images",
        printable(generator.name()),
        features.features().count());
    return new StoredRows(
        features,
        classifier == null
            ? null
            : GeneratedFeatures.extract(classifier, generator.images(), most, seed, progress));
  }

  private void requireShape(GeneratedImages generator) {
    Optional<ImageShape> shape =
        generator instanceof GeneratedImages.OfModel model
            ? Optional.of(model.model().imageShape())
            : ((GeneratedImages.OfSource) generator).images().shape();
    ImageShapes.require(extractor.description(), extractor.inputShape(), generator.name(), shape);
    if (classifier != null) {
      ImageShapes.require(
          classifier.description(), classifier.inputShape(), generator.name(), shape);
    }
  }

  private void requireEnough(RealFeatures pool, ImageSource real) {
    int needed = floor ? 4 : 2;
    checkArgument(
        pool.features().count() >= needed,
        "a comparison needs at least %s real images%s, but %s has %s that can be read; add"
            + " images%s",
        needed,
        floor ? ", half of them for the floor" : "",
        printable(real.description()),
        pool.features().count(),
        floor ? " or measure no floor" : "");
  }

  private List<String> warnings(int size, RealFeatures pool) {
    List<String> warnings = new ArrayList<>();
    unreadable("real images", pool.origin()).ifPresent(warnings::add);
    if (size < images) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d images of each kind are compared instead of %,d, because there are no more%s;"
                  + " compare the numbers only with others of %,d images",
              size,
              images,
              floor ? " (the floor takes as many real images)" : "",
              size));
    }
    return warnings;
  }

  private static Optional<String> unreadable(String images, FeatureOrigin origin) {
    return origin.unreadable() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d %s could not be read and were left out; the log has the reasons",
                origin.unreadable(),
                images));
  }

  private Evaluation floor(RealFeatures pool, int size, ProgressListener progress) {
    List<Map<String, MetricResult>> results = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    try (SuiteProgress metrics = new SuiteProgress(progress, runs)) {
      for (int run = 0; run < runs; run++) {
        int[] rows = rows(pool.features(), run, size, size);
        GeneratedFeatures others = pool.subset(rows, seed + run).asGenerated();
        MetricSuite.Results suite = MetricSuite.measure(selected(pool, run, size), others, metrics);
        results.add(suite.results());
        notes.addAll(suite.notes());
        metrics.endRun();
      }
    }
    return Evaluation.of("floor: other real images", results, List.copyOf(notes));
  }

  private Evaluation evaluate(
      GeneratedImages generator,
      @Nullable StoredRows stored,
      RealFeatures pool,
      int size,
      ProgressListener progress) {
    List<Map<String, MetricResult>> results = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    if (stored != null) {
      FeatureOrigin origin = stored.features().origin();
      unreadable("generated images", origin).ifPresent(notes::add);
      if (origin.count() < (long) runs * size && runs > 1) {
        notes.add(
            String.format(
                Locale.ROOT,
                "the runs share generated images, because there are %,d and not %,d; the deviation"
                    + " is too small",
                origin.count(),
                (long) runs * size));
      }
    }
    for (int run = 0; run < runs; run++) {
      GeneratedFeatures features =
          stored != null
              ? selected(stored.features(), run, size)
              : sampled(extractor, generator, run, size, progress);
      Map<String, MetricResult> all = new LinkedHashMap<>();
      try (SuiteProgress metrics = new SuiteProgress(progress, 1)) {
        MetricSuite.Results suite =
            MetricSuite.measure(selected(pool, run, size), features, metrics);
        all.putAll(suite.results());
        notes.addAll(suite.notes());
        metrics.endRun();
      }
      if (classifier != null) {
        GeneratedFeatures classes =
            stored != null
                ? selected(requireNonNull(stored.classes(), "classes"), run, size)
                : sampled(classifier, generator, run, size, progress);
        all.put("Inception Score", inceptionScore(classes, notes));
      }
      results.add(all);
    }
    return Evaluation.of(generator.name(), results, List.copyOf(notes));
  }

  private GeneratedFeatures sampled(
      FeatureExtractor network,
      GeneratedImages generator,
      int run,
      int size,
      ProgressListener progress) {
    return GeneratedFeatures.sample(
        network,
        ((GeneratedImages.OfModel) generator).model(),
        generator.name(),
        size,
        seed + run,
        progress);
  }

  private InceptionScore.Result inceptionScore(GeneratedFeatures classes, Set<String> notes) {
    int splits = Math.min(InceptionScore.DEFAULT_SPLITS, classes.features().count() / 2);
    if (splits < InceptionScore.DEFAULT_SPLITS) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the Inception Score is the mean of %d parts instead of %d, because each needs at"
                  + " least 2 images",
              splits,
              InceptionScore.DEFAULT_SPLITS));
    }
    return logits
        ? InceptionScore.measureLogits(classes, splits)
        : InceptionScore.measure(classes, splits);
  }

  private RealFeatures selected(RealFeatures pool, int run, int size) {
    return pool.subset(rows(pool.features(), run, 0, size), seed + run);
  }

  /** Other images in each run, if there are enough; they are in a random order. */
  private GeneratedFeatures selected(GeneratedFeatures pool, int run, int size) {
    return pool.features().count() >= (long) runs * size
        ? pool.subset(IntStream.range(run * size, (run + 1) * size).toArray(), seed)
        : pool.subset(rows(pool.features(), run, 0, size), seed + run);
  }

  private int[] rows(Features pool, int run, int from, int size) {
    Permutation order = Permutation.of(pool.count(), seed + run, STREAM);
    return IntStream.range(from, from + size).map(order::at).toArray();
  }

  /** Builds an evaluation. */
  public static final class Builder {
    private final FeatureExtractor extractor;
    private @Nullable FeatureExtractor classifier;
    private boolean logits;
    private int images = DEFAULT_IMAGES;
    private int runs = DEFAULT_RUNS;
    private long seed = 42;
    private boolean floor = true;

    private Builder(FeatureExtractor extractor) {
      this.extractor = extractor;
    }

    /**
     * Sets the number of real and of generated images of each run. More images take more time and
     * make every metric more exact; the Fréchet distance needs more images than there are features.
     *
     * @param images at least 2; {@value ImageEvaluation#DEFAULT_IMAGES} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder images(int images) {
      this.images = images;
      return this;
    }

    /**
     * Sets the number of runs with different seeds, over which means and deviations are computed.
     *
     * @param runs at least 1; {@value ImageEvaluation#DEFAULT_RUNS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder runs(int runs) {
      this.runs = runs;
      return this;
    }

    /**
     * Sets the random seed of the first run, by which latents are generated and images selected;
     * each other run has the next one.
     *
     * @param seed any number; 42 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets whether the metrics of real images against other real images are measured, too. That
     * takes half of the real images, if there are not enough for both. Without it, all runs compare
     * with the same real images.
     *
     * @param floor true by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder floor(boolean floor) {
      this.floor = floor;
      return this;
    }

    /**
     * Adds the Inception Score by a classifier whose output are class probabilities.
     *
     * @param classifier gives the probabilities of each class; the caller closes it
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder classProbabilities(FeatureExtractor classifier) {
      requireNonNull(classifier, "classifier");

      this.classifier = classifier;
      this.logits = false;
      return this;
    }

    /**
     * Adds the Inception Score by a classifier whose output is not normalized (logits).
     *
     * @param classifier gives a number for each class; the caller closes it
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder classLogits(FeatureExtractor classifier) {
      requireNonNull(classifier, "classifier");

      this.classifier = classifier;
      this.logits = true;
      return this;
    }

    /**
     * Builds the evaluation.
     *
     * @return an evaluation
     * @throws IllegalArgumentException if a setting is out of range; the message lists all problems
     */
    public ImageEvaluation build() {
      new Problems()
          .require(
              images >= 2 && images <= Integer.MAX_VALUE / 2,
              "images must be at least 2 and at most %d, got %d",
              Integer.MAX_VALUE / 2,
              images)
          .require(runs >= 1, "runs must be at least 1, got %d", runs)
          .throwIfAny("invalid settings of ImageEvaluation");
      return new ImageEvaluation(this);
    }
  }
}

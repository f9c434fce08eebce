package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.comparison.Comparison;
import org.dcgan.eval.comparison.ComparisonPage;
import org.dcgan.eval.comparison.Evaluation;
import org.dcgan.eval.comparison.GeneratedImages;
import org.dcgan.eval.comparison.ImageEvaluation;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.Permutation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command line options of an evaluation, and what both programs that evaluate have in common. */
final class EvaluationOptions {
  /** Samples of each generator on the page. */
  private static final int SAMPLES = 64;

  @Mixin private FeatureNetworkOptions networks = new FeatureNetworkOptions();

  @Option(
      names = "--images",
      description =
          "number of real and of generated images in each run; more than the network has features"
              + " are needed for an exact Frechet distance (default: ${DEFAULT-VALUE})")
  private int images = ImageEvaluation.DEFAULT_IMAGES;

  @Option(
      names = "--runs",
      description = "runs with the next random seeds (default: ${DEFAULT-VALUE})")
  private int runs = ImageEvaluation.DEFAULT_RUNS;

  @Option(
      names = "--seed",
      description = "random seed of the first run (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--floor",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "compare real images with other real images, too, which takes half of the real images of"
              + " a small dataset (default: ${DEFAULT-VALUE})")
  private boolean floor = true;

  @Option(
      names = "--keep-features",
      description =
          "keep the features that --features computes in OUT/features, for further evaluations of"
              + " the same images (default: they are in OUT/features-in-progress, with which an"
              + " interrupted evaluation continues, and are deleted when it is complete)")
  private boolean keep;

  @Option(names = "--title", description = "title of the page (default: ${DEFAULT-VALUE})")
  private String title = "Evaluation of generated images";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for evaluation.html and result.json (default: ${DEFAULT-VALUE})")
  private Path out;

  /**
   * Creates the options.
   *
   * @param out the output folder if none is named; each program has its own, so that none replaces
   *     the results of another
   */
  EvaluationOptions(String out) {
    this.out = Path.of(out);
  }

  /**
   * A generator to evaluate.
   *
   * @param images what it generates
   * @param samples some images for the page
   */
  record Candidate(GeneratedImages images, SomeImages samples) {
    String name() {
      return images.name();
    }
  }

  /** Some images of a generator. */
  @FunctionalInterface
  interface SomeImages {
    /**
     * Returns the images.
     *
     * @return at least one
     * @throws IOException if they cannot be read
     */
    Images images() throws IOException;
  }

  /** Reports a comparison in another way, besides the table and the page. */
  @FunctionalInterface
  interface Report {
    /**
     * Writes the report.
     *
     * @param comparison the metrics of all generators, in their order
     * @throws IOException if a file cannot be written
     */
    void write(Comparison comparison) throws IOException;
  }

  /**
   * The contents of {@code result.json}.
   *
   * @param comparison all metrics with everything that they depend on
   * @param page the file with the table and samples
   */
  public record Result(Comparison comparison, Path page) {}

  /** Returns the output folder. */
  Path out() {
    return out;
  }

  /** Returns the random seed. */
  long seed() {
    return seed;
  }

  /** Returns the number of real images that an evaluation takes, if there are as many. */
  long realImages() {
    return floor ? 2L * images : images;
  }

  /**
   * Checks the numbers before anything takes time.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  void check() {
    if (images < 2 || images > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          "--images must be from 2 to " + Integer.MAX_VALUE / 2 + ", got " + images);
    }
    if (runs < 1) {
      throw new IllegalArgumentException("--runs must be at least 1, got " + runs);
    }
  }

  /**
   * Checks all options before a training of hours, and that the network of {@code --features} can
   * be used.
   *
   * @param shape the shape of all images
   * @throws IllegalArgumentException if an option is out of range
   * @throws IOException if the network cannot be opened
   */
  void checkAll(ImageShape shape) throws IOException {
    check();
    networks.check(shape, keep);
  }

  /**
   * Evaluates generators, prints the table and writes the page and the result. If that is
   * interrupted, the next evaluation in the same folder continues with the features that a network
   * of {@code --features} has computed.
   *
   * @param shape the shape of all images
   * @param real the real images
   * @param candidates the generators
   * @return the exit code
   * @throws IllegalStateException if a generator could not be evaluated; the table, the page and
   *     the result of the others have been written
   * @throws IOException if images cannot be read or files cannot be written
   */
  int run(ImageShape shape, Dataset real, List<Candidate> candidates) throws IOException {
    return run(shape, real, candidates, comparison -> {});
  }

  /**
   * Evaluates generators like {@link #run(ImageShape, Dataset, List)}, with a further report before
   * the page is written.
   *
   * @param shape the shape of all images
   * @param real the real images
   * @param candidates the generators
   * @param report reports the metrics in another way
   * @return the exit code
   * @throws IllegalStateException if a generator could not be evaluated; everything about the
   *     others has been written
   * @throws IOException if images cannot be read or files cannot be written
   */
  int run(ImageShape shape, Dataset real, List<Candidate> candidates, Report report)
      throws IOException {
    check();
    try (FeatureNetworkOptions.Networks opened =
        networks.open(shape, real, images, seed, out, keep)) {
      Comparison comparison =
          opened
              .evaluation()
              .images(images)
              .runs(runs)
              .seed(seed)
              .floor(floor)
              .build()
              .compare(
                  real, candidates.stream().map(Candidate::images).toList(), Progress.console());
      System.out.print(comparison.toText());
      Path page = out.resolve("evaluation.html");
      // Before the page, because the numbers may have taken hours.
      ResultFile.write(out, new Result(comparison, page));
      report.write(comparison);
      ComparisonPage samples = ComparisonPage.of(title, comparison);
      samples.addSamples("real images: " + real.description(), chosen(real));
      for (int i = 0; i < candidates.size(); i++) {
        if (!comparison.evaluations().get(i).failed()) {
          samples.addSamples(candidates.get(i).name(), candidates.get(i).samples().images());
        }
      }
      samples.write(page);
      opened.complete();
      int code = Example.summary(summary(comparison) + "; see " + page);
      requireAll(comparison.evaluations());
      return code;
    }
  }

  /** The exit code of a comparison without some of its generators is not that of success. */
  private static void requireAll(List<Evaluation> evaluations) {
    List<Evaluation> failed = evaluations.stream().filter(Evaluation::failed).toList();
    if (!failed.isEmpty()) {
      throw new IllegalStateException(
          failed.size()
              + " of "
              + evaluations.size()
              + " generators could not be evaluated; the others were: "
              + failed.stream()
                  .map(evaluation -> String.join(", ", evaluation.warnings()))
                  .collect(Collectors.joining("; ")));
    }
  }

  /**
   * A model to evaluate, with samples that are generated now.
   *
   * @param name its name
   * @param model generates its images
   */
  Candidate candidate(String name, ImageSampler model) {
    Images samples = model.sampleBatches(SAMPLES, seed).iterator().next();
    return new Candidate(new GeneratedImages.OfModel(name, model), () -> samples);
  }

  /**
   * A model to evaluate, which is not opened before its evaluation. Its samples are the first ones
   * of that.
   *
   * @param name its name
   * @param model generates its images
   */
  Candidate unopened(String name, ImageSampler model) {
    RecordedSampler recorded = new RecordedSampler(model, SAMPLES, seed);
    return new Candidate(new GeneratedImages.OfModel(name, recorded), recorded::first);
  }

  /**
   * Measures how long an evaluation takes. Nothing is written.
   *
   * @param shape the shape of all images
   * @param real the real images
   * @param generators the number of generators
   * @param model generates images as they do
   * @return the time if no features have been kept
   * @throws IOException if images cannot be read or the network cannot be opened
   */
  ComparisonEstimate estimate(ImageShape shape, Dataset real, int generators, ImageSampler model)
      throws IOException {
    try (FeatureNetworkOptions.Networks opened = networks.openForTrial(shape, real, images, seed)) {
      return ComparisonEstimate.measure(
          opened.features(),
          model,
          real,
          new ComparisonEstimate.Extent(generators, runs, images, floor, networks.passes()));
    }
  }

  /**
   * Stored images to evaluate.
   *
   * @param stored the images
   */
  Candidate candidate(GeneratedImages.OfSource stored) {
    return new Candidate(stored, () -> chosen(stored.images()));
  }

  /** Some images at random. */
  private Images chosen(ImageSource source) throws IOException {
    List<Pixels> pixels = new ArrayList<>();
    Permutation order = Permutation.of(source.size(), seed);
    for (int i = 0; i < source.size() && pixels.size() < SAMPLES; i++) {
      try {
        pixels.add(source.read(order.at(i)));
      } catch (UnreadableImageException e) {
        // Another image is shown instead.
      }
    }
    return Images.of(pixels);
  }

  /** The first number of each generator, with the full name of what was measured. */
  private static String summary(Comparison comparison) {
    Evaluation first =
        comparison.evaluations().stream().filter(e -> !e.failed()).findFirst().orElseThrow();
    String metric = first.numbers().get(0).metric();
    return String.format(
        Locale.ROOT,
        "%s over %,d features of %s: %s%s",
        metric,
        comparison.dimension(),
        comparison.extractor(),
        comparison.evaluations().stream()
            .map(
                e -> e.name() + " " + (e.failed() ? "failed" : e.numbers().get(0).value().toText()))
            .collect(Collectors.joining(", ")),
        comparison.floor().map(f -> ", floor " + f.numbers().get(0).value().toText()).orElse(""));
  }
}

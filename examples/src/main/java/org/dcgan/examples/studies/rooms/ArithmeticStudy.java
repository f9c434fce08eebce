package org.dcgan.examples.studies.rooms;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.Expression;
import org.dcgan.eval.inspect.VectorArithmetic;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;

/**
 * Measures whether vector arithmetic adds a lamp: a room with window and lamp, minus a room with
 * window, plus a room with neither must give a room with a lamp and without a window. Compares
 * averages of several exemplars per concept, single exemplars, and arithmetic on pixels instead of
 * latents (paper, section 6.3.2).
 */
public final class ArithmeticStudy {
  private static final long TRIPLES = 51;
  private static final double SURE = 0.9;
  private static final double WORST = 0.05;

  private ArithmeticStudy() {}

  /**
   * Options of the study.
   *
   * @param candidates number of samples to choose exemplars from, at least 1
   * @param triples number of expressions, at least 1
   * @param exemplars exemplars per concept, at least 2; single exemplars are measured, too
   * @param seed the random seed
   */
  public record Options(int candidates, int triples, int exemplars, long seed) {
    /** 200 triples of concepts with three exemplars each. */
    public static final Options DEFAULT = new Options(3000, 200, Concept.DEFAULT_EXEMPLARS, 42);

    /** Checks the ranges. */
    public Options {
      new Problems()
          .require(candidates >= 1, "candidates must be at least 1, got %d", candidates)
          .require(triples >= 1, "triples must be at least 1, got %d", triples)
          .require(exemplars >= 2, "exemplars must be at least 2, got %d", exemplars)
          .throwIfAny("invalid ArithmeticStudy.Options");
    }
  }

  /**
   * The results of one kind of arithmetic.
   *
   * @param lamp the share of results that show a lamp
   * @param asAsked the share of results that show a lamp and no window
   * @param success the share of results that show a lamp and no window and whose logit of the
   *     discriminator is above that of the worst 5 % of samples; superimposed pixels may show a
   *     lamp without looking like a room
   * @param realism the discriminator's mean logit of the results; higher is more realistic
   */
  public record Outcome(Proportion lamp, Proportion asAsked, Proportion success, double realism) {}

  /**
   * The result of the study.
   *
   * @param exemplars the number of exemplars per concept
   * @param averaged arithmetic on averages of that many exemplars
   * @param single arithmetic on single exemplars
   * @param pixels arithmetic on the pixels of that many exemplars
   * @param baseline random samples without arithmetic
   * @param example the first expression for the figure
   */
  public record Result(
      int exemplars,
      Outcome averaged,
      Outcome single,
      Outcome pixels,
      Outcome baseline,
      VectorArithmetic.Result example) {}

  /**
   * Runs the study.
   *
   * @param dcgan a model of rooms
   * @param classifier a classifier for images of the model's resolution
   * @param options the options of the study
   * @param progress is notified of each expression
   * @return the shares of successful results
   * @throws IllegalArgumentException if too few samples clearly show the required objects
   */
  public static Result run(
      Dcgan dcgan, RoomClassifier classifier, Options options, ProgressListener progress) {
    Latents candidates = dcgan.latents(options.candidates(), options.seed());
    Images images = dcgan.generator().generate(candidates);
    List<RoomPrediction> predictions = classifier.predict(images);
    int[] both = matching(predictions, options, true, true);
    int[] window = matching(predictions, options, true, false);
    int[] neither = matching(predictions, options, false, false);
    List<Images> averaged = new ArrayList<>();
    List<Images> single = new ArrayList<>();
    List<Images> pixels = new ArrayList<>();
    List<VectorArithmetic.Result> first = new ArrayList<>();
    VectorArithmetic.Options plain =
        new VectorArithmetic.Options(0, 0, options.seed(), org.dcgan.SamplingOptions.DEFAULT);
    try (ProgressListener.Task task =
        progress.start("lamp arithmetic", options.triples(), "triples")) {
      for (int i = 0; i < options.triples(); i++) {
        SeededRandom random = SeededRandom.of(options.seed(), TRIPLES, i);
        Expression expression =
            Expression.of(concept("window and lamp", candidates, both, options, random))
                .minus(concept("window", candidates, window, options, random))
                .plus(concept("neither", candidates, neither, options, random));
        VectorArithmetic.Result result = VectorArithmetic.evaluate(dcgan, expression, plain);
        averaged.add(result.images());
        pixels.add(result.pixelSpace());
        single.add(VectorArithmetic.evaluate(dcgan, singles(expression), plain).images());
        if (i == 0) {
          first.add(VectorArithmetic.evaluate(dcgan, expression, VectorArithmetic.Options.DEFAULT));
        }
        task.advance(1);
      }
    }
    double least = leastRealism(dcgan, images);
    return new Result(
        options.exemplars(),
        outcome(dcgan, classifier, Images.concat(averaged), least),
        outcome(dcgan, classifier, Images.concat(single), least),
        outcome(dcgan, classifier, clipped(Images.concat(pixels)), least),
        outcome(dcgan, classifier, images, least),
        first.get(0));
  }

  private static int[] matching(
      List<RoomPrediction> predictions, Options options, boolean window, boolean lamp) {
    Predicate<RoomPrediction> fits =
        s ->
            sure(s.probability(RoomObject.WINDOW), window)
                && sure(s.probability(RoomObject.LAMP), lamp);
    int[] matching =
        IntStream.range(0, predictions.size()).filter(i -> fits.test(predictions.get(i))).toArray();
    checkArgument(
        matching.length >= options.exemplars(),
        "%s of %s samples clearly show %s window and %s lamp, too few for %s exemplars; train the"
            + " model longer, or use more candidates",
        matching.length,
        predictions.size(),
        window ? "a" : "no",
        lamp ? "a" : "no",
        options.exemplars());
    return matching;
  }

  private static boolean sure(double probability, boolean there) {
    return there ? probability > SURE : probability < 1 - SURE;
  }

  private static Concept concept(
      String name, Latents candidates, int[] numbers, Options options, SeededRandom random) {
    int[] shuffled = numbers.clone();
    for (int i = 0; i < options.exemplars(); i++) {
      int other = i + random.nextInt(shuffled.length - i);
      int kept = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = kept;
    }
    return new Concept(
        name, candidates.select(java.util.Arrays.copyOf(shuffled, options.exemplars())));
  }

  private static Expression singles(Expression expression) {
    return new Expression(
        expression.terms().stream()
            .map(
                term ->
                    new Expression.Term(
                        new Concept(term.concept().name(), term.concept().exemplars().slice(0, 1)),
                        term.sign()))
            .toList());
  }

  private static Images clipped(Images images) {
    float[] values = images.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(-1, Math.min(1, values[i]));
    }
    return Images.of(images.shape(), values);
  }

  private static Outcome outcome(
      Dcgan dcgan, RoomClassifier classifier, Images images, double leastRealism) {
    List<RoomPrediction> predictions = classifier.predict(images);
    float[] logits = dcgan.discriminator().logits(images);
    int asAsked = 0;
    int success = 0;
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      boolean fits =
          predictions.get(i).shows(RoomObject.LAMP) && !predictions.get(i).shows(RoomObject.WINDOW);
      asAsked += fits ? 1 : 0;
      success += fits && logits[i] >= leastRealism ? 1 : 0;
      sum += logits[i];
    }
    return new Outcome(
        RoomClassifier.share(RoomObject.LAMP, predictions),
        Proportion.of(asAsked, logits.length),
        Proportion.of(success, logits.length),
        sum / logits.length);
  }

  /** Returns the 5 % quantile of the logits of samples. */
  private static double leastRealism(Dcgan dcgan, Images samples) {
    float[] logits = dcgan.discriminator().logits(samples);
    java.util.Arrays.sort(logits);
    return logits[(int) (WORST * logits.length)];
  }
}

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
import org.dcgan.examples.Proportion;
import org.dcgan.image.Images;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;

/**
 * Whether arithmetic adds a lamp: room with window and lamp, less room with window, plus room with
 * neither, must give a room with a lamp and without a window. With averages of several exemplars a
 * concept, with single ones, and with pixels instead of latents (paper, section 6.3.2).
 */
public final class ArithmeticStudy {
  private static final long TRIPLES = 51;
  private static final double SURE = 0.9;
  private static final double WORST = 0.05;

  private ArithmeticStudy() {}

  /**
   * What to measure.
   *
   * @param candidates samples to choose exemplars from, at least 1
   * @param triples how many expressions, at least 1
   * @param exemplars a concept, at least 2; single ones are measured besides
   * @param seed of everything random
   */
  public record Options(int candidates, int triples, int exemplars, long seed) {
    /** Two hundred triples of concepts, three exemplars each. */
    public static final Options DEFAULT = new Options(3000, 200, Concept.DEFAULT_EXEMPLARS, 42);

    /** Checks the ranges. */
    public Options {
      new Problems()
          .require(candidates >= 1, "candidates must be at least 1, got %d", candidates)
          .require(triples >= 1, "triples must be at least 1, got %d", triples)
          .require(exemplars >= 2, "exemplars must be at least 2, got %d", exemplars)
          .throwIfAny("arithmetic cannot be measured like this");
    }
  }

  /**
   * How one way of calculating did.
   *
   * @param lamp results that show a lamp
   * @param asAsked results that show a lamp and no window
   * @param success results as asked that the discriminator takes for no worse than the worst 5 % of
   *     samples: pixels laid over each other show a lamp, too, and yet are no room
   * @param realism the discriminator's mean logit of the results; more is more real
   */
  public record Outcome(Proportion lamp, Proportion asAsked, Proportion success, double realism) {}

  /**
   * What was measured.
   *
   * @param exemplars a concept
   * @param averaged with that many exemplars
   * @param single with one
   * @param pixels of that many exemplars, their pixels added and taken away
   * @param baseline samples as such: what a room shows without any arithmetic
   * @param example the first expression, for the figure
   */
  public record Result(
      int exemplars,
      Outcome averaged,
      Outcome single,
      Outcome pixels,
      Outcome baseline,
      VectorArithmetic.Result example) {}

  /**
   * Measures.
   *
   * @param dcgan a model of rooms
   * @param judge of the model's resolution
   * @param options what to measure
   * @param progress told of each expression
   * @return shares of success
   * @throws IllegalArgumentException if the samples do not show what exemplars must show
   */
  public static Result run(
      Dcgan dcgan, RoomJudge judge, Options options, ProgressListener progress) {
    Latents candidates = dcgan.latents(options.candidates(), options.seed());
    Images images = dcgan.generator().generate(candidates);
    List<RoomPrediction> sightings = judge.look(images);
    int[] both = matching(sightings, options, true, true);
    int[] window = matching(sightings, options, true, false);
    int[] neither = matching(sightings, options, false, false);
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
        outcome(dcgan, judge, Images.concat(averaged), least),
        outcome(dcgan, judge, Images.concat(single), least),
        outcome(dcgan, judge, clipped(Images.concat(pixels)), least),
        outcome(dcgan, judge, images, least),
        first.get(0));
  }

  private static int[] matching(
      List<RoomPrediction> sightings, Options options, boolean window, boolean lamp) {
    Predicate<RoomPrediction> fits =
        s ->
            sure(s.probability(RoomObject.WINDOW), window)
                && sure(s.probability(RoomObject.LAMP), lamp);
    int[] matching =
        IntStream.range(0, sightings.size()).filter(i -> fits.test(sightings.get(i))).toArray();
    checkArgument(
        matching.length >= options.exemplars(),
        "%s of %s samples surely show %s window and %s lamp, too few for %s exemplars; train the"
            + " model longer, or take more candidates",
        matching.length,
        sightings.size(),
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

  private static Outcome outcome(Dcgan dcgan, RoomJudge judge, Images images, double leastRealism) {
    List<RoomPrediction> sightings = judge.look(images);
    float[] logits = dcgan.discriminator().logits(images);
    int asAsked = 0;
    int success = 0;
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      boolean fits =
          sightings.get(i).shows(RoomObject.LAMP) && !sightings.get(i).shows(RoomObject.WINDOW);
      asAsked += fits ? 1 : 0;
      success += fits && logits[i] >= leastRealism ? 1 : 0;
      sum += logits[i];
    }
    return new Outcome(
        RoomJudge.share(RoomObject.LAMP, sightings),
        Proportion.of(asAsked, logits.length),
        Proportion.of(success, logits.length),
        sum / logits.length);
  }

  /** The logit that all but the worst samples exceed. */
  private static double leastRealism(Dcgan dcgan, Images samples) {
    float[] logits = dcgan.discriminator().logits(samples);
    java.util.Arrays.sort(logits);
    return logits[(int) (WORST * logits.length)];
  }
}

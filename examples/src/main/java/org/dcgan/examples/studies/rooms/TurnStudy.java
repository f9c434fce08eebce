package org.dcgan.examples.studies.rooms;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;

/**
 * Measures whether a turn vector turns the camera: the predicted viewing angle must increase with
 * the multiple of the vector (paper, section 6.3.2 and figure 8).
 */
public final class TurnStudy {
  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.96;

  private TurnStudy() {}

  /**
   * Options of the study.
   *
   * @param candidates number of samples to choose exemplars from, at least 2
   * @param exemplars exemplars per group, at least 1
   * @param subjects number of other samples that are turned, at least 2
   * @param turn range and number of steps of the turn
   * @param seed the random seed
   */
  public record Options(
      int candidates, int exemplars, int subjects, TurnVector.Options turn, long seed) {
    /** Four exemplars per group, as in the paper. */
    public static final Options DEFAULT =
        new Options(1000, TurnVector.DEFAULT_EXEMPLARS, 200, TurnVector.Options.DEFAULT, 42);

    /** Checks the ranges. */
    public Options {
      new Problems()
          .require(candidates >= 2, "candidates must be at least 2, got %d", candidates)
          .require(exemplars >= 1, "exemplars must be at least 1, got %d", exemplars)
          .require(subjects >= 2, "subjects must be at least 2, got %d", subjects)
          .throwIfAny("invalid TurnStudy.Options");
    }
  }

  /**
   * The viewing angle at one multiple of the vector.
   *
   * @param share the multiple of the vector
   * @param mean the mean angle of all subjects in degrees
   * @param error half the width of the mean's 95 % confidence interval in degrees
   */
  public record Angle(double share, double mean, double error) {}

  /**
   * The result of the study.
   *
   * @param vector the turn vector
   * @param angles the angle at each step
   * @param monotonic whether every mean angle is larger than the one before
   * @param turned the share of subjects whose last angle is larger than their first
   * @param everyStep the share of steps, of all subjects, at which the angle increases
   * @param degrees the difference of the last and the first mean angle
   * @param example some turned subjects for the figure
   */
  public record Result(
      TurnVector vector,
      List<Angle> angles,
      boolean monotonic,
      Proportion turned,
      Proportion everyStep,
      double degrees,
      TurnVector.Turn example) {}

  /**
   * Runs the study.
   *
   * @param dcgan a model of rooms
   * @param classifier a classifier for images of the model's resolution
   * @param options the options of the study
   * @return the angles
   */
  public static Result run(Dcgan dcgan, RoomClassifier classifier, Options options) {
    checkArgument(
        options.candidates() >= 2 * options.exemplars(),
        "two groups of %s exemplars need at least as many candidates, got %s",
        options.exemplars(),
        options.candidates());
    Latents candidates = dcgan.latents(options.candidates(), options.seed());
    List<RoomPrediction> predictions = classifier.predict(dcgan.generator().generate(candidates));
    double[] angles = predictions.stream().mapToDouble(RoomPrediction::angle).toArray();
    double[] negated = predictions.stream().mapToDouble(s -> -s.angle()).toArray();
    TurnVector vector =
        TurnVector.between(
            group("seen from the left", candidates, negated, options),
            group("seen from the right", candidates, angles, options));
    Latents subjects = dcgan.latents(options.subjects(), options.seed() + 1);
    TurnVector.Turn turn = vector.apply(dcgan, subjects, options.turn());
    List<RoomPrediction> turned = classifier.predict(turn.frames());
    int steps = options.turn().steps();
    List<Angle> means = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      means.add(angle(turned, step, options));
    }
    boolean monotonic = true;
    int up = 0;
    int right = 0;
    for (int i = 0; i < options.subjects(); i++) {
      for (int step = 1; step < steps; step++) {
        up += at(turned, i, step, steps) > at(turned, i, step - 1, steps) ? 1 : 0;
      }
      right += at(turned, i, steps - 1, steps) > at(turned, i, 0, steps) ? 1 : 0;
    }
    for (int step = 1; step < steps; step++) {
      monotonic &= means.get(step).mean() > means.get(step - 1).mean();
    }
    return new Result(
        vector,
        means,
        monotonic,
        Proportion.of(right, options.subjects()),
        Proportion.of(up, (long) options.subjects() * (steps - 1)),
        means.get(steps - 1).mean() - means.get(0).mean(),
        vector.apply(dcgan, subjects.slice(0, Math.min(6, options.subjects())), options.turn()));
  }

  private static Concept group(String name, Latents candidates, double[] scores, Options options) {
    int[] chosen =
        SampleSelection.highest(scores, options.exemplars()).stream().mapToInt(i -> i).toArray();
    return new Concept(name, candidates.select(chosen));
  }

  private static double at(List<RoomPrediction> turned, int subject, int step, int steps) {
    return turned.get(subject * steps + step).angle();
  }

  private static Angle angle(List<RoomPrediction> turned, int step, Options options) {
    int n = options.subjects();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double angle = at(turned, i, step, options.turn().steps());
      sum += angle;
      squares += angle * angle;
    }
    double mean = sum / n;
    double variance = Math.max(0, (squares - n * mean * mean) / (n - 1));
    return new Angle(options.turn().share(step), mean, Z * Math.sqrt(variance / n));
  }
}

package org.dcgan.tensorflow.sentinel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.dcgan.training.GradientNorms;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingPlan;

/**
 * Monitors a training according to its {@link SentinelPolicy} and reports troubles. Its {@link
 * SentinelState} is a function of the steps of the run.
 */
public final class Sentinel {
  /**
   * Lower losses count as this share of the limit. The hinge loss is exactly 0 for many batches of
   * a training that makes progress, and a geometric mean would be 0 from the first one on.
   */
  private static final double LEAST_OF_DOMINANCE = 0.1;

  private final SentinelPolicy policy;
  private final int stepsPerUpdate;
  private final int rollBacks;
  private RunningMean discriminatorLoss;
  private RunningMean generatorNorm;
  private RunningMean discriminatorNorm;
  private final Set<Trouble> ongoing = EnumSet.noneOf(Trouble.class);

  public Sentinel(TrainingPlan plan, SentinelState state) {
    this.policy = plan.sentinel();
    this.stepsPerUpdate = stepsPerUpdate(plan);
    this.rollBacks = state.rollBacks();
    this.discriminatorLoss = state.discriminatorLoss();
    this.generatorNorm = state.generatorNorm();
    this.discriminatorNorm = state.discriminatorNorm();
    this.ongoing.addAll(state.ongoing());
  }

  /** The largest number of steps between two updates of a network. */
  private static int stepsPerUpdate(TrainingPlan plan) {
    return switch (plan.schedule()) {
      case SIMULTANEOUS -> 1;
      case SEQUENTIAL -> plan.discriminatorUpdates();
      case ALTERNATING -> plan.discriminatorUpdates() + 1;
    };
  }

  /** The largest number of steps that a trouble may have lasted when it is detected. */
  public static long longestWindow(TrainingPlan plan) {
    SentinelPolicy policy = plan.sentinel();
    long updates = Math.max(policy.dominanceSteps(), policy.gradientSteps());
    return Math.max(updates * stepsPerUpdate(plan), policy.inspectEvery());
  }

  private long since(long step, int updates) {
    return step - (long) updates * stepsPerUpdate + 1;
  }

  /** The current state. */
  public SentinelState state() {
    return new SentinelState(
        rollBacks, discriminatorLoss, generatorNorm, discriminatorNorm, List.copyOf(ongoing));
  }

  /** The number of roll-backs of the run so far. */
  public int rollBacks() {
    return rollBacks;
  }

  /** The action for a trouble; STOP replaces ROLL_BACK after the last permitted roll-back. */
  public Action action(Trouble trouble) {
    Action action = policy.action(trouble);
    return action == Action.ROLL_BACK && rollBacks >= policy.maxRollBacks() ? Action.STOP : action;
  }

  /** Checks the losses and gradients of a step. */
  public List<Finding> afterStep(
      long step, Losses losses, GradientNorms gradients, boolean updatedDiscriminator) {
    if (!losses.isFinite() || !gradients.isFinite()) {
      String what =
          losses.isFinite()
              ? "the lengths of the gradients are " + gradients
              : "the losses are " + losses;
      return List.of(new Finding(Trouble.NOT_FINITE, step, Double.NaN, Double.NaN, what));
    }
    List<Finding> findings = new ArrayList<>();
    if (watches(Trouble.DISCRIMINATOR_WINS) && updatedDiscriminator) {
      int window = policy.dominanceSteps();
      double least = LEAST_OF_DOMINANCE * policy.dominanceLoss();
      discriminatorLoss =
          discriminatorLoss.addToGeometric(Math.max(losses.discriminator(), least), window);
      double mean = discriminatorLoss.value();
      note(
          findings,
          Trouble.DISCRIMINATOR_WINS,
          discriminatorLoss.count() >= window && mean < policy.dominanceLoss(),
          () ->
              new Finding(
                  Trouble.DISCRIMINATOR_WINS,
                  since(step, window),
                  mean,
                  policy.dominanceLoss(),
                  format(
                      "D dominates: its loss was %.3g on average over its last %d updates (limit"
                          + " %.3g) and G's is %.3g; give D a lower learning rate, smoother labels"
                          + " or instance noise",
                      mean, window, policy.dominanceLoss(), losses.generator())));
    }
    if (watches(Trouble.GRADIENTS_RUN_AWAY)) {
      generatorNorm = lengthened(generatorNorm, gradients.generator());
      discriminatorNorm = lengthened(discriminatorNorm, gradients.discriminator());
      double ofG = runaway(generatorNorm);
      double ofD = runaway(discriminatorNorm);
      double longest = Math.max(ofG, ofD);
      note(
          findings,
          Trouble.GRADIENTS_RUN_AWAY,
          longest > policy.gradientNorm(),
          () ->
              new Finding(
                  Trouble.GRADIENTS_RUN_AWAY,
                  since(step, policy.gradientSteps()),
                  longest,
                  policy.gradientNorm(),
                  format(
                      "%s's gradients are too long: their length was %.4g on average over its last"
                          + " %d updates (limit %.4g); lower its learning rate",
                      ofG > ofD ? "G" : "D",
                      longest,
                      policy.gradientSteps(),
                      policy.gradientNorm())));
    }
    return findings;
  }

  private RunningMean lengthened(RunningMean mean, OptionalDouble norm) {
    return norm.isEmpty()
        ? mean
        : mean.add(
            Math.log(Math.max(norm.getAsDouble(), Double.MIN_NORMAL)), policy.gradientSteps());
  }

  /** The geometric mean over a full window, 0 before that. */
  private double runaway(RunningMean logarithms) {
    return logarithms.count() >= policy.gradientSteps() ? Math.exp(logarithms.value()) : 0;
  }

  /** Whether images and filters are to be inspected after a step. */
  public boolean inspects(long step) {
    return step % policy.inspectEvery() == 0
        && (watches(Trouble.DIVERSITY_VANISHED) || watches(Trouble.FILTERS_OSCILLATE));
  }

  /**
   * Checks the diversity of generated images.
   *
   * @param step the step of the model
   * @param ofRun the step of the run
   * @param generated the diversity of generated images
   * @param real the diversity of as many real images
   * @return the troubles found
   */
  public List<Finding> ofDiversity(long step, long ofRun, double generated, double real) {
    List<Finding> findings = new ArrayList<>();
    if (!watches(Trouble.DIVERSITY_VANISHED) || !(real > 0)) {
      return findings;
    }
    double share = generated / real;
    note(
        findings,
        Trouble.DIVERSITY_VANISHED,
        share < policy.diversity() && ofRun >= policy.warmUp(),
        () ->
            new Finding(
                Trouble.DIVERSITY_VANISHED,
                step - policy.inspectEvery() + 1,
                share,
                policy.diversity(),
                format(
                    "the generated images lack diversity: half of %d images are within %.3g of"
                        + " another one, %.3g times the distance among real images (limit %.3g); G"
                        + " generates the same images from different latents",
                    Diversity.IMAGES, generated, share, policy.diversity())));
    return findings;
  }

  /** Checks the filters of G's last convolution. */
  public List<Finding> ofFilters(long step, String layer, Oscillation seen) {
    List<Finding> findings = new ArrayList<>();
    if (watches(Trouble.FILTERS_OSCILLATE)) {
      note(
          findings,
          Trouble.FILTERS_OSCILLATE,
          seen.share() > policy.oscillation(),
          () ->
              new Finding(
                  Trouble.FILTERS_OSCILLATE,
                  step - policy.inspectEvery() + 1,
                  seen.share(),
                  policy.oscillation(),
                  format(
                      "filters have collapsed to an oscillating mode: in %s, %s (limit %.1f%%)",
                      layer, seen, 100 * policy.oscillation())));
    }
    return findings;
  }

  public boolean watches(Trouble trouble) {
    return policy.action(trouble) != Action.IGNORE;
  }

  /** Reports a trouble when it begins, and forgets it when it has ended. */
  private void note(
      List<Finding> findings, Trouble trouble, boolean present, Supplier<Finding> finding) {
    if (!present) {
      ongoing.remove(trouble);
    } else if (ongoing.add(trouble)) {
      findings.add(finding.get());
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

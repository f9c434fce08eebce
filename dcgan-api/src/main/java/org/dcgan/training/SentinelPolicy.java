package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.internal.Problems;

/**
 * Determines which problems a training is monitored for, their limits, and the actions taken. An
 * alarm is raised when a problem begins; it is raised again only if the problem ended and recurred.
 *
 * <pre>{@code
 * SentinelPolicy policy =
 *     SentinelPolicy.builder().on(Trouble.DIVERSITY_VANISHED, Action.ROLL_BACK).build();
 * }</pre>
 *
 * @param actions the action for each problem
 * @param dominanceLoss the limit of the geometric mean of the discriminator's loss, in nats, above
 *     0; the discriminator dominates if the mean is below. Losses below a tenth of the limit count
 *     as a tenth
 * @param dominanceSteps the number of discriminator updates over which the mean is taken, at least
 *     1
 * @param gradientNorm the limit of the geometric mean of a network's {@link GradientNorms}, above
 *     0; gradients explode if their mean is above
 * @param gradientSteps the number of updates of the network over which that mean is taken, at least
 *     1
 * @param diversity the limit of the diversity of generated images, as a fraction of that of real
 *     images, in (0, 1); the generator has collapsed if its diversity is below
 * @param oscillation the limit of the share of image energy produced by single-frequency filters,
 *     in (0, 1); filters oscillate if the share is above
 * @param inspectEvery the number of steps between inspections of images and filters, at least 1
 * @param warmUp the number of steps at the beginning of the run in which diversity is not checked,
 *     at least 0
 * @param maxRollBacks the maximum number of rollbacks of a run, at least 0; after them, {@code
 *     ROLL_BACK} stops the run
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SentinelPolicy(
    Map<Trouble, Action> actions,
    double dominanceLoss,
    int dominanceSteps,
    double gradientNorm,
    int gradientSteps,
    double diversity,
    double oscillation,
    int inspectEvery,
    int warmUp,
    int maxRollBacks) {

  /**
   * The default of {@code dominanceLoss}. A discriminator with a loss of 0.01 assigns a probability
   * of 0.995 to the correct answer for real and generated images. In DCGAN trainings that make
   * progress, the loss is tens of times higher except for brief dips. The mean is geometric,
   * because single losses a thousand times as high would hide a discriminator that has won.
   */
  public static final double DEFAULT_DOMINANCE_LOSS = 0.01;

  /**
   * The default of {@code dominanceSteps}. In many successful runs, the discriminator dominates for
   * some dozens of steps, particularly at the beginning.
   */
  public static final int DEFAULT_DOMINANCE_STEPS = 200;

  /**
   * The default of {@code gradientNorm}. The limit of 100 that soumith/ganhacks (section 10)
   * recommends is too strict here: the generator's gradients reach 100 in successful runs on
   * CIFAR-10 and faces, so the default is ten times that.
   */
  public static final double DEFAULT_GRADIENT_NORM = 1000;

  /**
   * The default of {@code gradientSteps}. The gradients of single steps can be many times larger
   * than usual.
   */
  public static final int DEFAULT_GRADIENT_STEPS = 50;

  /**
   * The default of {@code diversity}. Images whose distance is a twentieth of the distance between
   * real images look the same. In successful runs the distance is at least half of that between
   * real images, except in the first hundreds of steps.
   */
  public static final double DEFAULT_DIVERSITY = 0.05;

  /**
   * The default of {@code oscillation}. Single filters may produce such waves by coincidence,
   * particularly untrained ones; in the successful runs that were examined, none did.
   */
  public static final double DEFAULT_OSCILLATION = 0.15;

  /**
   * The default of {@code inspectEvery}. An inspection takes at most about as long as a step, so
   * that its share of the training time is far below 1 %.
   */
  public static final int DEFAULT_INSPECT_EVERY = 500;

  /**
   * The default of {@code warmUp}. Generated images resemble each other in the first hundreds of
   * steps of a run.
   */
  public static final int DEFAULT_WARM_UP = 1000;

  /**
   * The default of {@code maxRollBacks}. A problem that recurs more often is unlikely to be solved
   * by different random numbers.
   */
  public static final int DEFAULT_MAX_ROLL_BACKS = 3;

  /** Warns of every problem, and stops the training at values that are not finite. */
  public static final SentinelPolicy DEFAULT = builder().build();

  /** Stops the training at values that are not finite, and ignores all other problems. */
  public static final SentinelPolicy OFF = builder().onEverything(Action.IGNORE).build();

  /** A problem that a training is monitored for. */
  public enum Trouble {
    /**
     * A loss, a gradient or a weight is NaN or infinite. It ends the training with a {@link
     * org.dcgan.DivergedException}, unless the run is rolled back.
     */
    NOT_FINITE,
    /**
     * The discriminator dominates: its loss stays near 0, and the generator receives almost no
     * gradient.
     */
    DISCRIMINATOR_WINS,
    /** Exploding gradients: the gradients of a network are very large over many updates. */
    GRADIENTS_RUN_AWAY,
    /**
     * Mode collapse: generated images resemble each other. The median over 32 generated images of
     * the Euclidean distance to the nearest other one is small compared with that of the same
     * number of real images. Requires batches of at least 8 images.
     */
    DIVERSITY_VANISHED,
    /**
     * Filters of the generator's last convolution have collapsed to a single oscillating mode
     * (described in the paper, section 7): at least half of the energy of such a filter is in one
     * plane wave with a period of 4 pixels or less.
     */
    FILTERS_OSCILLATE
  }

  /** The action taken when a problem is detected, from the mildest to the strongest. */
  public enum Action {
    /** The problem is not monitored. */
    IGNORE,
    /** Listeners are notified. */
    WARN,
    /**
     * The run is rolled back to its best checkpoint if its policy has a score, otherwise to the
     * newest one from before the problem, and continues from there with different random numbers.
     * Later checkpoints are deleted. After {@link #maxRollBacks} rollbacks, the run is stopped
     * instead.
     */
    ROLL_BACK,
    /**
     * The training ends as by a {@link StopSignal}, with a checkpoint if the plan has checkpoints.
     */
    STOP
  }

  /** Copies the actions and checks the ranges. */
  public SentinelPolicy {
    requireNonNull(actions, "actions");

    EnumMap<Trouble, Action> all = new EnumMap<>(Trouble.class);
    for (Trouble trouble : Trouble.values()) {
      all.put(trouble, actions.getOrDefault(trouble, byDefault(trouble)));
    }
    Action onNotFinite = requireNonNull(all.get(Trouble.NOT_FINITE));
    actions = Collections.unmodifiableMap(all);
    new Problems()
        .require(
            onNotFinite == Action.STOP || onNotFinite == Action.ROLL_BACK,
            "the action for NOT_FINITE must be STOP or ROLL_BACK, since training cannot continue from"
                + " NaN; got %s",
            onNotFinite)
        .require(dominanceLoss > 0, "dominanceLoss must be above 0, got %s", dominanceLoss)
        .require(dominanceSteps >= 1, "dominanceSteps must be at least 1, got %d", dominanceSteps)
        .require(gradientNorm > 0, "gradientNorm must be above 0, got %s", gradientNorm)
        .require(gradientSteps >= 1, "gradientSteps must be at least 1, got %d", gradientSteps)
        .require(diversity > 0 && diversity < 1, "diversity must be in (0, 1), got %s", diversity)
        .require(
            oscillation > 0 && oscillation < 1,
            "oscillation must be in (0, 1), got %s",
            oscillation)
        .require(inspectEvery >= 1, "inspectEvery must be at least 1, got %d", inspectEvery)
        .require(warmUp >= 0, "warmUp must be at least 0, got %d", warmUp)
        .require(maxRollBacks >= 0, "maxRollBacks must be at least 0, got %d", maxRollBacks)
        .throwIfAny("invalid SentinelPolicy");
  }

  /**
   * Starts the configuration of a policy.
   *
   * @return a builder with the settings of {@link #DEFAULT}
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder for changed copies of this policy.
   *
   * @return a builder with the settings of this policy
   */
  public Builder toBuilder() {
    Builder builder =
        new Builder()
            .dominance(dominanceLoss, dominanceSteps)
            .gradients(gradientNorm, gradientSteps)
            .diversity(diversity)
            .oscillation(oscillation)
            .inspectEvery(inspectEvery)
            .warmUp(warmUp)
            .maxRollBacks(maxRollBacks);
    actions.forEach(builder::on);
    return builder;
  }

  /**
   * Returns the action for a problem.
   *
   * @param trouble the problem
   * @return the action
   */
  public Action action(Trouble trouble) {
    requireNonNull(trouble, "trouble");

    return actions.getOrDefault(trouble, byDefault(trouble));
  }

  private static Action byDefault(Trouble trouble) {
    return trouble == Trouble.NOT_FINITE ? Action.STOP : Action.WARN;
  }

  /**
   * Returns whether any problem is handled by a rollback.
   *
   * @return true if any action is {@link Action#ROLL_BACK}
   */
  public boolean rollsBack() {
    return actions.containsValue(Action.ROLL_BACK);
  }

  /** Builds a {@link SentinelPolicy}; all settings are optional. */
  public static final class Builder {
    private final EnumMap<Trouble, Action> actions = new EnumMap<>(Trouble.class);
    private double dominanceLoss = DEFAULT_DOMINANCE_LOSS;
    private int dominanceSteps = DEFAULT_DOMINANCE_STEPS;
    private double gradientNorm = DEFAULT_GRADIENT_NORM;
    private int gradientSteps = DEFAULT_GRADIENT_STEPS;
    private double diversity = DEFAULT_DIVERSITY;
    private double oscillation = DEFAULT_OSCILLATION;
    private int inspectEvery = DEFAULT_INSPECT_EVERY;
    private int warmUp = DEFAULT_WARM_UP;
    private int maxRollBacks = DEFAULT_MAX_ROLL_BACKS;

    private Builder() {}

    /**
     * Sets the action for one problem.
     *
     * @param trouble the problem
     * @param action the action; {@link Action#STOP} by default for {@link Trouble#NOT_FINITE},
     *     which accepts {@code STOP} and {@code ROLL_BACK} only, and {@link Action#WARN} for all
     *     others
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder on(Trouble trouble, Action action) {
      requireNonNull(trouble, "trouble");
      requireNonNull(action, "action");

      actions.put(trouble, action);
      return this;
    }

    /**
     * Sets the action for all problems. If the action is milder than a rollback, values that are
     * not finite still stop the training.
     *
     * @param action the action for all problems
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder onEverything(Action action) {
      requireNonNull(action, "action");

      for (Trouble trouble : Trouble.values()) {
        actions.put(trouble, action);
      }
      if (action.compareTo(Action.ROLL_BACK) < 0) {
        actions.put(Trouble.NOT_FINITE, Action.STOP);
      }
      return this;
    }

    /**
     * Expert: sets the limit of the discriminator's loss below which it is considered to dominate.
     * Lower it if alarms are raised in trainings that make progress.
     *
     * @param loss the geometric mean of the loss in nats, above 0; {@value #DEFAULT_DOMINANCE_LOSS}
     *     by default
     * @param steps the number of discriminator updates over which the mean is taken, at least 1;
     *     {@value #DEFAULT_DOMINANCE_STEPS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder dominance(double loss, int steps) {
      this.dominanceLoss = loss;
      this.dominanceSteps = steps;
      return this;
    }

    /**
     * Expert: sets the limit of the gradient norm above which gradients are considered to explode.
     *
     * @param norm the geometric mean of the norms, above 0; {@value #DEFAULT_GRADIENT_NORM} by
     *     default
     * @param steps the number of updates over which the mean is taken, at least 1; {@value
     *     #DEFAULT_GRADIENT_STEPS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder gradients(double norm, int steps) {
      this.gradientNorm = norm;
      this.gradientSteps = steps;
      return this;
    }

    /**
     * Expert: sets the limit of diversity below which the generator is considered to have
     * collapsed. Raise it for earlier alarms, lower it for datasets whose images are similar.
     *
     * @param share the fraction of the diversity of real images, in (0, 1); {@value
     *     #DEFAULT_DIVERSITY} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder diversity(double share) {
      this.diversity = share;
      return this;
    }

    /**
     * Expert: sets the limit of the share of image energy produced by single-frequency filters
     * above which filters are considered to oscillate.
     *
     * @param share the share of the energy, in (0, 1); {@value #DEFAULT_OSCILLATION} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder oscillation(double share) {
      this.oscillation = share;
      return this;
    }

    /**
     * Expert: sets the number of steps between inspections of images and filters.
     *
     * @param steps at least 1; {@value #DEFAULT_INSPECT_EVERY} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder inspectEvery(int steps) {
      this.inspectEvery = steps;
      return this;
    }

    /**
     * Expert: sets the number of steps at the beginning of a run in which diversity is not checked.
     * Raise it for generators that learn slowly.
     *
     * @param steps the number of steps of the run, at least 0; {@value #DEFAULT_WARM_UP} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder warmUp(int steps) {
      this.warmUp = steps;
      return this;
    }

    /**
     * Sets the maximum number of rollbacks of a run, after which {@link Action#ROLL_BACK} stops it.
     *
     * @param count at least 0; {@value #DEFAULT_MAX_ROLL_BACKS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder maxRollBacks(int count) {
      this.maxRollBacks = count;
      return this;
    }

    /**
     * Creates the policy.
     *
     * @return the policy
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     */
    public SentinelPolicy build() {
      return new SentinelPolicy(
          actions,
          dominanceLoss,
          dominanceSteps,
          gradientNorm,
          gradientSteps,
          diversity,
          oscillation,
          inspectEvery,
          warmUp,
          maxRollBacks);
    }
  }
}

package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.dcgan.internal.Problems;

/**
 * What a training is watched for, where the limits are, and what is done about it. An alarm is
 * raised when a trouble begins, and again only after it was over in between.
 *
 * <pre>{@code
 * SentinelPolicy policy =
 *     SentinelPolicy.builder().on(Trouble.DIVERSITY_VANISHED, Action.ROLL_BACK).build();
 * }</pre>
 *
 * @param actions what is done, for each trouble
 * @param dominanceLoss D has won where its mean loss is below this, in nats; above 0
 * @param dominanceSteps over how many updates of D the mean is taken; at least 1
 * @param gradientNorm gradients run away where the geometric mean of a network's {@link
 *     GradientNorms} is above this; above 0
 * @param gradientSteps over how many updates of the network that mean is taken; at least 1
 * @param diversity diversity has vanished where generated images differ less than this share of
 *     what real ones do, (0, 1)
 * @param oscillation filters oscillate where those that paint little but one short wave paint more
 *     than this share of all structure in the images, (0, 1)
 * @param inspectEvery every how many steps images and filters are looked at; at least 1
 * @param warmUp for how many steps of the run G is given time to become diverse; at least 0
 * @param maxRollBacks how often a run is rolled back before it is stopped; at least 0
 */
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
   * A D whose loss is .01 gives the truth a probability of .995 on either side; where DCGANs that
   * learn anything keep it, it is tens of times that, but for moments.
   */
  public static final double DEFAULT_DOMINANCE_LOSS = 0.01;

  /** D wins for some dozens of steps in many a good run, above all at its beginning. */
  public static final int DEFAULT_DOMINANCE_STEPS = 200;

  /**
   * "If they are over 100 things are screwing up" (soumith/ganhacks, section 10) is too strict
   * here: G's gradients reach 100 in good runs on CIFAR-10 and faces, so the limit is ten times
   * that.
   */
  public static final double DEFAULT_GRADIENT_NORM = 1000;

  /** Single steps have gradients many times the usual. */
  public static final int DEFAULT_GRADIENT_STEPS = 50;

  /**
   * What a twentieth of the distance between real images apart is, is the same image to the eye.
   * Good runs have half of that distance or more, but for their first hundreds of steps.
   */
  public static final double DEFAULT_DIVERSITY = 0.05;

  /**
   * Single filters may paint such waves by chance, above all untrained ones; in the good runs that
   * this was tried on, none did.
   */
  public static final double DEFAULT_OSCILLATION = 0.15;

  /** An inspection takes about as long as a step or less, so this keeps it far below 1 %. */
  public static final int DEFAULT_INSPECT_EVERY = 500;

  /** In its first hundreds of steps G's images are alike, and a few steps later they are not. */
  public static final int DEFAULT_WARM_UP = 1000;

  /** What goes wrong more often will not be mended by other random numbers. */
  public static final int DEFAULT_MAX_ROLL_BACKS = 3;

  /** Warns of everything, and stops where nothing can go on. */
  public static final SentinelPolicy DEFAULT = builder().build();

  /** Stops where nothing can go on, and does not look for anything else. */
  public static final SentinelPolicy OFF = builder().onEverything(Action.IGNORE).build();

  /** What can go wrong. */
  public enum Trouble {
    /**
     * A loss, a gradient or a weight is NaN or infinite. Ends the training with a {@link
     * org.dcgan.DivergedException}, unless it is rolled back.
     */
    NOT_FINITE,
    /** D's loss stays near 0: G learns nothing from a judge that is always right. */
    DISCRIMINATOR_WINS,
    /** The gradients of a network are far too long, for many of its updates. */
    GRADIENTS_RUN_AWAY,
    /**
     * Generated images resemble each other: the median over 32 of them of the distance to the
     * nearest other one, in the Euclidean distance of pixels, is small beside that of as many real
     * ones. Needs batches of at least 8.
     */
    DIVERSITY_VANISHED,
    /**
     * Filters of G's last convolution have collapsed to a single oscillating mode (the paper's own
     * caveat, section 7): of the energy that such a filter paints with, at least half is in one
     * plane wave with a period of 4 pixels or less.
     */
    FILTERS_OSCILLATE
  }

  /** What is done about it, mildest first. */
  public enum Action {
    /** Nothing, and nobody looks. */
    IGNORE,
    /** Listeners are told. */
    WARN,
    /**
     * The run goes back to its best checkpoint if its policy has a score, else to the newest from
     * before the trouble, and on from there with other random numbers. Later checkpoints are
     * deleted. Once {@link #maxRollBacks} are used up, it is stopped.
     */
    ROLL_BACK,
    /** The training ends, with the model saved as by a stop signal. */
    STOP
  }

  /** Copies, and checks the ranges. */
  public SentinelPolicy {
    requireNonNull(actions, "actions");

    EnumMap<Trouble, Action> all = new EnumMap<>(Trouble.class);
    for (Trouble trouble : Trouble.values()) {
      all.put(trouble, actions.getOrDefault(trouble, byDefault(trouble)));
    }
    Action onNotFinite = all.get(Trouble.NOT_FINITE);
    actions = Collections.unmodifiableMap(all);
    new Problems()
        .require(
            onNotFinite == Action.STOP || onNotFinite == Action.ROLL_BACK,
            "nothing can go on from NaN: the action on NOT_FINITE must be STOP or ROLL_BACK, got"
                + " %s",
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
        .throwIfAny("this sentinel policy cannot be followed");
  }

  /**
   * Starts a policy.
   *
   * @return a builder in which everything has a default
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * What is done about a trouble.
   *
   * @param trouble which
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
   * Whether anything is rolled back.
   *
   * @return true if any action is {@link Action#ROLL_BACK}
   */
  public boolean rollsBack() {
    return actions.containsValue(Action.ROLL_BACK);
  }

  /** Makes a {@link SentinelPolicy}; everything is optional. */
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
     * Sets what is done about one trouble.
     *
     * @param trouble which
     * @param action a warning by default, a stop where numbers are not finite
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
     * Sets what is done about every trouble; numbers that are not finite stop the training where
     * the action is milder than a roll-back.
     *
     * @param action for all
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
     * Sets when D has won.
     *
     * @param loss its mean loss in nats, above 0; {@value #DEFAULT_DOMINANCE_LOSS} by default
     * @param steps over how many of its updates, at least 1; {@value #DEFAULT_DOMINANCE_STEPS} by
     *     default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder dominance(double loss, int steps) {
      this.dominanceLoss = loss;
      this.dominanceSteps = steps;
      return this;
    }

    /**
     * Sets when gradients run away.
     *
     * @param norm the geometric mean of their lengths, above 0; {@value #DEFAULT_GRADIENT_NORM} by
     *     default
     * @param steps over how many updates, at least 1; {@value #DEFAULT_GRADIENT_STEPS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder gradients(double norm, int steps) {
      this.gradientNorm = norm;
      this.gradientSteps = steps;
      return this;
    }

    /**
     * Sets when diversity has vanished.
     *
     * @param share of the real images' diversity, (0, 1); {@value #DEFAULT_DIVERSITY} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder diversity(double share) {
      this.diversity = share;
      return this;
    }

    /**
     * Sets when filters oscillate.
     *
     * @param share of all structure that such filters paint, (0, 1); {@value #DEFAULT_OSCILLATION}
     *     by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder oscillation(double share) {
      this.oscillation = share;
      return this;
    }

    /**
     * Sets how often images and filters are looked at.
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
     * Sets how long G may take to become diverse.
     *
     * @param steps of the run, at least 0; {@value #DEFAULT_WARM_UP} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder warmUp(int steps) {
      this.warmUp = steps;
      return this;
    }

    /**
     * Sets how often a run is rolled back before it is stopped.
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
     * Makes the policy.
     *
     * @return the policy
     * @throws IllegalArgumentException if anything is out of range; the message lists all of it
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

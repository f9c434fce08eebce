package org.dcgan.internal.json;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.EpochOrder;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;

/**
 * The settings of a training run as named values. All values are included, even defaults, so that a
 * run does not depend on the defaults of the library version that continues it. The names are
 * specified explicitly and are independent of Java names.
 *
 * <p>For a setting that a later version of the library adds, the value that earlier runs used must
 * be specified, regardless of its default: see {@code RunRecordJson} of the engine.
 */
public final class SettingsJson {
  private static final EnumNames<UpdateSchedule> SCHEDULES =
      EnumNames.of(
          UpdateSchedule.class,
          Map.of(
              UpdateSchedule.SIMULTANEOUS, "simultaneous",
              UpdateSchedule.SEQUENTIAL, "sequential",
              UpdateSchedule.ALTERNATING, "alternating"));

  private static final EnumNames<AdversarialLoss> LOSSES =
      EnumNames.of(
          AdversarialLoss.class,
          Map.of(
              AdversarialLoss.CROSS_ENTROPY, "crossEntropy",
              AdversarialLoss.HINGE, "hinge"));

  private static final EnumNames<Precision> PRECISIONS =
      EnumNames.of(
          Precision.class,
          Map.of(
              Precision.FLOAT32, "float32",
              Precision.BFLOAT16, "bfloat16",
              Precision.AUTO, "auto"));

  private static final EnumNames<Trouble> TROUBLES =
      EnumNames.of(
          Trouble.class,
          Map.of(
              Trouble.NOT_FINITE, "nonFiniteValues",
              Trouble.DISCRIMINATOR_WINS, "discriminatorDominance",
              Trouble.GRADIENTS_RUN_AWAY, "explodingGradients",
              Trouble.DIVERSITY_VANISHED, "modeCollapse",
              Trouble.FILTERS_OSCILLATE, "oscillatingFilters"));

  private static final EnumNames<Action> ACTIONS =
      EnumNames.of(
          Action.class,
          Map.of(
              Action.IGNORE, "ignore",
              Action.WARN, "warn",
              Action.ROLL_BACK, "rollBack",
              Action.STOP, "stop"));

  private SettingsJson() {}

  /**
   * Returns the names of the sentinel's problems in files.
   *
   * @return the names
   */
  public static EnumNames<Trouble> troubles() {
    return TROUBLES;
  }

  /**
   * Returns the settings of a model.
   *
   * @param spec the architecture and the seed
   * @return the values by name, in the order for display
   */
  public static Map<String, Scalar> of(ModelSpec spec) {
    Map<String, Scalar> settings = new LinkedHashMap<>();
    Architecture architecture = spec.architecture();
    settings.put("model.image.height", Scalar.of(architecture.image().height()));
    settings.put("model.image.width", Scalar.of(architecture.image().width()));
    settings.put("model.image.channels", Scalar.of(architecture.image().channels()));
    settings.put("model.latentDim", Scalar.of(architecture.latentDim()));
    settings.put(
        "model.latentDistribution",
        Scalar.of(ArchitectureJson.name(architecture.latentDistribution())));
    settings.put("model.projectionFeatureMaps", Scalar.of(architecture.projectionMaps()));
    put(settings, "model.generator", architecture.generator());
    put(settings, "model.discriminator", architecture.discriminator());
    settings.put("model.leakySlope", Scalar.of(architecture.leakySlope()));
    settings.put("model.batchNormEpsilon", Scalar.of(architecture.batchNormEpsilon()));
    settings.put(
        "model.discriminatorNormalization",
        Scalar.of(ArchitectureJson.name(architecture.discriminatorNormalization())));
    // Only where they differ from what all models had before, so that runs of earlier versions
    // continue.
    if (architecture.isConditional()) {
      settings.put("model.classes", Scalar.of(architecture.classes()));
    }
    if (architecture.labelSide() < architecture.image().height()) {
      settings.put("model.labelSide", Scalar.of(architecture.labelSide()));
    }
    putHidden(settings, "model.generatorHiddenUnits", architecture.generatorHidden());
    putHidden(settings, "model.discriminatorHiddenUnits", architecture.discriminatorHidden());
    if (!architecture.gainAndBias()) {
      settings.put("model.batchNormGainAndBias", Scalar.of(false));
    }
    if (architecture.imageActivation() != ImageActivation.TANH) {
      settings.put(
          "model.imageActivation",
          Scalar.of(ArchitectureJson.name(architecture.imageActivation())));
    }
    settings.put("model.seed", Scalar.of(spec.seed()));
    return settings;
  }

  private static void putHidden(Map<String, Scalar> settings, String name, List<Integer> hidden) {
    for (int i = 0; i < hidden.size(); i++) {
      settings.put(name + "." + (i + 1), Scalar.of(hidden.get(i)));
    }
  }

  private static void put(
      Map<String, Scalar> settings, String name, List<ConvolutionSpec> convolutions) {
    settings.put(name + ".layers", Scalar.of(convolutions.size()));
    for (int i = 0; i < convolutions.size(); i++) {
      ConvolutionSpec c = convolutions.get(i);
      String layer = name + "." + (i + 1);
      settings.put(layer + ".kernel", Scalar.of(c.kernel()));
      settings.put(layer + ".stride", Scalar.of(c.stride()));
      settings.put(layer + ".featureMaps", Scalar.of(c.featureMaps()));
    }
  }

  /**
   * Returns the setting of a precision.
   *
   * @param precision the precision
   * @return its name in files
   */
  public static Scalar of(Precision precision) {
    return Scalar.of(PRECISIONS.name(precision));
  }

  /**
   * Returns the settings of a plan, except for {@link TrainingPlan#allowOnResume}, which is not a
   * setting of the run.
   *
   * @param plan the plan
   * @return the values by name, in the order for display
   */
  public static Map<String, Scalar> of(TrainingPlan plan) {
    Map<String, Scalar> settings = new LinkedHashMap<>();
    settings.put("plan.epochs", Scalar.of(plan.epochs()));
    settings.put("plan.steps", Scalar.of(plan.steps()));
    settings.put("plan.seconds", seconds(plan.duration()));
    settings.put("plan.decayEpochs", Scalar.of(plan.decayEpochs()));
    settings.put("plan.decaySteps", Scalar.of(plan.decaySteps()));
    // Only where there is one, so that runs of earlier versions continue.
    if (plan.decay() > 0) {
      settings.put("plan.decay", Scalar.of(plan.decay()));
    }
    settings.put("plan.stepsPerEpoch", Scalar.of(plan.stepsPerEpoch()));
    settings.put("plan.batchSize", Scalar.of(plan.batchSize()));
    settings.put("plan.samplesPerEpoch", Scalar.of(plan.samplesPerEpoch()));
    settings.put("plan.seed", Scalar.of(plan.seed()));
    settings.put("plan.updateSchedule", Scalar.of(SCHEDULES.name(plan.schedule())));
    putOrder(settings, plan.order());
    putAdam(settings, "plan.generatorAdam", plan.generatorAdam());
    putAdam(settings, "plan.discriminatorAdam", plan.discriminatorAdam());
    settings.put("plan.discriminatorUpdates", Scalar.of(plan.discriminatorUpdates()));
    settings.put("plan.labels.real", Scalar.of(plan.labels().real()));
    settings.put("plan.labels.fake", Scalar.of(plan.labels().fake()));
    settings.put("plan.labels.flipProbability", Scalar.of(plan.labels().flips()));
    settings.put(
        "plan.instanceNoise.standardDeviation", Scalar.of(plan.instanceNoise().deviation()));
    settings.put("plan.instanceNoise.decayEpochs", Scalar.of(plan.instanceNoise().epochs()));
    settings.put("plan.augmentation.color", Scalar.of(plan.augmentation().color()));
    settings.put("plan.augmentation.translation", Scalar.of(plan.augmentation().translation()));
    settings.put("plan.augmentation.cutout", Scalar.of(plan.augmentation().cutout()));
    settings.put("plan.loss", Scalar.of(LOSSES.name(plan.loss())));
    settings.put("plan.generatorEmaDecay", Scalar.of(plan.generatorEmaDecay()));
    // Only where there is one, so that runs of earlier versions continue.
    if (plan.discriminatorEmaDecay() > 0) {
      settings.put("plan.discriminatorEmaDecay", Scalar.of(plan.discriminatorEmaDecay()));
    }
    if (plan.emaRampUp() > 0) {
      settings.put("plan.emaRampUp", Scalar.of(plan.emaRampUp()));
    }
    putSentinel(settings, plan.sentinel());
    plan.checkpoints().ifPresent(policy -> putCheckpoints(settings, policy));
    return settings;
  }

  private static void putOrder(Map<String, Scalar> settings, EpochOrder order) {
    boolean sharded = order instanceof EpochOrder.Sharded;
    settings.put("plan.epochOrder", Scalar.of(sharded ? "sharded" : "shuffled"));
    settings.put(
        "plan.epochOrder.shardSize",
        order instanceof EpochOrder.Sharded shards ? Scalar.of(shards.shard()) : Scalar.NONE);
    settings.put(
        "plan.epochOrder.shardsPerGroup",
        order instanceof EpochOrder.Sharded shards ? Scalar.of(shards.group()) : Scalar.NONE);
  }

  private static void putAdam(Map<String, Scalar> settings, String name, AdamOptions adam) {
    settings.put(name + ".learningRate", Scalar.of(adam.learningRate()));
    settings.put(name + ".beta1", Scalar.of(adam.beta1()));
    settings.put(name + ".beta2", Scalar.of(adam.beta2()));
    settings.put(name + ".epsilon", Scalar.of(adam.epsilon()));
    settings.put(name + ".l2", Scalar.of(adam.l2()));
  }

  private static void putSentinel(Map<String, Scalar> settings, SentinelPolicy policy) {
    for (Trouble trouble : Trouble.values()) {
      settings.put(
          "plan.sentinel.on." + TROUBLES.name(trouble),
          Scalar.of(ACTIONS.name(policy.action(trouble))));
    }
    settings.put("plan.sentinel.dominanceLoss", Scalar.of(policy.dominanceLoss()));
    settings.put("plan.sentinel.dominanceUpdates", Scalar.of(policy.dominanceSteps()));
    settings.put("plan.sentinel.gradientNorm", Scalar.of(policy.gradientNorm()));
    settings.put("plan.sentinel.gradientUpdates", Scalar.of(policy.gradientSteps()));
    settings.put("plan.sentinel.diversityRatio", Scalar.of(policy.diversity()));
    settings.put("plan.sentinel.oscillationShare", Scalar.of(policy.oscillation()));
    settings.put("plan.sentinel.inspectEverySteps", Scalar.of(policy.inspectEvery()));
    settings.put("plan.sentinel.warmUpSteps", Scalar.of(policy.warmUp()));
    settings.put("plan.sentinel.maxRollBacks", Scalar.of(policy.maxRollBacks()));
  }

  private static void putCheckpoints(Map<String, Scalar> settings, CheckpointPolicy policy) {
    settings.put("plan.checkpoints.everySteps", Scalar.of(policy.everySteps()));
    settings.put("plan.checkpoints.everySeconds", seconds(policy.every()));
    settings.put("plan.checkpoints.keepLast", Scalar.of(policy.keepLast()));
    settings.put("plan.checkpoints.keepEverySteps", Scalar.of(policy.keepEverySteps()));
    settings.put(
        "plan.checkpoints.score",
        policy.score().map(score -> Scalar.of(score.name())).orElse(Scalar.NONE));
  }

  private static Scalar seconds(Duration duration) {
    return Scalar.ofJson(
        BigDecimal.valueOf(duration.toSeconds())
            .add(BigDecimal.valueOf(duration.toNanosPart(), 9)));
  }
}

package org.dcgan.tensorflow.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dcgan.Architecture;
import org.dcgan.ModelSpec;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.Changeable;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingPlan;

/** What decides a run's bits, and whether a plan may resume it. */
public final class Resumption {

  private Resumption() {}

  /**
   * Everything that decides a run's bits, and what a user would want to know of it, by name.
   *
   * @param spec the model
   * @param plan the training
   * @param dataset the source's description
   * @param precision of activations
   * @return in an order for reading
   */
  public static Map<String, String> configuration(
      ModelSpec spec, TrainingPlan plan, String dataset, String precision) {
    Map<String, String> configuration = new LinkedHashMap<>();
    Architecture architecture = spec.architecture();
    configuration.put("model.image", architecture.image().toString());
    configuration.put(
        "model.latents", architecture.latentDistribution() + "[" + architecture.latentDim() + "]");
    configuration.put(
        "model.generator", architecture.projectionMaps() + " " + architecture.generator());
    configuration.put("model.discriminator", architecture.discriminator().toString());
    configuration.put("model.leakySlope", Double.toString(architecture.leakySlope()));
    configuration.put("model.batchNormEpsilon", Double.toString(architecture.batchNormEpsilon()));
    configuration.put("model.seed", Long.toString(spec.seed()));
    configuration.put("precision", precision);
    configuration.put("dataset", dataset);
    configuration.put("plan.epochs", Integer.toString(plan.epochs()));
    configuration.put("plan.decayEpochs", Integer.toString(plan.decayEpochs()));
    configuration.put("plan.minibatch", Integer.toString(plan.minibatch()));
    configuration.put("plan.samples", Integer.toString(plan.samples()));
    configuration.put("plan.seed", Long.toString(plan.seed()));
    configuration.put("plan.schedule", plan.schedule().toString());
    configuration.put("plan.order", plan.order().toString());
    put(configuration, "plan.generatorAdam", plan.generatorAdam());
    put(configuration, "plan.discriminatorAdam", plan.discriminatorAdam());
    putOptions(configuration, plan);
    plan.checkpoints()
        .ifPresent(
            policy ->
                configuration.put(
                    "plan.checkpoints",
                    String.format(
                        Locale.ROOT,
                        "everySteps=%d every=%s keepLast=%d keepEverySteps=%d score=%s",
                        policy.everySteps(),
                        policy.every(),
                        policy.keepLast(),
                        policy.keepEverySteps(),
                        policy.score().map(score -> score.name()).orElse("none"))));
    return configuration;
  }

  /**
   * What is off by default shows where it is on, so that runs from before it was thought of go on.
   */
  private static void putOptions(Map<String, String> configuration, TrainingPlan plan) {
    TrainingPlan off = TrainingPlan.builder().build();
    if (plan.discriminatorUpdates() != off.discriminatorUpdates()) {
      configuration.put("plan.discriminatorUpdates", Integer.toString(plan.discriminatorUpdates()));
    }
    if (!plan.labels().equals(off.labels())) {
      configuration.put("plan.labels", plan.labels().toString());
    }
    if (!plan.instanceNoise().equals(off.instanceNoise())) {
      configuration.put("plan.instanceNoise", plan.instanceNoise().toString());
    }
    if (!plan.sentinel().equals(off.sentinel())) {
      configuration.put("plan.sentinel", plan.sentinel().toString());
    }
    if (plan.generatorAverage() != off.generatorAverage()) {
      configuration.put("plan.generatorAverage", Double.toString(plan.generatorAverage()));
    }
  }

  private static void put(Map<String, String> configuration, String name, AdamOptions adam) {
    configuration.put(name, adam.toString());
  }

  /**
   * Refuses a plan that would not continue the run.
   *
   * @param checkpoint the checkpoint's folder
   * @param before the run's configuration
   * @param now the plan's
   * @param allowed what may differ
   * @throws ResumeException if anything else does; the message lists all of it
   */
  public static void check(
      Path checkpoint,
      Map<String, String> before,
      Map<String, String> now,
      Set<Changeable> allowed) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(now.keySet());
    StringBuilder differences = new StringBuilder();
    for (String name : names) {
      String was = before.getOrDefault(name, "nothing");
      String is = now.getOrDefault(name, "nothing");
      if (!was.equals(is) && !mayDiffer(name, allowed)) {
        differences.append(String.format(Locale.ROOT, "%n  - %s was %s, is %s", name, was, is));
      }
    }
    if (!differences.isEmpty()) {
      throw new ResumeException(
          String.format(
              Locale.ROOT,
              "%s is a checkpoint of a run with another configuration, which this one cannot"
                  + " continue:%s%nUse the run's own configuration, name another folder for a fresh"
                  + " start, or allow what may change (%s) with resumeWith",
              checkpoint,
              differences,
              java.util.List.of(Changeable.values())));
    }
  }

  private static boolean mayDiffer(String name, Set<Changeable> allowed) {
    return switch (name) {
      case "plan.epochs", "plan.decayEpochs" -> allowed.contains(Changeable.EPOCHS);
      case "plan.checkpoints" -> allowed.contains(Changeable.CHECKPOINT_POLICY);
      case "plan.sentinel" -> allowed.contains(Changeable.SENTINEL);
      case "plan.samples" -> allowed.contains(Changeable.SAMPLES);
      default -> false;
    };
  }
}

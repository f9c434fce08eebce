package org.dcgan.tensorflow.checkpoint;

import static org.dcgan.internal.PrintableText.printable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dcgan.Cluster;
import org.dcgan.ModelFormatException;
import org.dcgan.Precision;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.internal.json.Scalar;
import org.dcgan.internal.json.SettingsJson;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;

/** The settings that identify a run, and the check whether a plan may resume it. */
public final class Resumption {
  private static final String NOT_A_SETTING = "not set";
  private static final String SECONDS = "plan.seconds";
  private static final String DECAY = "plan.decay";

  /** The convolutions of a run that are not computed directly; absent if all are. */
  private static final String CONVOLUTIONS = "convolutions";

  private Resumption() {}

  /**
   * All settings that determine the results of a run, and the checkpoint policy, by name. Defaults
   * are included.
   *
   * @param spec architecture and seed of the model
   * @param plan the plan of the training
   * @param dataset the source's description
   * @param precision the precision of activations
   * @return the settings, grouped by subject
   */
  public static Map<String, Scalar> settings(
      ModelSpec spec, TrainingPlan plan, String dataset, Precision precision) {
    Map<String, Scalar> settings = new LinkedHashMap<>(SettingsJson.of(spec));
    settings.put("precision", SettingsJson.of(precision));
    settings.put("dataset", Scalar.of(dataset));
    settings.putAll(SettingsJson.of(plan));
    return settings;
  }

  /**
   * Adds the settings of a cluster that determine the results of a run. The addresses do not.
   *
   * @param settings the settings of a run by name
   * @param cluster the workers; nothing is added for a single one
   */
  public static void putCluster(Map<String, Scalar> settings, Cluster cluster) {
    if (cluster.size() > 1) {
      settings.put("cluster.workers", Scalar.of(cluster.size()));
      settings.put(
          "cluster.batchNorm", Scalar.of(cluster.batchNorm().name().toLowerCase(Locale.ROOT)));
      settings.put("cluster.gradientPrecision", SettingsJson.of(cluster.gradientPrecision()));
    }
  }

  /**
   * Adds the algorithms of a run's convolutions.
   *
   * @param settings the settings of a run by name
   * @param use the kernels that are computed by Winograd's algorithm; nothing is added for none, so
   *     that runs of earlier versions continue
   */
  public static void putConvolutions(Map<String, Scalar> settings, WinogradUse use) {
    if (!use.isNever()) {
      settings.put(CONVOLUTIONS, Scalar.of(use.toText()));
    }
  }

  /**
   * The algorithms of a run's convolutions.
   *
   * @param checkpoint the checkpoint's folder
   * @param settings the settings of the run
   * @return the kernels to compute by Winograd's algorithm
   * @throws ModelFormatException if the setting has a form that this library does not write
   */
  public static WinogradUse convolutions(Path checkpoint, Map<String, Scalar> settings)
      throws ModelFormatException {
    Scalar stored = settings.get(CONVOLUTIONS);
    try {
      return stored == null ? WinogradUse.NEVER : WinogradUse.parse(stored.toString());
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s: the run's setting %s: %s; use another checkpoint",
              printable(checkpoint),
              CONVOLUTIONS,
              e.getMessage()),
          e);
    }
  }

  /**
   * The number of steps that the duration of a resumed run has become.
   *
   * @param run the run
   * @param now the settings of the plan
   * @param plan the plan that resumes it
   * @param made the number of steps that the run has made
   * @return the recorded number, if the duration is still the same; {@code made}, with which the
   *     run is complete, if another length or decay was chosen whose time is used up already; 0 if
   *     the length has to be fixed, again or for the first time, or will not be
   */
  public static long fixedSteps(
      RunRecord run, Map<String, Scalar> now, TrainingPlan plan, long made) {
    if (plan.decay() == 0 || !(plan.budget() instanceof TrainingBudget.Time limit)) {
      return 0;
    }
    boolean sameDuration = isSame(SECONDS, run.settings(), now);
    if (sameDuration && run.fixedSteps() > 0) {
      return run.fixedSteps();
    }
    boolean changed = !sameDuration || !isSame(DECAY, run.settings(), now);
    return changed && run.trained().compareTo(limit.duration()) >= 0 ? made : 0;
  }

  private static boolean isSame(String name, Map<String, Scalar> before, Map<String, Scalar> now) {
    return Objects.equals(before.get(name), now.get(name));
  }

  /**
   * Checks that a plan continues a run.
   *
   * @param checkpoint the checkpoint's folder
   * @param before the settings of the run
   * @param now the settings of the plan
   * @param allowed the settings that may differ
   * @throws ResumeException if another setting differs; the message lists each difference with both
   *     values
   */
  public static void check(
      Path checkpoint,
      Map<String, Scalar> before,
      Map<String, Scalar> now,
      Set<ResumableChange> allowed) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(now.keySet());
    StringBuilder differences = new StringBuilder();
    for (String name : names) {
      Scalar was = before.get(name);
      Scalar is = now.get(name);
      boolean same = was != null && was.equals(is);
      if (!same && !mayDiffer(name, allowed)) {
        differences.append(
            String.format(
                Locale.ROOT,
                "%n  - %s was %s, is %s",
                printable(name),
                was == null ? NOT_A_SETTING : printable(was),
                is == null ? NOT_A_SETTING : printable(is)));
      }
    }
    if (!differences.isEmpty()) {
      throw new ResumeException(
          String.format(
              Locale.ROOT,
              "%s is a checkpoint of a run with another configuration, which this one cannot"
                  + " continue:%s%nUse the configuration of the run, choose another folder for a"
                  + " new run, or permit changes (%s) with allowOnResume",
              printable(checkpoint),
              differences,
              List.of(ResumableChange.values())));
    }
  }

  private static boolean mayDiffer(String name, Set<ResumableChange> allowed) {
    if (name.startsWith("plan.checkpoints.")) {
      return allowed.contains(ResumableChange.CHECKPOINT_POLICY);
    } else if (name.startsWith("plan.sentinel.")) {
      return allowed.contains(ResumableChange.SENTINEL);
    } else if (name.startsWith("plan.instanceNoise.")) {
      return allowed.contains(ResumableChange.INSTANCE_NOISE);
    } else if (name.startsWith("cluster.") || name.equals(CONVOLUTIONS)) {
      // A run that is continued by several workers, which compute all convolutions directly.
      return allowed.contains(ResumableChange.WORKERS);
    }
    return switch (name) {
      case "plan.epochs", "plan.decayEpochs", "plan.steps", "plan.decaySteps", SECONDS, DECAY ->
          allowed.contains(ResumableChange.EPOCHS);
      case "plan.samplesPerEpoch" -> allowed.contains(ResumableChange.SAMPLES_PER_EPOCH);
      default -> false;
    };
  }
}

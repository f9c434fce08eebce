package org.dcgan.tensorflow.checkpoint;

import static org.dcgan.internal.PrintableText.printable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dcgan.Precision;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.internal.json.Scalar;
import org.dcgan.internal.json.SettingsJson;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingPlan;

/** Which settings identify a run, and whether a plan may resume it. */
public final class Resumption {
  private static final String NOT_A_SETTING = "not set";

  private Resumption() {}

  /**
   * Everything that decides a run's bits, and the checkpoint policy, by name. Every value is there,
   * defaults included.
   *
   * @param spec the model
   * @param plan the training
   * @param dataset the source's description
   * @param precision of activations
   * @return in an order for reading
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
   * Refuses a plan that would not continue the run.
   *
   * @param checkpoint the checkpoint's folder
   * @param before the run's settings
   * @param now the plan's
   * @param allowed what may differ
   * @throws ResumeException if anything else does; the message lists each setting that differs,
   *     what it was and what it is
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
                  + " continue:%s%nUse the run's own configuration, name another folder for a fresh"
                  + " start, or allow what may change (%s) with allowOnResume",
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
    }
    return switch (name) {
      case "plan.epochs", "plan.decayEpochs" -> allowed.contains(ResumableChange.EPOCHS);
      case "plan.samplesPerEpoch" -> allowed.contains(ResumableChange.SAMPLES_PER_EPOCH);
      default -> false;
    };
  }
}

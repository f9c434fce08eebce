package org.dcgan.tensorflow.checkpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcgan.internal.json.EnumNames;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.Scalar;
import org.dcgan.internal.json.SettingsJson;
import org.dcgan.tensorflow.sentinel.RunningMean;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.training.SentinelPolicy.Trouble;

/** The encoding of a {@link RunRecord} inside {@code model.json}. */
final class RunRecordJson {
  /**
   * Settings that were added after version 1 of the format. To add a setting, increase {@link
   * ModelManifestJson#VERSION} and add an entry with that version and the value that all runs had
   * before the setting existed. The value remains even if the default changes later.
   */
  private static final List<AddedSetting> ADDED =
      List.of(
          new AddedSetting("plan.steps", 2, Scalar.of(0)),
          new AddedSetting("plan.seconds", 2, Scalar.of(0)),
          new AddedSetting("plan.decaySteps", 2, Scalar.of(0)),
          new AddedSetting("plan.stepsPerEpoch", 2, Scalar.of(0)),
          new AddedSetting("plan.augmentation.color", 2, Scalar.of(false)),
          new AddedSetting("plan.augmentation.translation", 2, Scalar.of(0)),
          new AddedSetting("plan.augmentation.cutout", 2, Scalar.of(0)),
          new AddedSetting("model.discriminatorNormalization", 2, Scalar.of("batch")),
          new AddedSetting("plan.loss", 2, Scalar.of("crossEntropy")));

  /** More than any policy allows; one more is still below the limit of the type. */
  private static final int MOST_ROLL_BACKS = 1_000_000_000;

  private static final String FIXED_STEPS = "fixedSteps";

  private RunRecordJson() {}

  /**
   * A setting that was added after version 1 of the format.
   *
   * @param name the name of the setting
   * @param version the version of the format that added it
   * @param before the value that runs had before
   */
  record AddedSetting(String name, int version, Scalar before) {}

  static JsonMap encode(RunRecord run) {
    JsonMap settings = new JsonMap();
    run.settings().forEach(settings::put);
    JsonMap fields =
        new JsonMap()
            .put("firstStep", run.firstStep())
            .put("settings", settings)
            .put("trainedNanoseconds", run.trained().toNanos());
    // Only where there is one, so that all other files stay readable by earlier versions.
    if (run.fixedSteps() > 0) {
      fields.put(FIXED_STEPS, run.fixedSteps());
    }
    return fields.put("sentinel", encode(run.sentinel()));
  }

  private static JsonMap encode(SentinelState state) {
    EnumNames<Trouble> names = SettingsJson.troubles();
    return new JsonMap()
        .put("rollBacks", state.rollBacks())
        .put("discriminatorLoss", encode(state.discriminatorLoss()))
        .put("generatorLogGradientNorm", encode(state.generatorNorm()))
        .put("discriminatorLogGradientNorm", encode(state.discriminatorNorm()))
        .put("ongoing", state.ongoing().stream().map(names::name).toList());
  }

  private static JsonMap encode(RunningMean mean) {
    return new JsonMap().put("mean", mean.value()).put("count", mean.count());
  }

  static RunRecord decode(JsonFields fields, int version) {
    return new RunRecord(
        fields.longInteger("firstStep", 0, Counters.MOST),
        completed(fields.object("settings").scalars(), version, ADDED),
        Duration.ofNanos(
            version < 2 ? 0 : fields.longInteger("trainedNanoseconds", 0, Long.MAX_VALUE)),
        fields.has(FIXED_STEPS) ? fields.longInteger(FIXED_STEPS, 1, Counters.MOST) : 0,
        sentinel(fields.object("sentinel")));
  }

  /** Adds the settings that the version of the file lacks, with the values that runs had then. */
  static Map<String, Scalar> completed(
      Map<String, Scalar> read, int version, List<AddedSetting> added) {
    Map<String, Scalar> settings = new LinkedHashMap<>(read);
    for (AddedSetting setting : added) {
      if (version < setting.version()) {
        settings.putIfAbsent(setting.name(), setting.before());
      }
    }
    return settings;
  }

  private static SentinelState sentinel(JsonFields fields) {
    Set<Trouble> ongoing = new LinkedHashSet<>();
    for (String name : fields.strings("ongoing")) {
      if (!ongoing.add(SettingsJson.troubles().constant(name, "run.sentinel.ongoing"))) {
        throw fields.problem("ongoing", name + " is listed twice");
      }
    }
    return new SentinelState(
        fields.integer("rollBacks", 0, MOST_ROLL_BACKS),
        mean(fields.object("discriminatorLoss")),
        mean(fields.object("generatorLogGradientNorm")),
        mean(fields.object("discriminatorLogGradientNorm")),
        List.copyOf(ongoing));
  }

  private static RunningMean mean(JsonFields fields) {
    return new RunningMean(
        fields.extendedNumber("mean"), fields.longInteger("count", 0, Counters.MOST));
  }
}

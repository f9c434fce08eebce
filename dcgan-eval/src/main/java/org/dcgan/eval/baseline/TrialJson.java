package org.dcgan.eval.baseline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.json.EnumNames;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;

/**
 * The encoding of a finished trial, {@code trial-0007.json}. docs/reference/file-formats.md
 * describes it.
 */
final class TrialJson {
  static final String FORMAT = "dcgan-trial";
  static final int VERSION = 1;

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the result of a trial", "delete it to have the trial run again");

  private static final EnumNames<Trial.Outcome> OUTCOMES =
      EnumNames.of(
          Trial.Outcome.class,
          Map.of(
              Trial.Outcome.COMPLETED, "completed",
              Trial.Outcome.STOPPED_EARLY, "stoppedEarly",
              Trial.Outcome.DIVERGED, "diverged"));

  private TrialJson() {}

  static String encode(Trial trial) {
    HyperParameters chosen = trial.hyperParameters();
    JsonMap json =
        new JsonMap()
            .put("number", trial.number())
            .put(
                "hyperParameters",
                new JsonMap()
                    .put("learningRate", chosen.learningRate())
                    .put("beta1", chosen.beta1())
                    .put("l2", chosen.l2())
                    .put("dropout", chosen.dropout())
                    .put("weightStandardDeviation", chosen.weightDeviation())
                    .put("batchSize", chosen.batchSize()))
            .put("outcome", OUTCOMES.name(trial.outcome()))
            .put("epochs", trial.epochs())
            .put("bestEpoch", trial.bestEpoch())
            .put("validationError", trial.validationError())
            .put("trainingLoss", trial.trainingLoss())
            .put("seconds", trial.seconds());
    return new String(MANIFEST.encode(json), StandardCharsets.UTF_8);
  }

  /**
   * Reads a trial.
   *
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer version
   * @throws IOException if it cannot be read
   */
  static Trial read(Path file) throws IOException {
    return MANIFEST.read(file, (fields, version) -> decode(fields));
  }

  private static Trial decode(JsonFields fields) {
    JsonFields chosen = fields.object("hyperParameters");
    return new Trial(
        fields.integer("number", 0, Integer.MAX_VALUE),
        new HyperParameters(
            chosen.number("learningRate"),
            chosen.number("beta1"),
            chosen.number("l2"),
            chosen.number("dropout"),
            chosen.number("weightStandardDeviation"),
            chosen.integer("batchSize", 1, Integer.MAX_VALUE)),
        fields.constant("outcome", OUTCOMES),
        fields.integer("epochs", 0, Integer.MAX_VALUE),
        fields.integer("bestEpoch", 0, Integer.MAX_VALUE),
        fields.extendedNumber("validationError"),
        fields.extendedNumber("trainingLoss"),
        fields.extendedNumber("seconds"));
  }
}

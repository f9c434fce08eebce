package org.dcgan.tensorflow.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.tensorflow.training.Counters;

/**
 * A run's record of its best checkpoint, {@code best.json}. If it is damaged, the best checkpoint
 * is determined again. docs/reference/file-formats.md describes the encoding.
 *
 * @param step the step of the best checkpoint
 * @param name the score's name
 * @param score the score, lower is better; may be infinite or NaN
 * @param scored the step that was scored last, the best or not
 */
record BestNote(long step, String name, double score, long scored) {
  static final String FORMAT = "dcgan-best-checkpoint";
  static final int VERSION = 1;

  private static final ManifestFormat MANIFEST =
      ManifestFormat.sealed(
          FORMAT, VERSION, "the note of the best checkpoint", "the best is chosen anew");

  BestNote withScored(long last) {
    return new BestNote(step, name, score, last);
  }

  byte[] encode() {
    return MANIFEST.encode(
        new JsonMap()
            .put("step", step)
            .put("scoreName", name)
            .put("score", score)
            .put("lastScoredStep", scored));
  }

  static BestNote read(Path file) throws IOException {
    return MANIFEST.read(
        file,
        (fields, version) ->
            new BestNote(
                fields.longInteger("step", 0, Counters.MOST),
                fields.string("scoreName"),
                fields.extendedNumber("score"),
                fields.longInteger("lastScoredStep", 0, Counters.MOST)));
  }
}

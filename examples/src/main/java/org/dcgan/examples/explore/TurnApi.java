package org.dcgan.examples.explore;

import java.io.IOException;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;

/** Moves samples along the vector between two groups of samples. */
final class TurnApi {
  private static final double LARGEST_SHARE = 5;
  private static final int MOST_SUBJECTS = 16;

  private final SharedModel model;

  TurnApi(SharedModel model) {
    this.model = model;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/api/turn", this::turn, "/api/turn.gif", this::animation);
  }

  private record Groups(Choices choices, String from, String to, SampleRange subjects) {
    static Groups of(JsonFields fields) {
      SampleRange subjects = SampleRange.of(fields);
      if (subjects.count() > MOST_SUBJECTS) {
        throw fields.problem("count", "expected at most " + MOST_SUBJECTS + " samples to turn");
      }
      return new Groups(Choices.of(fields), fields.string("from"), fields.string("to"), subjects);
    }

    TurnVector vector(Dcgan dcgan) {
      return TurnVector.between(choices.concept(dcgan, from), choices.concept(dcgan, to));
    }
  }

  /** Samples at one position of the slider. */
  private Reply turn(Request request) throws IOException {
    JsonFields fields = request.json();
    Groups groups = Groups.of(fields);
    double share = fields.number("share");
    fields.end();
    checkShare(fields, "share", Math.abs(share));
    return Reply.json(
        model.use(
            dcgan -> {
              TurnVector turn = groups.vector(dcgan);
              var moved = groups.subjects().latents(dcgan).plus(turn.vector().scaled(share));
              return new JsonMap()
                  .put("images", ImageJson.pngs(dcgan.generator().generate(moved)))
                  .put("warnings", turn.warnings());
            }));
  }

  private Reply animation(Request request) throws IOException {
    JsonFields fields = request.json();
    Groups groups = Groups.of(fields);
    double reach = fields.number("reach");
    fields.end();
    checkShare(fields, "reach", reach);
    TurnVector.Options options =
        new TurnVector.Options(
            TurnVector.Options.DEFAULT.steps(), -reach, reach, SamplingOptions.DEFAULT);
    return Reply.file(
        "image/gif",
        model
            .use(
                dcgan ->
                    groups.vector(dcgan).apply(dcgan, groups.subjects().latents(dcgan), options))
            .toGif());
  }

  private static void checkShare(JsonFields fields, String key, double share) {
    if (!(share <= LARGEST_SHARE)) {
      throw fields.problem(
          key, "expected a multiple of the vector of at most " + LARGEST_SHARE + ", got " + share);
    }
  }
}

package org.dcgan.examples.explore;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;

/** Walks through chosen samples. */
final class WalkApi {
  private static final int MOST_POINTS = 16;
  private static final int MOST_STEPS = 60;
  private static final int MOST_FRAMES = 240;

  private final SharedModel model;

  WalkApi(SharedModel model) {
    this.model = model;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/api/walk", this::frames, "/api/walk.gif", this::animation);
  }

  private record Path(List<SampleId> points, LatentWalk.Options options) {
    static Path of(JsonFields fields) {
      List<SampleId> points = SampleApi.readIds(fields, "points", MOST_POINTS);
      int steps = fields.integer("steps", 1, MOST_STEPS);
      LatentWalk.Interpolation interpolation = interpolation(fields);
      boolean closed = fields.flag("closed");
      fields.end();
      if (points.size() < 2) {
        throw fields.problem("points", "a walk needs at least 2 points, got " + points.size());
      }
      if (points.size() * steps > MOST_FRAMES) {
        throw fields.problem(
            "steps",
            "expected at most "
                + MOST_FRAMES
                + " frames, got "
                + points.size()
                + " points of "
                + steps
                + " steps; choose fewer");
      }
      return new Path(
          points,
          new LatentWalk.Options(
              points.size(), steps, interpolation, closed, 0, SamplingOptions.DEFAULT));
    }

    private static LatentWalk.Interpolation interpolation(JsonFields fields) {
      String name = fields.string("interpolation");
      return switch (name) {
        case "linear" -> LatentWalk.Interpolation.LINEAR;
        case "spherical" -> LatentWalk.Interpolation.SPHERICAL;
        default -> throw fields.problem("interpolation", "expected linear or spherical");
      };
    }

    LatentWalk.Walk walk(Dcgan dcgan) {
      return LatentWalk.through(dcgan, SampleLatents.of(dcgan, points), options);
    }
  }

  private Reply frames(Request request) throws IOException {
    Path path = Path.of(request.json());
    LatentWalk.Walk walk = model.use(path::walk);
    return Reply.json(
        new JsonMap()
            .put("frames", ImageJson.pngs(walk.frames()))
            .put("largestJumpToMean", walk.smoothness().ratio()));
  }

  private Reply animation(Request request) throws IOException {
    Path path = Path.of(request.json());
    return Reply.file("image/gif", model.use(path::walk).toGif());
  }
}

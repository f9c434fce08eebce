package org.dcgan.datasets.faces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcgan.datasets.Box;
import org.dcgan.image.ImageShape;

/**
 * Whether a detection is kept, and if not, the reason.
 *
 * @param detection the detection
 * @param good whether its size, score and position are sufficient, regardless of other detections
 * @param refusal the reason why it is not kept; empty if it is kept
 */
record DetectionOutcome(Detection detection, boolean good, String refusal) {

  boolean kept() {
    return refusal.isEmpty();
  }

  /** Decides about all detections of a photograph, in their order. */
  static List<DetectionOutcome> of(
      List<Detection> found, ImageShape photograph, FaceOptions options) {
    List<DetectionOutcome> outcomes = new ArrayList<>();
    for (Detection detection : found) {
      String refusal = refusal(detection, photograph, options);
      outcomes.add(new DetectionOutcome(detection, refusal.isEmpty(), refusal));
    }
    choose(outcomes, photograph, options.choice());
    return outcomes;
  }

  private static String refusal(Detection detection, ImageShape photograph, FaceOptions options) {
    Box box = detection.box();
    int side = Math.max(box.width(), box.height());
    if (side < options.minSide()) {
      return "side " + side + " below " + options.minSide();
    } else if (detection.score() < options.minScore()) {
      return String.format(
          Locale.ROOT, "score %.1f below %.1f", detection.score(), options.minScore());
    } else if (options.border() == FaceOptions.Border.REFUSE
        && !FaceCrop.of(box, photograph, options).isInside(photograph)) {
      return "extends beyond the photograph";
    }
    return "";
  }

  private static void choose(
      List<DetectionOutcome> outcomes, ImageShape photograph, FaceOptions.Choice choice) {
    long good = outcomes.stream().filter(DetectionOutcome::kept).count();
    if (choice == FaceOptions.Choice.ALL || good < 2) {
      return;
    }
    int best = -1;
    double bestValue = Double.POSITIVE_INFINITY;
    for (int i = 0; i < outcomes.size(); i++) {
      DetectionOutcome outcome = outcomes.get(i);
      Box box = outcome.detection().box();
      double value =
          choice == FaceOptions.Choice.LARGEST
              ? -(double) box.width() * box.height()
              : Math.hypot(
                  box.x() + box.width() / 2.0 - photograph.width() / 2.0,
                  box.y() + box.height() / 2.0 - photograph.height() / 2.0);
      if (outcome.kept() && value < bestValue) {
        bestValue = value;
        best = i;
      }
    }
    boolean none = choice == FaceOptions.Choice.ONLY;
    for (int i = 0; i < outcomes.size(); i++) {
      DetectionOutcome outcome = outcomes.get(i);
      if (outcome.kept() && (none || i != best)) {
        String reason =
            switch (choice) {
              case LARGEST -> "not the largest";
              case CENTRAL -> "not the most central";
              default -> "one of " + good + " faces";
            };
        outcomes.set(i, new DetectionOutcome(outcome.detection(), true, reason));
      }
    }
  }
}

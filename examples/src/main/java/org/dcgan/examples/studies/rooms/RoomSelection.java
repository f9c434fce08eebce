package org.dcgan.examples.studies.rooms;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;

/**
 * Selects samples of rooms with a classifier instead of by eye: rooms with window and lamp, with a
 * window only, and with neither, and rooms seen from the left and from the right.
 */
public final class RoomSelection {

  private RoomSelection() {}

  /**
   * Selects the samples of which the classifier is most certain.
   *
   * @param dcgan a model of rooms
   * @param classifier a classifier for images of the model's resolution
   * @param candidates the number of samples to select from, at least 1
   * @param seed the random seed of the candidates' latents
   * @return up to three samples each of {@code window-and-lamp}, {@code window} and {@code neither}
   *     and up to four each of {@code left} and {@code right}, as in the paper
   */
  public static SampleSelection select(
      Dcgan dcgan, RoomClassifier classifier, int candidates, long seed) {
    List<RoomPrediction> predictions = classifier.predict(dcgan.sample(candidates, seed));
    return new SampleSelection(seed, candidates, Map.of())
        .with("window-and-lamp", objects(predictions, true, true))
        .with("window", objects(predictions, true, false))
        .with("neither", objects(predictions, false, false))
        .with("left", highest(predictions, room -> -room.angle(), TurnVector.DEFAULT_EXEMPLARS))
        .with("right", highest(predictions, RoomPrediction::angle, TurnVector.DEFAULT_EXEMPLARS));
  }

  private static List<Integer> objects(
      List<RoomPrediction> predictions, boolean window, boolean lamp) {
    return highest(
        predictions,
        room ->
            room.shows(RoomObject.WINDOW) == window && room.shows(RoomObject.LAMP) == lamp
                ? Math.min(
                    certainty(room.probability(RoomObject.WINDOW)),
                    certainty(room.probability(RoomObject.LAMP)))
                : Double.NaN,
        Concept.DEFAULT_EXEMPLARS);
  }

  private static double certainty(double probability) {
    return Math.abs(probability - 0.5);
  }

  private static List<Integer> highest(
      List<RoomPrediction> predictions, ToDoubleFunction<RoomPrediction> score, int most) {
    return SampleSelection.highest(predictions.stream().mapToDouble(score).toArray(), most);
  }
}

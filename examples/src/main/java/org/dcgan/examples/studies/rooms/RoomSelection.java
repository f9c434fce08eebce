package org.dcgan.examples.studies.rooms;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Box;
import org.dcgan.eval.inspect.Concept;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;

/**
 * Selects samples of rooms with a classifier instead of by eye: rooms with window and lamp, with a
 * window only, and with neither, and rooms seen from the left and from the right. The windows are
 * in the left half and the lamps in the right half of the image: exemplars of a concept must agree
 * in where things are, or their average shows nothing clearly.
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
    int side = dcgan.imageShape().width();
    return new SampleSelection(seed, candidates, Map.of())
        .with("window-and-lamp", objects(predictions, side, true, true))
        .with("window", objects(predictions, side, true, false))
        .with("neither", objects(predictions, side, false, false))
        .with("left", highest(predictions, room -> -room.angle(), TurnVector.DEFAULT_EXEMPLARS))
        .with("right", highest(predictions, RoomPrediction::angle, TurnVector.DEFAULT_EXEMPLARS));
  }

  private static List<Integer> objects(
      List<RoomPrediction> predictions, int side, boolean window, boolean lamp) {
    return highest(
        predictions,
        room ->
            fits(room, RoomObject.WINDOW, window, center -> center < side / 2)
                    && fits(room, RoomObject.LAMP, lamp, center -> center > side / 2)
                ? Math.min(
                    certainty(room.probability(RoomObject.WINDOW)),
                    certainty(room.probability(RoomObject.LAMP)))
                : Double.NaN,
        Concept.DEFAULT_EXEMPLARS);
  }

  /** Whether a room shows an object at the right place, or does not show it, as wanted. */
  private static boolean fits(
      RoomPrediction room, RoomObject object, boolean wanted, IntPredicate place) {
    Box box = room.box(object);
    return room.shows(object) == wanted && (!wanted || place.test(box.x() + box.width() / 2));
  }

  private static double certainty(double probability) {
    return Math.abs(probability - 0.5);
  }

  private static List<Integer> highest(
      List<RoomPrediction> predictions, ToDoubleFunction<RoomPrediction> score, int most) {
    return SampleSelection.highest(predictions.stream().mapToDouble(score).toArray(), most);
  }
}

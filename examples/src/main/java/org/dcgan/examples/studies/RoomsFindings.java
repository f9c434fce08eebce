package org.dcgan.examples.studies;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.examples.Proportion;
import org.dcgan.examples.studies.rooms.ArithmeticStudy;
import org.dcgan.examples.studies.rooms.RoomObject;

/** What {@link RoomsStudy} found out, in the form in which it stands in {@code result.json}. */
public final class RoomsFindings {

  private RoomsFindings() {}

  /**
   * A share with its 95 % confidence interval.
   *
   * @param share 0 to 1
   * @param low the interval's lower end
   * @param high the interval's upper end
   */
  public record Share(double share, double low, double high) {
    static Share of(Proportion proportion) {
      return new Share(proportion.share(), proportion.low(), proportion.high());
    }

    static Map<RoomObject, Share> of(Map<RoomObject, Proportion> proportions) {
      Map<RoomObject, Share> shares = new EnumMap<>(RoomObject.class);
      proportions.forEach((thing, proportion) -> shares.put(thing, of(proportion)));
      return shares;
    }
  }

  /**
   * What was removed and what became of it.
   *
   * @param shareOfMaps of the maps that speak for the thing
   * @param removed how many maps that is
   * @param after samples with each thing
   * @param control the same with as many random maps removed
   */
  public record Removal(
      double shareOfMaps,
      int removed,
      Map<RoomObject, Share> after,
      Map<RoomObject, Share> control) {}

  /**
   * Forgetting one thing.
   *
   * @param layer of the generator
   * @param boxes how many were drawn
   * @param accuracy of the regression at places in and out of boxes
   * @param before samples with each thing
   * @param removals one a share of maps
   */
  public record Forgotten(
      String layer,
      int boxes,
      double accuracy,
      Map<RoomObject, Share> before,
      List<Removal> removals) {}

  /**
   * One way to calculate.
   *
   * @param lamp results with a lamp
   * @param asAsked results with a lamp and without a window
   * @param success results as asked that D takes for no worse than samples
   * @param realism D's mean logit
   */
  public record Outcome(Share lamp, Share asAsked, Share success, double realism) {
    static Outcome of(ArithmeticStudy.Outcome outcome) {
      return new Outcome(
          Share.of(outcome.lamp()),
          Share.of(outcome.asAsked()),
          Share.of(outcome.success()),
          outcome.realism());
    }
  }

  /**
   * The judge on rooms it has not seen.
   *
   * @param right about each thing
   * @param angleError root mean squared, degrees
   * @param boxOverlap mean intersection over union
   */
  public record Judge(
      Map<RoomObject, Share> right, double angleError, Map<RoomObject, Double> boxOverlap) {}
}

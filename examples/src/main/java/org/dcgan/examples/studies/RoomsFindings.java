package org.dcgan.examples.studies;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.examples.studies.rooms.ArithmeticStudy;
import org.dcgan.examples.studies.rooms.RoomObject;

/** The results of {@link RoomsStudy}, as {@code result.json} contains them. */
public final class RoomsFindings {

  private RoomsFindings() {}

  /**
   * A share with its 95 % confidence interval.
   *
   * @param share the share, in [0, 1]
   * @param low the interval's lower end
   * @param high the interval's upper end
   */
  public record Share(double share, double low, double high) {
    static Share of(Proportion proportion) {
      return new Share(proportion.share(), proportion.low(), proportion.high());
    }

    static Map<RoomObject, Share> of(Map<RoomObject, Proportion> proportions) {
      Map<RoomObject, Share> shares = new EnumMap<>(RoomObject.class);
      proportions.forEach((object, proportion) -> shares.put(object, of(proportion)));
      return shares;
    }
  }

  /**
   * The effect of the removal of feature maps.
   *
   * @param shareOfMaps the removed share of the feature maps with positive weights
   * @param removed the number of removed feature maps
   * @param after the shares of samples with each object
   * @param control the same shares after the removal of as many random feature maps
   */
  public record Removal(
      double shareOfMaps,
      int removed,
      Map<RoomObject, Share> after,
      Map<RoomObject, Share> control) {}

  /**
   * The effect of forgetting one object.
   *
   * @param layer the layer of the generator
   * @param boxes the number of boxes
   * @param accuracy the accuracy of the regression at positions inside and outside of boxes
   * @param before the shares of samples with each object before the removal
   * @param removals the effect of each share of feature maps
   */
  public record Forgotten(
      String layer,
      int boxes,
      double accuracy,
      Map<RoomObject, Share> before,
      List<Removal> removals) {}

  /**
   * The results of one kind of arithmetic.
   *
   * @param lamp the share of results with a lamp
   * @param asAsked the share of results with a lamp and without a window
   * @param success the share of those results whose logit is above that of the worst samples
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
   * The accuracy of the classifier on unseen rooms.
   *
   * @param right the share of correct predictions for each object
   * @param angleError the root mean squared error of the viewing angle in degrees
   * @param boxOverlap the mean intersection over union of boxes
   */
  public record ClassifierQuality(
      Map<RoomObject, Share> right, double angleError, Map<RoomObject, Double> boxOverlap) {}
}

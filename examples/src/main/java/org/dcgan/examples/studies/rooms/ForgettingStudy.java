package org.dcgan.examples.studies.rooms;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.LogisticRegression;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;

/**
 * Measures whether a generator forgets one object and nothing else: the share of samples that show
 * each object before and after the removal of feature maps, and after the removal of as many random
 * feature maps (paper, section 6.3.1).
 */
public final class ForgettingStudy {
  /** The minimum probability of an object that gets a box. */
  private static final double SURE = 0.9;

  private ForgettingStudy() {}

  /**
   * Options of the study.
   *
   * @param layer the layer of the generator; empty for its second-highest convolution
   * @param boxed number of samples that boxes are drawn on, at least 1; 150 in the paper
   * @param maxBoxes maximum number of boxes, at least 1; 52 in the paper
   * @param samples number of other samples that the effect is measured on, at least 1
   * @param shares shares of the feature maps with positive weights to remove, largest weights
   *     first, each in (0, 1]; the paper removes all
   * @param controls number of random sets of feature maps per share, at least 1
   * @param seed the random seed
   */
  public record Options(
      String layer,
      int boxed,
      int maxBoxes,
      int samples,
      List<Double> shares,
      int controls,
      long seed) {
    /** The paper's numbers of samples and boxes, and its share with three smaller ones. */
    public static final Options DEFAULT =
        new Options("", 150, 52, 2000, List.of(1.0, 0.5, 0.25, 0.1), 5, 42);

    /** Checks the ranges. */
    public Options {
      shares = List.copyOf(shares);
      new Problems()
          .require(boxed >= 1, "boxed must be at least 1, got %d", boxed)
          .require(maxBoxes >= 1, "maxBoxes must be at least 1, got %d", maxBoxes)
          .require(samples >= 1, "samples must be at least 1, got %d", samples)
          .require(!shares.isEmpty(), "at least one share of maps must be removed")
          .require(controls >= 1, "controls must be at least 1, got %d", controls)
          .throwIfAny("invalid ForgettingStudy.Options");
    }
  }

  /**
   * The shares of samples that show each object after a removal.
   *
   * @param share the share of the feature maps with positive weights that was removed
   * @param removed the number of removed feature maps
   * @param after the shares with those feature maps removed
   * @param control the shares with as many random feature maps removed, over all random sets
   */
  public record Removal(
      double share,
      int removed,
      Map<RoomObject, Proportion> after,
      Map<RoomObject, Proportion> control) {}

  /**
   * The result of the study for one object.
   *
   * @param forgotten the object
   * @param boxes the boxes around the object
   * @param forgetting the removal of all feature maps with positive weights, as in the paper
   * @param before the shares of samples that show each object before the removal
   * @param removals the result for each share
   */
  public record Result(
      RoomObject forgotten,
      SampleBoxes boxes,
      ForgetObjects.Forgetting forgetting,
      Map<RoomObject, Proportion> before,
      List<Removal> removals) {}

  /**
   * Draws boxes around an object in samples where its predicted probability is above 0.9.
   *
   * @param dcgan a model of rooms
   * @param classifier a classifier for images of the model's resolution
   * @param object the object
   * @param options the numbers of samples and boxes
   * @return at most {@code options.maxBoxes()} boxes
   */
  public static SampleBoxes boxes(
      Dcgan dcgan, RoomClassifier classifier, RoomObject object, Options options) {
    List<RoomPrediction> predictions =
        classifier.predict(dcgan.sample(options.boxed(), options.seed()));
    List<SampleBoxes.SampleBox> boxes = new ArrayList<>();
    for (int i = 0; i < predictions.size() && boxes.size() < options.maxBoxes(); i++) {
      if (predictions.get(i).probability(object) > SURE) {
        boxes.add(new SampleBoxes.SampleBox(i, predictions.get(i).box(object)));
      }
    }
    return new SampleBoxes(options.seed(), options.boxed(), boxes);
  }

  /**
   * Runs the study.
   *
   * @param dcgan a model of rooms
   * @param classifier a classifier for images of the model's resolution
   * @param object the object to forget
   * @param options the options of the study
   * @param progress is notified of each set of feature maps
   * @return the shares of samples with each object
   * @throws IllegalArgumentException if no sample clearly shows the object or the layer does not
   *     exist
   */
  public static Result run(
      Dcgan dcgan,
      RoomClassifier classifier,
      RoomObject object,
      Options options,
      ProgressListener progress) {
    SampleBoxes boxes = boxes(dcgan, classifier, object, options);
    Latents latents = dcgan.latents(options.samples(), options.seed() + 1);
    ForgetObjects.Forgetting whole = forget(dcgan, boxes, options, 1);
    Map<RoomObject, Proportion> before =
        shares(classifier.predict(dcgan.generator().generate(latents)));
    List<Removal> removals = new ArrayList<>();
    int total = options.shares().size() * (1 + options.controls());
    try (ProgressListener.Task task =
        progress.start("forgetting the " + object, total, "sets of maps")) {
      for (double share : options.shares()) {
        ForgetObjects.Forgetting forgetting = forget(dcgan, boxes, options, share);
        Map<RoomObject, Proportion> after =
            shares(classifier.predict(dcgan.generator().generate(latents, forgetting.sampling())));
        task.advance(1);
        List<RoomPrediction> control = new ArrayList<>();
        for (int i = 0; i < options.controls(); i++) {
          SamplingOptions random =
              SamplingOptions.DEFAULT.without(forgetting.randomMaps(options.seed() + i));
          control.addAll(classifier.predict(dcgan.generator().generate(latents, random)));
          task.advance(1);
        }
        removals.add(new Removal(share, forgetting.removed().size(), after, shares(control)));
      }
    }
    return new Result(object, boxes, whole, before, removals);
  }

  private static ForgetObjects.Forgetting forget(
      Dcgan dcgan, SampleBoxes boxes, Options options, double share) {
    return ForgetObjects.find(
        dcgan,
        boxes,
        new ForgetObjects.Options(
            options.layer(), LogisticRegression.Options.DEFAULT, share, options.seed()));
  }

  private static Map<RoomObject, Proportion> shares(List<RoomPrediction> predictions) {
    Map<RoomObject, Proportion> shares = new EnumMap<>(RoomObject.class);
    for (RoomObject object : RoomObject.values()) {
      shares.put(object, RoomClassifier.share(object, predictions));
    }
    return shares;
  }
}

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
import org.dcgan.examples.Proportion;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;

/**
 * Whether a thing is forgotten, and only that: how many samples show each thing before and after,
 * and after as many feature maps were left out at random (paper, section 6.3.1).
 */
public final class ForgettingStudy {
  /** Surer than this, and a box counts as drawn. */
  private static final double SURE = 0.9;

  private ForgettingStudy() {}

  /**
   * What to measure.
   *
   * @param layer of the generator; empty for its second-highest convolution
   * @param boxed samples on which boxes are drawn, at least 1; the paper took 150
   * @param maxBoxes boxes that are used at most, at least 1; the paper drew 52
   * @param samples on which it is measured, at least 1; others than those with boxes
   * @param shares of the maps that speak for a thing, strongest first, each in (0, 1]; the paper
   *     removes all
   * @param controls random sets of maps a share, at least 1
   * @param seed of everything random
   */
  public record Options(
      String layer,
      int boxed,
      int maxBoxes,
      int samples,
      List<Double> shares,
      int controls,
      long seed) {
    /** The paper's numbers of samples and boxes, and smaller shares beside its own. */
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
          .throwIfAny("forgetting cannot be measured like this");
    }
  }

  /**
   * How many samples show each thing.
   *
   * @param share of the speaking maps that was removed
   * @param removed how many maps that is
   * @param after with those maps removed
   * @param control with as many random maps removed, all random sets together
   */
  public record Removal(
      double share,
      int removed,
      Map<RoomObject, Proportion> after,
      Map<RoomObject, Proportion> control) {}

  /**
   * What was measured of one thing.
   *
   * @param forgotten which
   * @param boxes how they were drawn
   * @param forgetting the paper's way: all speaking maps
   * @param before how many samples show each thing
   * @param removals one a share
   */
  public record Result(
      RoomObject forgotten,
      SampleBoxes boxes,
      ForgetObjects.Forgetting forgetting,
      Map<RoomObject, Proportion> before,
      List<Removal> removals) {}

  /**
   * Boxes around a thing in samples, where the judge is sure of it.
   *
   * @param dcgan a model of rooms
   * @param judge of the model's resolution
   * @param thing which
   * @param options how many
   * @return at most {@code options.maxBoxes()} boxes
   */
  public static SampleBoxes boxes(Dcgan dcgan, RoomJudge judge, RoomObject thing, Options options) {
    List<RoomPrediction> sightings = judge.look(dcgan.sample(options.boxed(), options.seed()));
    List<SampleBoxes.SampleBox> boxes = new ArrayList<>();
    for (int i = 0; i < sightings.size() && boxes.size() < options.maxBoxes(); i++) {
      if (sightings.get(i).probability(thing) > SURE) {
        boxes.add(new SampleBoxes.SampleBox(i, sightings.get(i).boxes().get(thing)));
      }
    }
    return new SampleBoxes(options.seed(), options.boxed(), boxes);
  }

  /**
   * Measures.
   *
   * @param dcgan a model of rooms
   * @param judge of the model's resolution
   * @param thing what is to be forgotten
   * @param options what to measure
   * @param progress told of each set of maps
   * @return shares of samples with each thing
   * @throws IllegalArgumentException if no sample shows the thing for sure, or there is no such
   *     layer
   */
  public static Result run(
      Dcgan dcgan, RoomJudge judge, RoomObject thing, Options options, ProgressListener progress) {
    SampleBoxes boxes = boxes(dcgan, judge, thing, options);
    Latents latents = dcgan.latents(options.samples(), options.seed() + 1);
    ForgetObjects.Forgetting whole = forget(dcgan, boxes, options, 1);
    Map<RoomObject, Proportion> before = shares(judge.look(dcgan.generator().generate(latents)));
    List<Removal> removals = new ArrayList<>();
    int total = options.shares().size() * (1 + options.controls());
    try (ProgressListener.Task task =
        progress.start("forgetting the " + thing, total, "sets of maps")) {
      for (double share : options.shares()) {
        ForgetObjects.Forgetting forgetting = forget(dcgan, boxes, options, share);
        Map<RoomObject, Proportion> after =
            shares(judge.look(dcgan.generator().generate(latents, forgetting.sampling())));
        task.advance(1);
        List<RoomPrediction> control = new ArrayList<>();
        for (int i = 0; i < options.controls(); i++) {
          SamplingOptions random =
              SamplingOptions.DEFAULT.without(forgetting.randomMaps(options.seed() + i));
          control.addAll(judge.look(dcgan.generator().generate(latents, random)));
          task.advance(1);
        }
        removals.add(new Removal(share, forgetting.removed().size(), after, shares(control)));
      }
    }
    return new Result(thing, boxes, whole, before, removals);
  }

  private static ForgetObjects.Forgetting forget(
      Dcgan dcgan, SampleBoxes boxes, Options options, double share) {
    return ForgetObjects.find(
        dcgan,
        boxes,
        new ForgetObjects.Options(
            options.layer(), LogisticRegression.Options.DEFAULT, share, options.seed()));
  }

  private static Map<RoomObject, Proportion> shares(List<RoomPrediction> sightings) {
    Map<RoomObject, Proportion> shares = new EnumMap<>(RoomObject.class);
    for (RoomObject thing : RoomObject.values()) {
      shares.put(thing, RoomJudge.share(thing, sightings));
    }
    return shares;
  }
}

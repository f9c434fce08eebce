package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.datasets.Box;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;

/**
 * Makes the generator forget a kind of object: finds the feature maps that draw it, and leaves them
 * out (paper, section 6.3.1 and figure 6).
 *
 * <p>A logistic regression tells the activations at places inside of boxes around the object from
 * those at random places elsewhere on the same samples. All feature maps with a positive weight are
 * removed at all places.
 *
 * <pre>{@code
 * SampleBoxes windows = SampleBoxes.read(Path.of("boxes.json"));
 * ForgetObjects.Forgetting forgotten =
 *     ForgetObjects.find(dcgan, windows, ForgetObjects.Options.DEFAULT);
 * Images without = dcgan.sample(64, 7, forgotten.sampling());
 * }</pre>
 */
public final class ForgetObjects {
  private static final long NEGATIVES = 41;

  private ForgetObjects() {}

  /**
   * Where to look and what to remove.
   *
   * @param layer a name of {@link Architecture#generatorFeatureLayers()}; empty for the
   *     second-highest convolution, which is the paper's
   * @param regression how the regression is fitted
   * @param share of the maps with a positive weight, those with the largest weights first, that are
   *     removed, above 0 and at most 1; the paper removes all
   * @param seed chooses the places outside of boxes
   */
  public record Options(
      String layer, LogisticRegression.Options regression, double share, long seed) {
    /** The paper's. */
    public static final Options DEFAULT =
        new Options("", LogisticRegression.Options.DEFAULT, 1, 42);

    /** Checks the ranges. */
    public Options {
      requireNonNull(layer, "layer");
      requireNonNull(regression, "regression");

      new Problems()
          .require(
              share > 0 && share <= 1,
              "the share of maps to be removed must be above 0 and at most 1, got %s",
              share)
          .throwIfAny("nothing can be forgotten like this");
    }
  }

  /**
   * What was found.
   *
   * @param layer the layer looked at
   * @param weights of the regression, one a feature map
   * @param removed the maps to be left out, largest weight first
   * @param boxes how many boxes there were
   * @param positives places inside of boxes
   * @param negatives places outside
   * @param accuracy the share of those places that the regression tells right
   */
  public record Forgetting(
      LayerSpec layer,
      List<Double> weights,
      List<Integer> removed,
      int boxes,
      int positives,
      int negatives,
      double accuracy) {
    /** Checks that no component is null. */
    public Forgetting {
      requireNonNull(layer, "layer");
      requireNonNull(weights, "weights");
      requireNonNull(removed, "removed");
    }

    /**
     * What is to be left out, for any sampling call.
     *
     * @return the maps
     */
    public RemovedMaps maps() {
      return RemovedMaps.of(layer.name(), removed);
    }

    /**
     * Sampling without the object.
     *
     * @return the usual options without the maps
     */
    public SamplingOptions sampling() {
      return SamplingOptions.DEFAULT.without(maps());
    }

    /**
     * As many maps of the layer at random: the control.
     *
     * @param seed which
     * @return other maps, which may by chance be among the removed ones
     */
    public RemovedMaps randomMaps(long seed) {
      org.dcgan.random.Permutation order =
          org.dcgan.random.Permutation.of(layer.maps(), seed, NEGATIVES);
      return RemovedMaps.of(
          layer.name(), IntStream.range(0, removed.size()).map(order::at).boxed().toList());
    }

    /**
     * Samples with and without the object.
     *
     * @param dcgan the model
     * @param latents at least one
     * @return the images
     */
    public Comparison compare(Dcgan dcgan, Latents latents) {
      requireNonNull(dcgan, "dcgan");
      requireNonNull(latents, "latents");

      return new Comparison(
          this,
          dcgan.generator().generate(latents),
          dcgan.generator().generate(latents, sampling()));
    }
  }

  /**
   * The same latents drawn with and without the object.
   *
   * @param forgetting what was left out
   * @param with all feature maps
   * @param without the object's feature maps
   */
  public record Comparison(Forgetting forgetting, Images with, Images without) {
    /** Checks that no component is null. */
    public Comparison {
      requireNonNull(forgetting, "forgetting");
      requireNonNull(with, "with");
      requireNonNull(without, "without");
    }

    /**
     * The figure: unchanged samples above, the same without the maps below.
     *
     * @return an RGB image
     */
    public BufferedImage figure() {
      int columns = Math.min(8, with.count());
      return Figure.below(
          List.of(
              new Figure.Panel("unchanged", Figure.grid(with, columns)),
              new Figure.Panel(
                  String.format(
                      Locale.ROOT,
                      "without %d of %d feature maps of %s",
                      forgetting.removed().size(),
                      forgetting.layer().maps(),
                      forgetting.layer().name()),
                  Figure.grid(without, columns))));
    }

    /**
     * Writes the figure.
     *
     * @param file a PNG file; missing folders are made
     * @throws IOException if it cannot be written
     */
    public void writePng(Path file) throws IOException {
      requireNonNull(file, "file");

      Figure.writePng(figure(), file);
    }
  }

  /**
   * The generator's second-highest layer with feature maps: 16x16 for images of 64x64.
   *
   * @param architecture the networks
   * @return the layer
   */
  public static LayerSpec secondHighest(Architecture architecture) {
    requireNonNull(architecture, "architecture");

    List<LayerSpec> layers = architecture.generatorFeatureLayers();
    return layers.get(Math.max(0, layers.size() - 2));
  }

  /**
   * Finds the feature maps that draw an object.
   *
   * @param dcgan a trained model
   * @param boxes around the object in samples of the model
   * @param options where to look and what to remove
   * @return the maps
   * @throws IllegalArgumentException if there is no box, a box lies outside of its sample, or there
   *     is no such layer
   */
  public static Forgetting find(Dcgan dcgan, SampleBoxes boxes, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(boxes, "boxes");
    requireNonNull(options, "options");

    check(boxes, dcgan.architecture().image());
    LayerSpec layer =
        options.layer().isEmpty()
            ? secondHighest(dcgan.architecture())
            : dcgan.architecture().generatorFeatureLayer(options.layer());
    Map<Integer, List<Box>> bySample = new LinkedHashMap<>();
    for (SampleBoxes.SampleBox box : boxes.boxes()) {
      bySample.computeIfAbsent(box.sample(), s -> new ArrayList<>()).add(box.box());
    }
    int[] samples = bySample.keySet().stream().mapToInt(s -> s).toArray();
    Activations activations =
        dcgan.generator().activations(boxes.latents(dcgan).select(samples), layer.name());
    List<float[]> rows = new ArrayList<>();
    List<Boolean> inside = new ArrayList<>();
    SeededRandom random = SeededRandom.of(options.seed(), NEGATIVES);
    double scale = (double) layer.side() / dcgan.architecture().image().height();
    for (int n = 0; n < samples.length; n++) {
      boolean[] covered = covered(bySample.get(samples[n]), layer.side(), scale);
      List<Integer> in = places(covered, true);
      List<Integer> out = new ArrayList<>(places(covered, false));
      for (int place : in) {
        rows.add(activations.location(n, place / layer.side(), place % layer.side()));
        inside.add(true);
      }
      for (int i = 0; i < in.size() && i < out.size(); i++) {
        Collections.swap(out, i, i + random.nextInt(out.size() - i));
        int place = out.get(i);
        rows.add(activations.location(n, place / layer.side(), place % layer.side()));
        inside.add(false);
      }
    }
    return fit(layer, rows, inside, boxes.boxes().size(), options);
  }

  private static void check(SampleBoxes boxes, ImageShape shape) {
    checkArgument(
        !boxes.boxes().isEmpty(),
        "there are no boxes: draw some around what is to be forgotten; the paper took 52");
    Problems problems = new Problems();
    for (SampleBoxes.SampleBox box : boxes.boxes()) {
      Box b = box.box();
      problems.require(
          b.x() + b.width() <= shape.width() && b.y() + b.height() <= shape.height(),
          "the box at (%d, %d) of %d x %d pixels on sample %d reaches out of its image of %d x %d",
          b.x(),
          b.y(),
          b.width(),
          b.height(),
          box.sample(),
          shape.width(),
          shape.height());
    }
    problems.throwIfAny("these boxes cannot be used");
  }

  /** Places whose middle lies in a box; of a box too small for that the place it lies in. */
  private static boolean[] covered(List<Box> boxes, int side, double scale) {
    boolean[] covered = new boolean[side * side];
    for (Box box : boxes) {
      boolean any = false;
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          double y = (row + 0.5) / scale;
          double x = (column + 0.5) / scale;
          if (x >= box.x()
              && x < box.x() + box.width()
              && y >= box.y()
              && y < box.y() + box.height()) {
            covered[row * side + column] = true;
            any = true;
          }
        }
      }
      if (!any) {
        int row = (int) ((box.y() + box.height() / 2.0) * scale);
        int column = (int) ((box.x() + box.width() / 2.0) * scale);
        covered[Math.min(side - 1, row) * side + Math.min(side - 1, column)] = true;
      }
    }
    return covered;
  }

  private static List<Integer> places(boolean[] covered, boolean wanted) {
    return IntStream.range(0, covered.length)
        .filter(place -> covered[place] == wanted)
        .boxed()
        .toList();
  }

  private static Forgetting fit(
      LayerSpec layer, List<float[]> rows, List<Boolean> inside, int boxes, Options options) {
    float[] flat = new float[rows.size() * layer.maps()];
    boolean[] positive = new boolean[rows.size()];
    int positives = 0;
    for (int i = 0; i < positive.length; i++) {
      System.arraycopy(rows.get(i), 0, flat, i * layer.maps(), layer.maps());
      positive[i] = inside.get(i);
      positives += positive[i] ? 1 : 0;
    }
    checkArgument(
        positives < positive.length,
        "the boxes cover their samples wholly, so that there is nothing to tell the object from;"
            + " draw smaller ones");
    Features features = Features.of(layer.maps(), flat);
    LogisticRegression fitted = LogisticRegression.fit(features, positive, options.regression());
    int right = 0;
    double[] scores = fitted.scores(features);
    for (int i = 0; i < positive.length; i++) {
      right += scores[i] > 0 == positive[i] ? 1 : 0;
    }
    List<Integer> speaking =
        IntStream.range(0, layer.maps())
            .filter(map -> fitted.weight(map) > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(map -> -fitted.weight(map)))
            .toList();
    int removed = (int) Math.ceil(speaking.size() * options.share());
    return new Forgetting(
        layer,
        java.util.Arrays.stream(fitted.weights()).boxed().toList(),
        speaking.subList(0, removed),
        boxes,
        positives,
        positive.length - positives,
        (double) right / positive.length);
  }
}

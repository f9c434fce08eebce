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
import org.apiguardian.api.API;
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
import org.dcgan.random.Permutation;
import org.dcgan.random.SeededRandom;

/**
 * Makes the generator forget a kind of object: finds the feature maps that generate it and removes
 * them (paper, section 6.3.1 and figure 6).
 *
 * <p>A logistic regression separates the activations at positions inside boxes around the object
 * from those at random positions elsewhere on the same samples. All feature maps with a positive
 * weight are removed at all positions.
 *
 * <pre>{@code
 * SampleBoxes windows = SampleBoxes.read(Path.of("boxes.json"));
 * ForgetObjects.Forgetting forgotten =
 *     ForgetObjects.find(dcgan, windows, ForgetObjects.Options.DEFAULT);
 * Images without = dcgan.sample(64, 7, forgotten.sampling());
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ForgetObjects {
  private static final long NEGATIVES = 41;

  private ForgetObjects() {}

  /**
   * Options of finding feature maps.
   *
   * @param layer a name of {@link Architecture#generatorFeatureLayers()}; empty for the
   *     second-highest convolution, as in the paper
   * @param regression options of the logistic regression
   * @param share the share of the maps with a positive weight that are removed, largest weights
   *     first, above 0 and at most 1; the paper removes all
   * @param seed the random seed of the positions outside of boxes
   */
  public record Options(
      String layer, LogisticRegression.Options regression, double share, long seed) {
    /** The options of the paper. */
    public static final Options DEFAULT =
        new Options("", LogisticRegression.Options.DEFAULT, 1, 42);

    /** Checks the ranges. */
    public Options {
      requireNonNull(layer, "layer");
      requireNonNull(regression, "regression");

      new Problems()
          .require(share > 0 && share <= 1, "share must be above 0 and at most 1, got %s", share)
          .throwIfAny("invalid ForgetObjects.Options");
    }
  }

  /**
   * The feature maps of an object.
   *
   * @param layer the layer of the feature maps
   * @param weights the weights of the regression, one for each feature map
   * @param removed the maps to be removed, largest weight first
   * @param boxes the number of boxes
   * @param positives the number of positions inside boxes
   * @param negatives the number of positions outside
   * @param accuracy the share of these positions that the regression classifies correctly
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
     * The maps to be removed, for any sampling call.
     *
     * @return the maps
     */
    public RemovedMaps maps() {
      return RemovedMaps.of(layer.name(), removed);
    }

    /**
     * Options for sampling without the object.
     *
     * @return the default options with the maps removed
     */
    public SamplingOptions sampling() {
      return SamplingOptions.DEFAULT.without(maps());
    }

    /**
     * The same number of random maps of the layer, as a control.
     *
     * @param seed the random seed
     * @return random maps, which may include some of the removed ones
     */
    public RemovedMaps randomMaps(long seed) {
      Permutation order = Permutation.of(layer.maps(), seed, NEGATIVES);
      return RemovedMaps.of(
          layer.name(), IntStream.range(0, removed.size()).map(order::at).boxed().toList());
    }

    /**
     * Generates images with and without the object.
     *
     * @param dcgan the model
     * @param latents at least one latent
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
   * Images of the same latents with and without the object.
   *
   * @param forgetting the removed feature maps
   * @param with the images with all feature maps
   * @param without the images without the object's feature maps
   */
  public record Comparison(Forgetting forgetting, Images with, Images without) {
    /** Checks that no component is null. */
    public Comparison {
      requireNonNull(forgetting, "forgetting");
      requireNonNull(with, "with");
      requireNonNull(without, "without");
    }

    /**
     * The figure: unchanged images above, the same latents without the maps below.
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
   * Finds the feature maps that generate an object.
   *
   * @param dcgan a trained model
   * @param boxes boxes around the object in samples of the model
   * @param options the layer, the regression and the share of maps
   * @return the maps
   * @throws IllegalArgumentException if there is no box, a box lies outside of its sample, there is
   *     no such layer, or the model generates samples of another label than that of the boxes
   */
  public static Forgetting find(Dcgan dcgan, SampleBoxes boxes, Options options) {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(boxes, "boxes");
    requireNonNull(options, "options");

    boxes.requireLabelOf(dcgan);
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
      boolean[] covered = covered(requireNonNull(bySample.get(samples[n])), layer.side(), scale);
      List<Integer> in = positions(covered, true);
      List<Integer> out = new ArrayList<>(positions(covered, false));
      for (int position : in) {
        rows.add(activations.location(n, position / layer.side(), position % layer.side()));
        inside.add(true);
      }
      for (int i = 0; i < in.size() && i < out.size(); i++) {
        Collections.swap(out, i, i + random.nextInt(out.size() - i));
        int position = out.get(i);
        rows.add(activations.location(n, position / layer.side(), position % layer.side()));
        inside.add(false);
      }
    }
    return fit(layer, rows, inside, boxes.boxes().size(), options);
  }

  private static void check(SampleBoxes boxes, ImageShape shape) {
    checkArgument(
        !boxes.boxes().isEmpty(),
        "forgetting needs at least 1 box around the object, got none; draw some, the paper uses"
            + " 52");
    Problems problems = new Problems();
    for (SampleBoxes.SampleBox box : boxes.boxes()) {
      Box b = box.box();
      problems.require(
          b.width() <= shape.width() - b.x() && b.height() <= shape.height() - b.y(),
          "the box at (%d, %d) of %d x %d pixels on sample %d reaches outside of its image of %d x"
              + " %d",
          b.x(),
          b.y(),
          b.width(),
          b.height(),
          box.sample(),
          shape.width(),
          shape.height());
    }
    problems.throwIfAny("boxes must lie inside of their images");
  }

  /** The positions whose center lies in a box; for a smaller box, the position that contains it. */
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

  private static List<Integer> positions(boolean[] covered, boolean wanted) {
    return IntStream.range(0, covered.length)
        .filter(position -> covered[position] == wanted)
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
        "the boxes cover their samples completely, so that there are no positions outside of the"
            + " object; draw smaller ones");
    Features features = Features.of(layer.maps(), flat);
    LogisticRegression fitted = LogisticRegression.fit(features, positive, options.regression());
    int right = 0;
    double[] scores = fitted.scores(features);
    for (int i = 0; i < positive.length; i++) {
      right += scores[i] > 0 == positive[i] ? 1 : 0;
    }
    List<Integer> positiveMaps =
        IntStream.range(0, layer.maps())
            .filter(map -> fitted.weight(map) > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(map -> -fitted.weight(map)))
            .toList();
    int removed = (int) Math.ceil(positiveMaps.size() * options.share());
    return new Forgetting(
        layer,
        java.util.Arrays.stream(fitted.weights()).boxed().toList(),
        positiveMaps.subList(0, removed),
        boxes,
        positives,
        positive.length - positives,
        (double) right / positive.length);
  }
}

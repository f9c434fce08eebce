package org.dcgan.eval.inspect;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.internal.RowScaling;
import org.dcgan.eval.internal.UntrainedModels;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.internal.Problems;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;

/**
 * What feature maps of the discriminator have learned to see: the images of a dataset to which each
 * responds most, and guided backpropagation of those responses, beside the same for a discriminator
 * with random weights (paper, section 6.2 and figure 5).
 *
 * <pre>{@code
 * GuidedBackprop.of(dcgan, rooms, GuidedBackprop.Options.DEFAULT, Progress.console())
 *     .writePng(Path.of("guided.png"));
 * }</pre>
 */
public final class GuidedBackprop {
  private static final int AT_A_TIME = 64;
  private static final int STATISTICS_BATCH_SIZE = 64;
  private static final long SCANNED = 31;

  private GuidedBackprop() {}

  /**
   * What to look at.
   *
   * @param layer a name of {@link Architecture#discriminatorFeatureLayers()}; empty for the last
   *     convolution
   * @param maps how many feature maps, from the first, at least 1
   * @param top how many images a map, at least 1
   * @param rule how gradients pass LeakyReLU
   * @param scanned how many images of the dataset to look through at most, at least 1
   * @param seed chooses those images and the random discriminator
   */
  public record Options(String layer, int maps, int top, GuidedRule rule, int scanned, long seed) {
    /** The first six maps of the last convolution, as in the paper. */
    public static final Options DEFAULT = new Options("", 6, 6, GuidedRule.DROP_LEAK, 5000, 42);

    /** Checks the ranges. */
    public Options {
      requireNonNull(layer, "layer");
      requireNonNull(rule, "rule");

      new Problems()
          .require(maps >= 1, "maps must be at least 1, got %d", maps)
          .require(top >= 1, "top must be at least 1, got %d", top)
          .require(scanned >= 1, "scanned must be at least 1, got %d", scanned)
          .throwIfAny("there is nothing to look at");
    }
  }

  /**
   * An image to which a map responds.
   *
   * @param index of the image in the dataset
   * @param response where and how strongly
   */
  public record TopImage(int index, Activations.Response response) {
    /** Checks that no component is null. */
    public TopImage {
      requireNonNull(response, "response");
    }
  }

  /**
   * What one feature map sees.
   *
   * @param map its number
   * @param top the images to which it responds most, strongest first
   * @param images the same
   * @param gradients guided gradients of those responses
   */
  public record Feature(int map, List<TopImage> top, Images images, Images gradients) {
    /** Checks that no component is null. */
    public Feature {
      requireNonNull(top, "top");
      requireNonNull(images, "images");
      requireNonNull(gradients, "gradients");
    }
  }

  /**
   * What was seen.
   *
   * @param layer the layer looked at
   * @param rule how gradients passed LeakyReLU
   * @param trained features of the trained discriminator
   * @param random features of one with the same architecture and random weights
   */
  public record Result(
      LayerSpec layer, GuidedRule rule, List<Feature> trained, List<Feature> random) {
    /** Checks that no component is null. */
    public Result {
      requireNonNull(layer, "layer");
      requireNonNull(rule, "rule");
      requireNonNull(trained, "trained");
      requireNonNull(random, "random");
    }

    /**
     * The figure: a row a feature map; random weights on the left, trained ones on the right, each
     * with images and gradients. Gradients are stretched to their largest value; gray is 0.
     *
     * @return an RGB image
     */
    public BufferedImage figure() {
      return Figure.beside(
          List.of(
              new Figure.Panel("", half("random weights", random)),
              new Figure.Panel("", half("trained", trained))));
    }

    /** One side of the figure. */
    static BufferedImage half(String name, List<Feature> features) {
      return Figure.beside(
          List.of(
              panel(name + ": top images", features, false),
              panel(name + ": guided gradients", features, true)));
    }

    private static Figure.Panel panel(String caption, List<Feature> features, boolean gradients) {
      List<Images> rows = new ArrayList<>();
      for (Feature feature : features) {
        rows.add(gradients ? stretched(feature.gradients()) : feature.images());
      }
      return new Figure.Panel(
          caption, Figure.grid(Images.concat(rows), features.get(0).images().count()));
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

  /** Each image of gradients divided by its largest absolute value. */
  static Images stretched(Images gradients) {
    float[] values = gradients.toArray();
    RowScaling.divideByLargest(values, gradients.shape().size());
    return Images.of(gradients.shape(), values);
  }

  /**
   * Looks at feature maps.
   *
   * @param dcgan a trained model
   * @param source images of the model's shape
   * @param options what to look at
   * @param progress told how many images have been looked through
   * @return images and gradients
   * @throws IllegalArgumentException if there is no such layer, or it has fewer maps
   * @throws IOException if the images cannot be read
   */
  public static Result of(
      Dcgan dcgan, ImageSource source, Options options, ProgressListener progress)
      throws IOException {
    return of(dcgan, source, options, RuntimeOptions.DEFAULT, progress);
  }

  /**
   * Looks at feature maps, with a choice of precision, device and threads for the discriminator
   * with random weights.
   *
   * @param dcgan a trained model
   * @param source images of the model's shape
   * @param options which maps and images to look at
   * @param runtime how the discriminator with random weights runs
   * @param progress receives the number of images that have been searched
   * @return images and gradients
   * @throws IllegalArgumentException if the discriminator has no such layer, or the layer has fewer
   *     maps
   * @throws IOException if the images cannot be read
   */
  public static Result of(
      Dcgan dcgan,
      ImageSource source,
      Options options,
      RuntimeOptions runtime,
      ProgressListener progress)
      throws IOException {
    requireNonNull(runtime, "runtime");
    requireNonNull(dcgan, "dcgan");
    requireNonNull(source, "source");
    requireNonNull(options, "options");
    requireNonNull(progress, "progress");

    Architecture architecture = dcgan.architecture();
    List<LayerSpec> layers = architecture.discriminatorFeatureLayers();
    LayerSpec layer =
        options.layer().isEmpty()
            ? layers.get(layers.size() - 1)
            : architecture.discriminatorFeatureLayer(options.layer());
    if (options.maps() > layer.maps()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d feature maps, got %d to look at",
              layer.name(),
              layer.maps(),
              options.maps()));
    }
    int[] scanned = scanned(source, options);
    List<Feature> trained = features(dcgan, source, scanned, layer, options, progress);
    try (Dcgan random =
        UntrainedModels.open(
            architecture,
            options.seed(),
            Dataset.of(source).subset(scanned),
            Math.min(STATISTICS_BATCH_SIZE, scanned.length),
            runtime)) {
      return new Result(
          layer,
          options.rule(),
          trained,
          features(random, source, scanned, layer, options, progress));
    }
  }

  private static int[] scanned(ImageSource source, Options options) {
    Permutation order = Permutation.of(source.size(), options.seed(), SCANNED);
    int[] scanned = new int[Math.min(options.scanned(), source.size())];
    for (int i = 0; i < scanned.length; i++) {
      scanned[i] = order.at(i);
    }
    return scanned;
  }

  private static List<Feature> features(
      Dcgan dcgan,
      ImageSource source,
      int[] scanned,
      LayerSpec layer,
      Options options,
      ProgressListener progress)
      throws IOException {
    List<List<TopImage>> tops = new ArrayList<>();
    for (int map = 0; map < options.maps(); map++) {
      tops.add(new ArrayList<>());
    }
    try (ProgressListener.Task task =
        progress.start("looking for responses", scanned.length, "images")) {
      for (int from = 0; from < scanned.length; from += AT_A_TIME) {
        int to = Math.min(scanned.length, from + AT_A_TIME);
        look(dcgan, source, java.util.Arrays.copyOfRange(scanned, from, to), layer, tops, options);
        task.advance(to - from);
      }
    }
    List<Feature> features = new ArrayList<>();
    for (int map = 0; map < options.maps(); map++) {
      List<TopImage> top = tops.get(map);
      if (top.isEmpty()) {
        throw new IOException(
            "none of the images of " + printable(source.description()) + " can be read");
      }
      Images images = Images.read(source, top.stream().mapToInt(TopImage::index).toArray());
      UnitGradients gradients =
          dcgan.discriminator().guidedGradients(images, layer.name(), map, options.rule());
      features.add(new Feature(map, top, images, gradients.gradients()));
    }
    return features;
  }

  private static void look(
      Dcgan dcgan,
      ImageSource source,
      int[] indices,
      LayerSpec layer,
      List<List<TopImage>> tops,
      Options options)
      throws IOException {
    List<Integer> readable = new ArrayList<>();
    List<Pixels> pixels = new ArrayList<>();
    for (int index : indices) {
      try {
        pixels.add(source.read(index));
        readable.add(index);
      } catch (UnreadableImageException e) {
        // Named in the log by its source; another one will respond.
      }
    }
    if (pixels.isEmpty()) {
      return;
    }
    Activations activations = dcgan.discriminator().activations(Images.of(pixels), layer.name());
    for (int map = 0; map < tops.size(); map++) {
      List<TopImage> top = tops.get(map);
      for (int n = 0; n < readable.size(); n++) {
        top.add(new TopImage(readable.get(n), activations.strongest(n, map)));
      }
      top.sort(Comparator.comparingDouble(t -> -t.response().value()));
      top.subList(Math.min(options.top(), top.size()), top.size()).clear();
    }
  }
}

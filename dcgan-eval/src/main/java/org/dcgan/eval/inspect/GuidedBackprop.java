package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
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
 * Shows what feature maps of the discriminator respond to: the images of a dataset with the
 * strongest response of each map, and guided backpropagation of these responses, next to the same
 * for a discriminator with random weights (paper, section 6.2 and figure 5).
 *
 * <p>A conditional discriminator needs a label with each image. That of the view ({@link
 * Dcgan#withLabels} with a single label) is given to every image of the dataset, whatever class the
 * image is of: the responses of images of other classes are those to an image with a wrong label.
 * Pass a dataset of one class, such as {@link Dataset#subset} of its images, to leave those out.
 *
 * <pre>{@code
 * GuidedBackprop.of(dcgan, rooms, GuidedBackprop.Options.DEFAULT, Progress.console())
 *     .writePng(Path.of("guided.png"));
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class GuidedBackprop {
  private static final int BATCH_SIZE = 64;
  private static final int STATISTICS_BATCH_SIZE = 64;
  private static final long SCANNED = 31;

  private GuidedBackprop() {}

  /**
   * Options of the analysis.
   *
   * @param layer a name of {@link Architecture#discriminatorFeatureLayers()}; empty for the last
   *     convolution
   * @param maps the number of feature maps, from the first, at least 1
   * @param top the number of images for each map, at least 1
   * @param rule how gradients pass LeakyReLU
   * @param scanned the largest number of images of the dataset to search, at least 2, over which
   *     the random discriminator also gathers statistics
   * @param seed the random seed of the searched images and of the random discriminator
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
          .require(scanned >= 2, "scanned must be at least 2 images, got %d", scanned)
          .throwIfAny("invalid GuidedBackprop.Options");
    }
  }

  /**
   * An image to which a map responds.
   *
   * @param index the index of the image in the dataset
   * @param response the position and the strength of the response
   */
  public record TopImage(int index, Activations.Response response) {
    /** Checks that no component is null. */
    public TopImage {
      requireNonNull(response, "response");
    }
  }

  /**
   * The responses of one feature map.
   *
   * @param map the index of the map
   * @param top the images with the strongest responses, strongest first
   * @param images the pixels of these images
   * @param gradients guided gradients of these responses
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
   * The result.
   *
   * @param layer the layer of the feature maps
   * @param rule how gradients passed LeakyReLU
   * @param trained features of the trained discriminator
   * @param random features of one with random weights and the same architecture, except that it has
   *     no classes where the trained one is conditional
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
     * The figure, with a row for each feature map: random weights on the left, trained ones on the
     * right, each with images and gradients. Gradients are divided by their largest absolute value;
     * gray is 0.
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
        rows.add(gradients ? scaled(feature.gradients()) : feature.images());
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

  /**
   * Divides each image of gradients by its largest absolute value, so that it can be shown: gray is
   * 0.
   *
   * @param gradients any number of gradients, for example {@link UnitGradients#gradients}
   * @return as many images in [-1, 1]; gradients that are 0 everywhere stay 0
   */
  public static Images scaled(Images gradients) {
    requireNonNull(gradients, "gradients");

    float[] values = gradients.toArray();
    RowScaling.divideByLargest(values, gradients.shape().size());
    return Images.of(gradients.shape(), values);
  }

  /**
   * Finds the strongest responses of feature maps and their guided gradients.
   *
   * @param dcgan a trained model; a conditional one with a single label, which all images are given
   * @param source images of the model's shape
   * @param options the layer, the maps and the images
   * @param progress receives the number of images that have been searched
   * @return images and gradients
   * @throws IllegalArgumentException if the discriminator has no such layer, or the layer has fewer
   *     maps
   * @throws IOException if the images cannot be read
   */
  public static Result of(
      Dcgan dcgan, ImageSource source, Options options, ProgressListener progress)
      throws IOException {
    return of(dcgan, source, options, RuntimeOptions.DEFAULT, progress);
  }

  /**
   * Finds the strongest responses of feature maps and their guided gradients, with a choice of
   * precision, device and threads for the discriminator with random weights.
   *
   * @param dcgan a trained model; a conditional one with a single label, which all images are given
   * @param source images of the model's shape
   * @param options the layer, the maps and the images
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
              "%s has %d feature maps, but %d were asked for; ask for fewer",
              layer.name(),
              layer.maps(),
              options.maps()));
    }
    checkArgument(
        source.size() >= 2,
        "the comparison with a random discriminator needs at least 2 images, got %s of %s",
        source.size(),
        printable(source.description()));
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
        progress.start("searching for responses", scanned.length, "images")) {
      for (int from = 0; from < scanned.length; from += BATCH_SIZE) {
        int to = Math.min(scanned.length, from + BATCH_SIZE);
        search(
            dcgan, source, java.util.Arrays.copyOfRange(scanned, from, to), layer, tops, options);
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

  private static void search(
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
        // The source has logged it; the image is left out.
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

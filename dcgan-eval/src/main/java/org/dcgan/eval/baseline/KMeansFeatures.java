package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.internal.RowScaling;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.PixelScale;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.compute.MatrixEngine;
import org.dcgan.tensorflow.compute.PatchDictionary;
import org.dcgan.tensorflow.compute.PatchEncoder;
import org.dcgan.tensorflow.compute.PatchFile;
import org.dcgan.tensorflow.compute.PatchLayer;

/**
 * Features that are learned by k-means on patches, without labels and without a network (Coates,
 * Lee and Ng 2011, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning"); with
 * layers on top, whose receptive fields are learned too (Coates and Ng 2011, "Selecting Receptive
 * Fields in Deep Networks"). Two of the baselines of the paper's table 1.
 *
 * <pre>{@code
 * try (KMeansFeatures features = KMeansFeatures.learn(
 *     Cifar10.train(folder), KMeansOptions.DEFAULT, RuntimeOptions.DEFAULT, Progress.console())) {
 *   Features rows = features.extract(images);
 * }
 * }</pre>
 *
 * <p>A row has, for every layer, for each quadrant (top left, top right, bottom left, bottom
 * right), the sum of every centroid's activations: {@code 4 * centroids} for one layer. Images may
 * have any shape, gray or color, that is at least as large as a patch. Scale rows with {@link
 * FeatureScaler} before fitting an SVM.
 *
 * <p>Learning takes memory for all patches: 173 MB for 400,000 color patches of 6x6, and for each
 * upper layer {@code 4 * patches * side^2} bytes for each feature map below, 1 GB for 40,000
 * patches of 2x2 with 1,600 maps. An instance owns native memory and must be closed; it is
 * thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class KMeansFeatures implements FeatureExtractor, AutoCloseable {
  /** Combined with the layer's index and the seed, so that layers have different random numbers. */
  private static final long LAYER = 41;

  /** The largest number of rows that similarities are estimated from. */
  private static final int SIMILARITY_ROWS = 20_000;

  /**
   * The contrast constant of upper layers relative to the patches' variance, as 10 is for images.
   */
  private static final double CONTRAST_ABOVE = 0.01;

  private final ImageShape shape;
  private final List<PatchLayer> layers;
  private final PatchEncoder encoder;
  private volatile boolean closed;

  private KMeansFeatures(ImageShape shape, List<PatchLayer> layers, RuntimeOptions runtime) {
    this.shape = shape;
    this.layers = List.copyOf(layers);
    this.encoder = new PatchEncoder(shape, layers, runtime);
  }

  /**
   * Learns features. The same images, options and threads give the same bits.
   *
   * @param source images of one shape; labels are not used
   * @param options how features are learned
   * @param runtime device and threads
   * @param progress receives patches and iterations
   * @return the features
   * @throws IllegalArgumentException if images differ in shape or are too small, or a layer needs
   *     more maps than are below it
   * @throws IOException if an image cannot be read
   */
  public static KMeansFeatures learn(
      ImageSource source, KMeansOptions options, RuntimeOptions runtime, ProgressListener progress)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(options, "options");
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");

    ImageShape shape = ImageShapes.common(source);
    int side = options.receptiveField();
    checkArgument(
        side <= shape.height() && side <= shape.width(),
        "patches of %s x %s do not fit into images of %s; choose smaller patches or larger images",
        side,
        side,
        shape);
    requireMaps(options);
    try (MatrixEngine engine = new MatrixEngine(runtime)) {
      List<PatchLayer> layers = new ArrayList<>();
      layers.add(first(source, shape, options, engine, progress));
      for (int i = 0; i < options.above().size(); i++) {
        KMeansOptions.UpperLayer upper = options.above().get(i);
        PatchLayer below = layers.remove(i);
        layers.add(new PatchLayer(below.dictionaries(), upper.poolBelow()));
        long seed = SeededRandom.hash(options.seed(), LAYER, i);
        PatchSampling sampling = new PatchSampling(source, shape, seed, progress);
        float[] patches;
        try (PatchEncoder encoder = new PatchEncoder(shape, layers, runtime)) {
          checkArgument(
              upper.side() <= encoder.pooledRows() && upper.side() <= encoder.pooledColumns(),
              "patches of %s x %s do not fit into the %s x %s averages below them; pool less",
              upper.side(),
              upper.side(),
              encoder.pooledRows(),
              encoder.pooledColumns());
          patches = sampling.ofMaps(encoder, below.maps(), upper.side(), upper.patches());
        }
        layers.add(above(patches, below.maps(), upper, options, seed, engine, progress));
      }
      return new KMeansFeatures(shape, layers, runtime);
    }
  }

  /** Requires that no layer takes more maps together than there are. */
  private static void requireMaps(KMeansOptions options) {
    long below = options.centroids();
    for (int i = 0; i < options.above().size(); i++) {
      KMeansOptions.UpperLayer upper = options.above().get(i);
      checkArgument(
          upper.fieldSize() <= below,
          "layer %s takes %s maps together, but the layer below has %s; use smaller fields or more"
              + " centroids",
          i + 2,
          upper.fieldSize(),
          below);
      below = (long) upper.fields() * upper.centroids();
    }
  }

  private static PatchLayer first(
      ImageSource source,
      ImageShape shape,
      KMeansOptions options,
      MatrixEngine engine,
      ProgressListener progress)
      throws IOException {
    float[] patches =
        new PatchSampling(source, shape, options.seed(), progress)
            .ofImages(options.receptiveField(), options.patches());
    List<Integer> channels = IntStream.range(0, shape.channels()).boxed().toList();
    return new PatchLayer(
        List.of(
            dictionary(
                patches,
                options.patches(),
                options.receptiveField(),
                channels,
                options.contrast(),
                options.centroids(),
                options,
                options.seed(),
                engine,
                progress)),
        1);
  }

  private static PatchLayer above(
      float[] patches,
      int mapsBelow,
      KMeansOptions.UpperLayer upper,
      KMeansOptions options,
      long seed,
      MatrixEngine engine,
      ProgressListener progress) {
    int positions = upper.side() * upper.side();
    // Each position of each patch is a row of all maps below.
    int rows = Math.min(SIMILARITY_ROWS, upper.patches() * positions);
    float[] sample = java.util.Arrays.copyOf(patches, rows * mapsBelow);
    List<List<Integer>> fields =
        ReceptiveFields.choose(
            ReceptiveFields.similarities(sample, rows, mapsBelow, engine),
            mapsBelow,
            upper.fields(),
            upper.fieldSize(),
            seed);
    List<PatchDictionary> dictionaries = new ArrayList<>();
    try (ProgressListener.Task task =
        progress.start("learning receptive fields", fields.size(), "fields")) {
      for (int i = 0; i < fields.size(); i++) {
        List<Integer> field = fields.get(i);
        float[] own = chosen(patches, upper.patches() * positions, mapsBelow, field);
        int d = positions * field.size();
        double contrast =
            Math.max(
                Float.MIN_NORMAL, CONTRAST_ABOVE * Contrast.meanVariance(own, upper.patches(), d));
        dictionaries.add(
            dictionary(
                own,
                upper.patches(),
                upper.side(),
                field,
                contrast,
                upper.centroids(),
                options,
                SeededRandom.hash(seed, i),
                engine,
                ProgressListener.none()));
        task.advance(1);
      }
    }
    return new PatchLayer(dictionaries, 1);
  }

  /** A copy of some columns. */
  private static float[] chosen(float[] rows, int count, int columns, List<Integer> which) {
    float[] own = new float[count * which.size()];
    int[] from = which.stream().mapToInt(Integer::intValue).toArray();
    for (int row = 0, to = 0; row < count; row++) {
      for (int column : from) {
        own[to++] = rows[row * columns + column];
      }
    }
    return own;
  }

  /** Learns a dictionary from patches, which are normalized and centered in place. */
  private static PatchDictionary dictionary(
      float[] patches,
      int count,
      int side,
      List<Integer> channels,
      double contrast,
      int centroids,
      KMeansOptions options,
      long seed,
      MatrixEngine engine,
      ProgressListener progress) {
    int d = side * side * channels.size();
    Contrast.normalize(patches, count, d, contrast);
    Whitening whitening = Whitening.centering(patches, count, d, options.whitening(), engine);
    float[] whitened = engine.multiply(patches, count, d, whitening.matrix(), d);
    KMeans clusters =
        KMeans.of(
            whitened,
            count,
            d,
            centroids,
            options.iterations(),
            options.emptyCentroids(),
            seed,
            engine,
            progress);
    return new PatchDictionary(
        side, channels, contrast, whitening.mean(), whitening.matrix(), clusters.centroids());
  }

  /**
   * Writes the features to one file: a zip archive of .npy arrays.
   *
   * @param file the file; an existing file is replaced
   * @throws IOException if it cannot be written; an existing file stays then
   */
  public void save(Path file) throws IOException {
    requireNonNull(file, "file");

    new PatchFile(shape, layers).write(file);
  }

  /**
   * Opens saved features.
   *
   * @param file a file that {@link #save} wrote
   * @param runtime device and threads
   * @return the features
   * @throws org.dcgan.ModelFormatException if it is not such a file, or is damaged
   * @throws IOException if it cannot be read
   */
  public static KMeansFeatures load(Path file, RuntimeOptions runtime) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(runtime, "runtime");

    PatchFile saved = PatchFile.read(file);
    try {
      return new KMeansFeatures(saved.shape(), saved.layers(), runtime);
    } catch (IllegalArgumentException e) {
      throw new org.dcgan.ModelFormatException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int dimension() {
    return encoder.dimension();
  }

  @Override
  public ImageShape inputShape() {
    return shape;
  }

  @Override
  public Features extract(Images images) {
    requireNonNull(images, "images");

    checkState(!closed, "these features are closed; load or learn them again");
    ImageShapes.require("this k-means extractor", shape, images);
    float[] pixels = images.toArray();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = PixelScale.unscaled(pixels[i]);
    }
    return Features.of(dimension(), encoder.features(pixels, images.count()));
  }

  /**
   * The first layer's centroids, in whitened space, as images of a patch's size. Each is divided by
   * its largest absolute value; gray is 0.
   *
   * @return one image for each centroid, with as many channels as images have
   */
  public Images centroidImages() {
    PatchDictionary dictionary = layers.get(0).dictionaries().get(0);
    float[] values = dictionary.centroids().clone();
    RowScaling.divideByLargest(values, dictionary.dimension());
    return Images.of(
        new ImageShape(dictionary.side(), dictionary.side(), shape.channels()), values);
  }

  /** For example {@code k-means(32x32x3, 6x6 patches, 1600 maps, 6400 features)}. */
  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "k-means(%s, %dx%d patches, %s maps, %d features)",
        shape,
        layers.get(0).side(),
        layers.get(0).side(),
        layers.stream().map(l -> Integer.toString(l.maps())).collect(Collectors.joining("+")),
        dimension());
  }

  List<PatchLayer> layers() {
    return layers;
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      encoder.close();
    }
  }
}

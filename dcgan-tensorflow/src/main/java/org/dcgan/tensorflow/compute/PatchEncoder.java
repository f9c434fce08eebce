package org.dcgan.tensorflow.compute;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.Failures;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Computes the activations of a sequence of {@link PatchLayer}s for images.
 *
 * <p>Features are the sums of each map over the four quadrants of the places (Coates, Lee and Ng
 * 2011, section 3.3.2), the first half of rows and columns being the larger where they are odd: of
 * every layer, first layer first; within it top left, top right, bottom left, bottom right; within
 * a quadrant one value per centroid. Owns native memory; safe to use from several threads.
 */
public final class PatchEncoder implements AutoCloseable {
  private static final int QUADRANTS = 4;

  /**
   * Activations computed at a time: 8 MB of them stay in a CPU's last cache while they are passed
   * over six times; more would go to memory and back.
   */
  private static final int VALUES_AT_A_TIME = 1 << 21;

  private final ImageShape shape;
  private final Computation computation;
  private final Ops tf;
  private final Placeholder<TFloat32> images;
  private final Operand<TFloat32> features;
  private final Operand<TFloat32> pooled;
  private final int dimension;
  private final int pooledSide;
  private final int pooledColumns;
  private final int chunk;

  /**
   * Creates the encoder.
   *
   * @param shape the images' shape
   * @param layers at least one, first layer first
   * @param options device and threads; the precision is always float32
   * @throws IllegalArgumentException if a layer's patches are larger than its input, or use
   *     channels that the input does not have
   */
  public PatchEncoder(ImageShape shape, List<PatchLayer> layers, RuntimeOptions options) {
    requireNonNull(shape, "shape");
    requireNonNull(layers, "layers");
    requireNonNull(options, "options");

    checkArgument(!layers.isEmpty(), "an encoder needs at least one layer, got none");
    List<Extent> extents = extents(shape, layers);
    this.shape = shape;
    this.computation = new Computation(options);
    this.tf = computation.tf();
    this.images =
        tf.placeholder(
            TFloat32.class,
            Placeholder.shape(
                Shape.of(Shape.UNKNOWN_SIZE, shape.height(), shape.width(), shape.channels())));
    List<Operand<TFloat32>> quadrants = new ArrayList<>();
    Operand<TFloat32> input = images;
    int dimension = 0;
    int largest = 0;
    for (int i = 0; i < layers.size(); i++) {
      PatchLayer layer = layers.get(i);
      Extent extent = extents.get(i);
      Operand<TFloat32> maps = maps(input, layer, extent);
      quadrants.add(quadrants(maps, extent, layer.maps()));
      input = averaged(maps, layer.pool());
      dimension += QUADRANTS * layer.maps();
      largest = Math.max(largest, Math.multiplyExact(extent.places(), layer.maps()));
    }
    this.features = quadrants.size() == 1 ? quadrants.get(0) : tf.concat(quadrants, tf.constant(1));
    this.pooled = input;
    this.dimension = dimension;
    Extent top = extents.get(layers.size() - 1);
    int topPool = layers.get(layers.size() - 1).pool();
    this.pooledSide = top.rows() / topPool;
    this.pooledColumns = top.columns() / topPool;
    this.chunk = Math.max(1, VALUES_AT_A_TIME / largest);
  }

  /** Rows and columns of the positions of a layer's patches. */
  private record Extent(int rows, int columns) {
    int places() {
      return rows * columns;
    }
  }

  private static List<Extent> extents(ImageShape shape, List<PatchLayer> layers) {
    ImmutableList.Builder<Extent> extents = ImmutableList.builder();
    int rows = shape.height();
    int columns = shape.width();
    int channels = shape.channels();
    for (int i = 0; i < layers.size(); i++) {
      PatchLayer layer = layers.get(i);
      checkArgument(
          layer.side() <= rows && layer.side() <= columns,
          "layer %s has patches of %s x %s, but its input is %s x %s; use smaller patches,"
              + " less pooling or larger images",
          i + 1,
          layer.side(),
          layer.side(),
          rows,
          columns);
      for (PatchDictionary dictionary : layer.dictionaries()) {
        List<Integer> wanted = dictionary.channels();
        checkArgument(
            wanted.get(wanted.size() - 1) < channels,
            "layer %s uses channel %s, but its input has %s channels",
            i + 1,
            wanted.get(wanted.size() - 1),
            channels);
      }
      Extent extent = new Extent(rows - layer.side() + 1, columns - layer.side() + 1);
      checkArgument(
          layer.pool() <= extent.rows() && layer.pool() <= extent.columns(),
          "layer %s averages over windows of %s places, but has only %s x %s",
          i + 1,
          layer.pool(),
          extent.rows(),
          extent.columns());
      extents.add(extent);
      rows = extent.rows() / layer.pool();
      columns = extent.columns() / layer.pool();
      channels = layer.maps();
    }
    return extents.build();
  }

  private Operand<TFloat32> maps(Operand<TFloat32> input, PatchLayer layer, Extent extent) {
    List<Operand<TFloat32>> groups = new ArrayList<>();
    for (PatchDictionary dictionary : layer.dictionaries()) {
      Operand<TFloat32> activations = activations(patches(input, dictionary), dictionary);
      groups.add(
          tf.reshape(
              activations,
              tf.constant(new int[] {-1, extent.rows(), extent.columns(), dictionary.size()})));
    }
    return groups.size() == 1 ? groups.get(0) : tf.concat(groups, tf.constant(3));
  }

  /** [n * places, D]. */
  private Operand<TFloat32> patches(Operand<TFloat32> input, PatchDictionary dictionary) {
    int[] channels = dictionary.channels().stream().mapToInt(Integer::intValue).toArray();
    Operand<TFloat32> chosen = tf.gather(input, tf.constant(channels), tf.constant(3));
    long side = dictionary.side();
    Operand<TFloat32> patches =
        tf.image.extractImagePatches(
            chosen,
            List.of(1L, side, side, 1L),
            List.of(1L, 1L, 1L, 1L),
            List.of(1L, 1L, 1L, 1L),
            "VALID");
    return tf.reshape(patches, tf.constant(new int[] {-1, dictionary.dimension()}));
  }

  /** [rows, D] to [rows, K]. */
  private Operand<TFloat32> activations(Operand<TFloat32> patches, PatchDictionary dictionary) {
    Operand<TFloat32> whitened = whitened(patches, dictionary);
    // |x - c|^2 = |x|^2 - 2 x.c + |c|^2 as one product of (x, |x|^2) with (-2c, 1), plus |c|^2:
    // few passes over so many values are fast. TensorFlow fuses the product with the two operations
    // after it. Rounding may make a squared distance negative.
    Operand<TFloat32> squares =
        tf.reduceSum(tf.math.square(whitened), tf.constant(1), ReduceSum.keepDims(true));
    Operand<TFloat32> extended = tf.concat(List.of(whitened, squares), tf.constant(1));
    int d = dictionary.dimension();
    int k = dictionary.size();
    float[] columns = new float[(d + 1) * k];
    float[] norms = new float[k];
    for (int c = 0; c < k; c++) {
      double norm = 0;
      for (int i = 0; i < d; i++) {
        float value = dictionary.centroids()[c * d + i];
        columns[i * k + c] = -2 * value;
        norm += (double) value * value;
      }
      columns[d * k + c] = 1;
      norms[c] = (float) norm;
    }
    Operand<TFloat32> distances =
        tf.math.sqrt(
            tf.nn.relu(
                tf.nn.biasAdd(
                    tf.linalg.matMul(extended, constant(columns, d + 1, k)), tf.constant(norms))));
    Operand<TFloat32> mean = tf.math.mean(distances, tf.constant(1), Mean.keepDims(true));
    return tf.nn.relu(tf.math.sub(mean, distances));
  }

  private Operand<TFloat32> whitened(Operand<TFloat32> patches, PatchDictionary dictionary) {
    int d = dictionary.dimension();
    Operand<TFloat32> centered =
        tf.math.sub(patches, tf.math.mean(patches, tf.constant(1), Mean.keepDims(true)));
    Operand<TFloat32> variance =
        tf.math.mul(
            tf.reduceSum(tf.math.square(centered), tf.constant(1), ReduceSum.keepDims(true)),
            tf.constant(1f / (d - 1)));
    Operand<TFloat32> normalized =
        tf.math.mul(
            centered,
            tf.math.rsqrt(tf.math.add(variance, tf.constant((float) dictionary.contrast()))));
    return tf.linalg.matMul(
        tf.math.sub(normalized, tf.constant(dictionary.mean())),
        constant(dictionary.whitening(), d, d));
  }

  /** Sums over quadrants as a product with a matrix of zeros and ones: [n, 4 * maps]. */
  private Operand<TFloat32> quadrants(Operand<TFloat32> maps, Extent extent, int count) {
    int places = extent.places();
    int halfRows = (extent.rows() + 1) / 2;
    int halfColumns = (extent.columns() + 1) / 2;
    float[] belongs = new float[QUADRANTS * places];
    for (int y = 0; y < extent.rows(); y++) {
      for (int x = 0; x < extent.columns(); x++) {
        int quadrant = (y < halfRows ? 0 : 2) + (x < halfColumns ? 0 : 1);
        belongs[quadrant * places + y * extent.columns() + x] = 1;
      }
    }
    Operand<TFloat32> rows = tf.reshape(maps, tf.constant(new int[] {-1, places, count}));
    Operand<TFloat32> one =
        tf.constant(Shape.of(1, QUADRANTS, places), DataBuffers.of(belongs, true, false));
    Operand<TFloat32> sums = tf.train.batchMatMul(one, rows, TFloat32.class);
    return tf.reshape(sums, tf.constant(new int[] {-1, QUADRANTS * count}));
  }

  private Operand<TFloat32> averaged(Operand<TFloat32> maps, int pool) {
    if (pool == 1) {
      return maps;
    }
    List<Long> window = List.of(1L, (long) pool, (long) pool, 1L);
    return tf.nn.avgPool(maps, window, window, "VALID");
  }

  private Operand<TFloat32> constant(float[] values, int rows, int columns) {
    return tf.constant(Shape.of(rows, columns), DataBuffers.of(values, true, false));
  }

  /**
   * Returns the number of features of an image.
   *
   * @return four times the number of maps of all layers
   */
  public int dimension() {
    return dimension;
  }

  /**
   * Returns the number of rows of the topmost layer's averaged maps.
   *
   * @return at least 1
   */
  public int pooledRows() {
    return pooledSide;
  }

  /**
   * Returns the number of columns of the topmost layer's averaged maps.
   *
   * @return at least 1
   */
  public int pooledColumns() {
    return pooledColumns;
  }

  /**
   * Computes the quadrant sums of all layers.
   *
   * @param pixels 0 to 255, NHWC
   * @param count number of images, at least 0
   * @return [count, {@link #dimension()}]
   */
  public float[] features(float[] pixels, int count) {
    requireNonNull(pixels, "pixels");

    return run(features, pixels, count);
  }

  /**
   * Computes the topmost layer's maps, averaged over windows of its {@code pool}.
   *
   * @param pixels 0 to 255, NHWC
   * @param count number of images, at least 0
   * @return [count, {@link #pooledRows()}, {@link #pooledColumns()}, maps]
   */
  public float[] pooledMaps(float[] pixels, int count) {
    requireNonNull(pixels, "pixels");

    return run(pooled, pixels, count);
  }

  private float[] run(Operand<TFloat32> output, float[] pixels, int count) {
    checkArgument(
        pixels.length == (long) count * shape.size(),
        "%s images of %s have %s values, got %s",
        count,
        shape,
        (long) count * shape.size(),
        pixels.length);
    return Failures.translated(() -> runChunks(output, pixels, count));
  }

  private float[] runChunks(Operand<TFloat32> output, float[] pixels, int count) {
    float[] all = new float[0];
    for (int from = 0; from < count; from += chunk) {
      int size = Math.min(chunk, count - from);
      FloatBuffer slice = FloatBuffer.wrap(pixels).slice(from * shape.size(), size * shape.size());
      try (TFloat32 tensor =
              Tensors.of(Shape.of(size, shape.height(), shape.width(), shape.channels()), slice);
          var result = computation.runner().feed(images, tensor).fetch(output).run()) {
        TFloat32 values = (TFloat32) result.get(0);
        int perImage = Math.toIntExact(values.size() / size);
        if (from == 0) {
          all = new float[Math.multiplyExact(count, perImage)];
        }
        values.asRawTensor().data().asFloats().read(all, from * perImage, size * perImage);
      }
    }
    return all;
  }

  @Override
  public void close() {
    computation.close();
  }
}

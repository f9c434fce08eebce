package org.dcgan.tensorflow.compute;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.image.ImageShape;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** The operations of a {@link PatchEncoder}: from images to the features of all layers. */
final class PatchNetwork {
  static final int QUADRANTS = 4;

  private final Ops tf;

  /** [n, height, width, channels], 0 to 255. */
  final Placeholder<TFloat32> images;

  /** [n, dimension]. */
  final Operand<TFloat32> features;

  /** [n, rows, columns, maps] of the topmost layer. */
  final Operand<TFloat32> pooled;

  PatchNetwork(
      Ops tf, ImageShape shape, List<PatchLayer> layers, List<PatchEncoder.Extent> extents) {
    this.tf = tf;
    this.images =
        tf.placeholder(
            TFloat32.class,
            Placeholder.shape(
                Shape.of(Shape.UNKNOWN_SIZE, shape.height(), shape.width(), shape.channels())));
    List<Operand<TFloat32>> quadrants = new ArrayList<>();
    Operand<TFloat32> input = images;
    for (int i = 0; i < layers.size(); i++) {
      PatchLayer layer = layers.get(i);
      PatchEncoder.Extent extent = extents.get(i);
      Operand<TFloat32> maps = maps(input, layer, extent);
      quadrants.add(quadrants(maps, extent, layer.maps()));
      input = averaged(maps, layer.pool());
    }
    this.features = quadrants.size() == 1 ? quadrants.get(0) : tf.concat(quadrants, tf.constant(1));
    this.pooled = input;
  }

  private Operand<TFloat32> maps(
      Operand<TFloat32> input, PatchLayer layer, PatchEncoder.Extent extent) {
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

  /** [n * positions, D]. */
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
  private Operand<TFloat32> quadrants(
      Operand<TFloat32> maps, PatchEncoder.Extent extent, int count) {
    int positions = extent.positions();
    int halfRows = (extent.rows() + 1) / 2;
    int halfColumns = (extent.columns() + 1) / 2;
    float[] belongs = new float[QUADRANTS * positions];
    for (int y = 0; y < extent.rows(); y++) {
      for (int x = 0; x < extent.columns(); x++) {
        int quadrant = (y < halfRows ? 0 : 2) + (x < halfColumns ? 0 : 1);
        belongs[quadrant * positions + y * extent.columns() + x] = 1;
      }
    }
    Operand<TFloat32> rows = tf.reshape(maps, tf.constant(new int[] {-1, positions, count}));
    Operand<TFloat32> one =
        tf.constant(Shape.of(1, QUADRANTS, positions), DataBuffers.of(belongs, true, false));
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
}

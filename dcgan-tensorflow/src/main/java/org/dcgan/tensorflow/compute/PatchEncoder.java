package org.dcgan.tensorflow.compute;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.nio.FloatBuffer;
import java.util.List;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.ArraySize;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.RowChunks;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Computes the activations of a sequence of {@link PatchLayer}s for images.
 *
 * <p>Features are the sums of each map over the four quadrants of the positions (Coates, Lee and Ng
 * 2011, section 3.3.2), the first half of rows and columns being the larger where they are odd: of
 * every layer, first layer first; within it top left, top right, bottom left, bottom right; within
 * a quadrant one value per centroid. Owns native memory; safe to use from several threads.
 */
public final class PatchEncoder implements AutoCloseable {
  /**
   * Activations computed at a time: 8 MB of them stay in a CPU's last cache while they are passed
   * over six times; more would go to memory and back.
   */
  private static final int VALUES_AT_A_TIME = 1 << 21;

  private final ImageShape shape;
  private final GraphSession<PatchNetwork> network;
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
   *     channels that the input does not have, or it has more than 2^31 activations
   */
  public PatchEncoder(ImageShape shape, List<PatchLayer> layers, RuntimeOptions options) {
    requireNonNull(shape, "shape");
    requireNonNull(layers, "layers");
    requireNonNull(options, "options");

    checkArgument(!layers.isEmpty(), "an encoder needs at least one layer, got none");
    List<Extent> extents = extents(shape, layers);
    long largest = largest(layers, extents);
    this.shape = shape;
    this.dimension = layers.stream().mapToInt(l -> PatchNetwork.QUADRANTS * l.maps()).sum();
    Natives.require();
    this.network =
        GraphSession.open(
            graph -> new PatchNetwork(GraphOps.of(graph), shape, layers, extents),
            graph -> Sessions.forComputation(graph, options));
    Extent top = extents.get(layers.size() - 1);
    int topPool = layers.get(layers.size() - 1).pool();
    this.pooledSide = top.rows() / topPool;
    this.pooledColumns = top.columns() / topPool;
    this.chunk = Math.toIntExact(Math.max(1, VALUES_AT_A_TIME / largest));
  }

  /** The number of activations of the layer with the most, for one image. */
  private static long largest(List<PatchLayer> layers, List<Extent> extents) {
    long largest = 0;
    for (int i = 0; i < layers.size(); i++) {
      long activations = (long) extents.get(i).positions() * layers.get(i).maps();
      checkArgument(
          activations <= ArraySize.MOST,
          "layer %s has %s maps at %s x %s positions, %s activations for an image, at most %s are"
              + " possible; use fewer maps, smaller images or more pooling",
          i + 1,
          layers.get(i).maps(),
          extents.get(i).rows(),
          extents.get(i).columns(),
          activations,
          ArraySize.MOST);
      largest = Math.max(largest, activations);
    }
    return largest;
  }

  /** Rows and columns of the positions of a layer's patches. */
  record Extent(int rows, int columns) {
    int positions() {
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
          "layer %s averages over windows of %s positions, but has only %s x %s",
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

    return run(network.content().features, pixels, count);
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

    return run(network.content().pooled, pixels, count);
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
    Shape row = Shape.of(shape.height(), shape.width(), shape.channels());
    return RowChunks.run(
        count,
        chunk,
        (from, size) -> {
          try (TFloat32 tensor = RowChunks.tensor(FloatBuffer.wrap(pixels), row, from, size)) {
            return network.runner().feed(network.content().images, tensor).fetch(output).run();
          }
        });
  }

  @Override
  public void close() {
    network.close();
  }
}

package org.dcgan.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.dcgan.architecture.LayerSpec;

/**
 * What comes out of one layer after its batch normalization and activation: float32 [count, side,
 * side, maps], rows from the top, maps innermost. Immutable.
 */
public final class Activations {
  private final LayerSpec layer;
  private final int count;
  private final float[] data;

  private Activations(LayerSpec layer, float[] data) {
    int size = size(layer);
    checkArgument(
        data.length % size == 0,
        "%s values are not a whole number of images' activations of %s (%s values each)",
        data.length,
        layer.name(),
        size);
    this.layer = layer;
    this.count = data.length / size;
    this.data = data;
  }

  private static int size(LayerSpec layer) {
    return Math.multiplyExact(layer.side() * layer.side(), layer.maps());
  }

  /**
   * Activations from their values.
   *
   * @param layer of which layer
   * @param data the values, NHWC; copied
   * @return the activations
   * @throws IllegalArgumentException if the values are not a whole number of images'
   */
  public static Activations of(LayerSpec layer, float[] data) {
    requireNonNull(layer, "layer");
    requireNonNull(data, "data");

    return new Activations(layer, data.clone());
  }

  /**
   * Activations drained from a buffer.
   *
   * @param layer of which layer
   * @param data the values from the buffer's position to its limit, NHWC; copied
   * @return the activations
   * @throws IllegalArgumentException if the values are not a whole number of images'
   */
  public static Activations of(LayerSpec layer, FloatBuffer data) {
    requireNonNull(layer, "layer");
    requireNonNull(data, "data");

    float[] copy = new float[data.remaining()];
    data.duplicate().get(copy);
    return new Activations(layer, copy);
  }

  /**
   * The layer they came out of.
   *
   * @return its name and sizes
   */
  public LayerSpec layer() {
    return layer;
  }

  /**
   * How many images they are of.
   *
   * @return zero or more
   */
  public int count() {
    return count;
  }

  /**
   * The values, without a copy.
   *
   * @return a read-only buffer, NHWC
   */
  public FloatBuffer data() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /**
   * One value.
   *
   * @param n image
   * @param row row
   * @param column column
   * @param map feature map
   * @return after the activation
   */
  public float value(int n, int row, int column, int map) {
    checkElementIndex(map, layer.maps(), "feature map");
    return data[offset(n, row, column) + map];
  }

  /**
   * All feature maps at one location.
   *
   * @param n image
   * @param row row
   * @param column column
   * @return a copy, one value a map
   */
  public float[] location(int n, int row, int column) {
    int offset = offset(n, row, column);
    return Arrays.copyOfRange(data, offset, offset + layer.maps());
  }

  /**
   * Where a feature map responds most.
   *
   * @param n image
   * @param map feature map
   * @return the first of the strongest, row by row
   */
  public Response strongest(int n, int map) {
    checkElementIndex(map, layer.maps(), "feature map");
    int side = layer.side();
    int offset = offset(n, 0, 0) + map;
    int best = 0;
    for (int place = 1; place < side * side; place++) {
      if (data[offset + place * layer.maps()] > data[offset + best * layer.maps()]) {
        best = place;
      }
    }
    return new Response(best / side, best % side, data[offset + best * layer.maps()]);
  }

  private int offset(int n, int row, int column) {
    checkElementIndex(n, count, "image");
    checkElementIndex(row, layer.side(), "row");
    checkElementIndex(column, layer.side(), "column");
    return ((n * layer.side() + row) * layer.side() + column) * layer.maps();
  }

  /**
   * One value of a feature map and where it stands.
   *
   * @param row in the layer's maps, from the top
   * @param column in the layer's maps
   * @param value after the activation
   */
  public record Response(int row, int column, float value) {}

  /** For example {@code Activations[150 of generator/convolution2, 16x16x256]}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Activations[%d of %s, %dx%dx%d]",
        count,
        layer.name(),
        layer.side(),
        layer.side(),
        layer.maps());
  }
}

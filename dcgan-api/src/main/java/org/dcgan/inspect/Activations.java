package org.dcgan.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.architecture.LayerSpec;
import org.jspecify.annotations.Nullable;

/**
 * The activations of one layer, after its batch normalization and activation function: float32
 * [count, side, side, maps], rows from the top, feature maps innermost. Immutable.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
   * Creates activations from their values.
   *
   * @param layer the layer
   * @param data the values, NHWC; copied
   * @return the activations
   * @throws IllegalArgumentException if the values are not those of a whole number of images
   */
  public static Activations of(LayerSpec layer, float[] data) {
    requireNonNull(layer, "layer");
    requireNonNull(data, "data");

    return new Activations(layer, data.clone());
  }

  /**
   * Creates activations from the remaining values of a buffer, whose position does not change.
   *
   * @param layer the layer
   * @param data the values from the buffer's position to its limit, NHWC; copied
   * @return the activations
   * @throws IllegalArgumentException if the values are not those of a whole number of images
   */
  public static Activations of(LayerSpec layer, FloatBuffer data) {
    requireNonNull(layer, "layer");
    requireNonNull(data, "data");

    float[] copy = new float[data.remaining()];
    data.duplicate().get(copy);
    return new Activations(layer, copy);
  }

  /**
   * Returns the layer.
   *
   * @return the layer's name, kind and shape
   */
  public LayerSpec layer() {
    return layer;
  }

  /**
   * Returns the number of images.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * Returns the values without copying them.
   *
   * @return a read-only buffer, NHWC
   */
  public FloatBuffer data() {
    return FloatBuffer.wrap(data).asReadOnlyBuffer();
  }

  /**
   * Returns one value.
   *
   * @param n the index of the image
   * @param row the row in the feature map, from the top
   * @param column the column in the feature map, from the left
   * @param map the index of the feature map
   * @return the value after the activation function
   */
  public float value(int n, int row, int column, int map) {
    checkElementIndex(map, layer.maps(), "feature map");
    return data[offset(n, row, column) + map];
  }

  /**
   * Returns the values of all feature maps at one location.
   *
   * @param n the index of the image
   * @param row the row in the feature maps, from the top
   * @param column the column in the feature maps, from the left
   * @return one value per feature map
   */
  public float[] location(int n, int row, int column) {
    int offset = offset(n, row, column);
    return Arrays.copyOfRange(data, offset, offset + layer.maps());
  }

  /**
   * Returns the strongest response of a feature map.
   *
   * @param n the index of the image
   * @param map the index of the feature map
   * @return the maximum and its location; the first one in row-major order if there are several
   */
  public Response strongest(int n, int map) {
    checkElementIndex(map, layer.maps(), "feature map");
    int side = layer.side();
    int offset = offset(n, 0, 0) + map;
    int best = 0;
    for (int position = 1; position < side * side; position++) {
      if (data[offset + position * layer.maps()] > data[offset + best * layer.maps()]) {
        best = position;
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
   * A value of a feature map and its location.
   *
   * @param row the row in the feature map, from the top
   * @param column the column in the feature map, from the left
   * @param value the value after the activation function
   */
  public record Response(int row, int column, float value) {}

  /** Compares the layer and all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Activations activations
        && layer.equals(activations.layer)
        && Arrays.equals(data, activations.data);
  }

  @Override
  public int hashCode() {
    return 31 * layer.hashCode() + Arrays.hashCode(data);
  }

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

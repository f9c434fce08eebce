package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a kernel between maps of a larger side ("wide") and maps of that side divided by the
 * stride ("narrow").
 *
 * @param kernel the side of the square kernel, odd
 * @param stride 1 or 2
 * @param wideSide the side of the wide maps, a multiple of the stride
 * @param wideMaps the number of wide maps
 * @param narrowMaps the number of narrow maps
 */
public record KernelShape(int kernel, int stride, int wideSide, int wideMaps, int narrowMaps) {

  static KernelShape of(ConvolutionSpec convolution, int wideSide, int wideMaps, int narrowMaps) {
    return new KernelShape(
        convolution.kernel(), convolution.stride(), wideSide, wideMaps, narrowMaps);
  }

  /**
   * The kernel of a layer.
   *
   * @param layer any layer
   * @return the shape; null if the layer is not a convolution
   */
  public static @Nullable KernelShape of(LayerSpec layer) {
    ConvolutionSpec convolution = layer.convolution();
    return switch (layer.kind()) {
      case CONVOLUTION ->
          of(convolution, layer.side() * convolution.stride(), layer.inputs(), layer.maps());
      case FRACTIONALLY_STRIDED_CONVOLUTION ->
          of(convolution, layer.side(), layer.maps(), layer.inputs());
      case PROJECTION, FULLY_CONNECTED, SCORE -> null;
    };
  }

  /**
   * The kernels of two networks that Winograd's algorithm can compute.
   *
   * @param architecture the networks
   * @return each shape once, those of the discriminator first
   */
  public static Set<KernelShape> ofWinograd(Architecture architecture) {
    List<LayerSpec> layers = new ArrayList<>(architecture.discriminatorLayers());
    layers.addAll(architecture.generatorLayers());
    return ofWinograd(layers);
  }

  /**
   * The kernels of layers that Winograd's algorithm can compute.
   *
   * @param layers the layers
   * @return each shape once, in the order of the layers
   */
  public static Set<KernelShape> ofWinograd(List<LayerSpec> layers) {
    Set<KernelShape> shapes = new LinkedHashSet<>();
    for (LayerSpec layer : layers) {
      KernelShape shape = of(layer);
      if (shape != null && shape.suitsWinograd()) {
        shapes.add(shape);
      }
    }
    return shapes;
  }

  /**
   * Whether Winograd's algorithm can compute this kernel.
   *
   * @return true for 3x3 kernels of stride 1 and 5x5 kernels of stride 2
   */
  public boolean suitsWinograd() {
    return WinogradMatrices.exist(this);
  }

  /**
   * A convolution with this kernel and nothing else, for measurements.
   *
   * @return a layer of a discriminator without normalization and activation
   */
  public LayerSpec layer() {
    return new LayerSpec(
        "layer",
        LayerSpec.Kind.CONVOLUTION,
        new ConvolutionSpec(kernel, stride, narrowMaps),
        wideMaps,
        narrowSide(),
        narrowMaps,
        false,
        LayerSpec.Activation.LINEAR);
  }

  /**
   * The multiplications of one of the three operations on one image, if it is computed directly.
   *
   * @return multiply-adds; windows that extend over the edge count in full
   */
  public long multiplyAdds() {
    return (long) kernel * kernel * wideMaps * narrowMaps * narrowSide() * narrowSide();
  }

  /** The number of weights of the kernel. */
  long weights() {
    return (long) kernel * kernel * wideMaps * narrowMaps;
  }

  /**
   * The side of the narrow maps.
   *
   * @return the side of the wide maps divided by the stride
   */
  public int narrowSide() {
    return wideSide / stride;
  }

  /** For example {@code 5x5/2, 8x8x256 and 4x4x512}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%dx%d/%d, %dx%dx%d and %dx%dx%d",
        kernel,
        kernel,
        stride,
        wideSide,
        wideSide,
        wideMaps,
        narrowSide(),
        narrowSide(),
        narrowMaps);
  }
}

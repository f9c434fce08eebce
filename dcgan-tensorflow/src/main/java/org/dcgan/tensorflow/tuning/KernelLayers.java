package org.dcgan.tensorflow.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.tensorflow.network.KernelShape;

/**
 * The layers of two networks that have kernels of the same shape. How often a step runs each of the
 * three operations follows from them.
 *
 * @param first 1 if D's first layer is one of them: its input gradient is needed for the loss of G
 *     only
 * @param discriminator the other layers of D, each with the gradients of both losses
 * @param generator the layers of G, each with one pass in both directions
 */
record KernelLayers(int first, int discriminator, int generator) {

  /** The layers of each shape that Winograd's algorithm can compute. */
  static Map<KernelShape, KernelLayers> of(Architecture architecture) {
    Map<KernelShape, KernelLayers> layers = new LinkedHashMap<>();
    for (KernelShape shape : KernelShape.ofWinograd(architecture)) {
      List<LayerSpec> discriminator = architecture.discriminatorLayers();
      int first = count(discriminator.subList(0, 1), shape);
      layers.put(
          shape,
          new KernelLayers(
              first,
              count(discriminator, shape) - first,
              count(architecture.generatorLayers(), shape)));
    }
    return layers;
  }

  private static int count(List<LayerSpec> layers, KernelShape shape) {
    return (int) layers.stream().filter(layer -> shape.equals(KernelShape.of(layer))).count();
  }

  /** Convolutions in a step: of real and generated images, and the input gradients of G. */
  int convolutions() {
    return 2 * first + 2 * discriminator + generator;
  }

  /** Transposed convolutions: the input gradients of D, and those of G. */
  int transposedConvolutions() {
    return first + 3 * discriminator + generator;
  }

  /** Kernel gradients. */
  int kernelGradients() {
    return 2 * first + 2 * discriminator + generator;
  }

  /** Transforms of kernels, where convolutions or transposed convolutions need them. */
  int kernels() {
    return first + discriminator + generator;
  }

  /** Transforms of wide maps, where convolutions or kernel gradients need them. */
  int wideMaps() {
    return 2 * first + 2 * discriminator + generator;
  }

  /** Transforms of narrow maps: the output gradients of D, and the inputs of G. */
  int narrowMaps(boolean transposes, boolean differentiates) {
    int ofOwnLoss =
        differentiates ? 2 * (first + discriminator) : transposes ? 2 * discriminator : 0;
    int ofOtherLoss = transposes ? first + discriminator : 0;
    return ofOwnLoss + ofOtherLoss + (transposes || differentiates ? generator : 0);
  }
}

package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The maps of one batch from which a kernel's gradient is computed. The gradient of a loss over
 * several batches, as that of D over real and generated images, is the sum of those of the batches;
 * if the kernel is large and the batches are small, it is computed at once from all maps, because
 * writing, reading and adding the gradients would take longer than to put the maps together.
 *
 * @param kernel the kernel as it is applied to this batch
 * @param wide its wide maps
 * @param narrow its narrow maps, or their gradients
 */
record KernelBatch<T extends TFloating>(
    StridedKernel<T> kernel, Operand<T> wide, Operand<T> narrow) {

  /**
   * The gradients of batches with respect to the same kernel.
   *
   * @return terms of the sum: one for all batches or one for each
   */
  static <T extends TFloating> List<Operand<TFloat32>> gradients(List<KernelBatch<T>> batches) {
    StridedKernel<T> first = batches.get(0).kernel();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    if (batches.size() > 1 && first.joinsBatches(batches)) {
      terms.add(first.kernelGradient(batches));
    } else {
      for (KernelBatch<T> batch : batches) {
        terms.add(batch.kernel().kernelGradient(batch.wide(), batch.narrow()));
      }
    }
    return terms;
  }

  /** The images of maps, which steps know while they are built; a large number if unknown. */
  static long images(Operand<?> maps) {
    Shape dimensions = maps.shape();
    long images = dimensions.isUnknown() ? Shape.UNKNOWN_SIZE : dimensions.get(0);
    return images == Shape.UNKNOWN_SIZE ? Integer.MAX_VALUE : images;
  }
}

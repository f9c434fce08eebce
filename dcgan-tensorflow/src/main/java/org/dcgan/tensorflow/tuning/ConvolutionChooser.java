package org.dcgan.tensorflow.tuning;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.tensorflow.network.WinogradUse;

/** Chooses the algorithms of convolutions: of a new training, and of a model outside training. */
@FunctionalInterface
public interface ConvolutionChooser {
  /** Only the direct variants, which the processor's instruction set determines. */
  ConvolutionChooser FIXED = (architecture, images, most, stopped) -> WinogradUse.NEVER;

  /**
   * Chooses the algorithms of a new training, kernel by kernel.
   *
   * @param architecture the networks
   * @param images the images of a step
   * @param most the bytes that the algorithms may add to the memory of a step
   * @param stopped whether the training was asked to end
   * @return the kernels to compute by Winograd's algorithm; the same for the same arguments
   * @throws MeasuringStoppedException if the training was asked to end, or its thread interrupted,
   *     before everything was measured
   */
  WinogradUse choose(Architecture architecture, int images, long most, BooleanSupplier stopped);

  /**
   * Chooses the algorithms of a network outside training, kernel by kernel.
   *
   * @param layers the layers of the network
   * @param batch the number of images that are computed at once
   * @param most the bytes that the algorithms may add
   * @param stopped whether the choice is no longer needed
   * @return the kernels to compute by Winograd's algorithm; the same for the same arguments. By
   *     default none
   * @throws MeasuringStoppedException if the choice is no longer needed, or the thread was
   *     interrupted, before everything was measured
   */
  default WinogradUse chooseForward(
      List<LayerSpec> layers, BatchSize batch, long most, BooleanSupplier stopped) {
    return WinogradUse.NEVER;
  }

  /**
   * Compares algorithms that were chosen kernel by kernel with direct ones in the whole, and may
   * try them for some of the kernels only.
   *
   * @param measured the kernels to compute by Winograd's algorithm
   * @param work the work of which the kernels are a part
   * @param stopped whether the choice is no longer needed
   * @return {@code measured}, or some of its kernels if the work takes less time with them, or
   *     {@link WinogradUse#NEVER} if it takes as long or longer, or cannot be timed; the same for
   *     the same arguments. By default {@code measured}
   * @throws MeasuringStoppedException if the choice is no longer needed, or the thread was
   *     interrupted, before the work was timed
   */
  default WinogradUse check(WinogradUse measured, Workload work, BooleanSupplier stopped) {
    return measured;
  }
}

package org.dcgan.tensorflow.tuning;

import java.util.function.BooleanSupplier;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.network.WinogradUse;

/** Chooses the algorithms of the convolutions of a new training. */
@FunctionalInterface
public interface ConvolutionChooser {
  /** Only the direct variants, which the processor's instruction set determines. */
  ConvolutionChooser FIXED = (architecture, images, most, stopped) -> WinogradUse.NEVER;

  /**
   * Chooses the algorithms.
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
}

package org.dcgan.tensorflow.sentinel;

import org.dcgan.architecture.LayerSpec;

/**
 * What G's last convolution paints with.
 *
 * @param layer the convolution
 * @param count images
 * @param maps what goes into it: [count, side, side, maps]
 * @param kernel its weights: [rows, columns, channels, maps]
 */
@SuppressWarnings("ArrayRecordComponent")
public record LastConvolutionInputs(LayerSpec layer, int count, float[] maps, float[] kernel) {

  /** Rows and columns of what goes in. */
  int inputSide() {
    return layer.side() / layer.convolution().stride();
  }
}

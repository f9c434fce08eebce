package org.dcgan.tensorflow.sentinel;

import org.dcgan.architecture.LayerSpec;

/**
 * The inputs and the kernel of G's last convolution.
 *
 * @param layer the convolution
 * @param count the number of images
 * @param maps the input feature maps, [count, side, side, maps]
 * @param kernel the weights, [rows, columns, channels, maps]
 */
@SuppressWarnings("ArrayRecordComponent")
public record LastConvolutionInputs(LayerSpec layer, int count, float[] maps, float[] kernel) {

  /** Rows and columns of an input map. */
  int inputSide() {
    return layer.side() / layer.convolution().stride();
  }
}

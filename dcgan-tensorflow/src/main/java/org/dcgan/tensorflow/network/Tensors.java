package org.dcgan.tensorflow.network;

import java.nio.FloatBuffer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Copies between Java arrays and native tensors, in bulk. */
public final class Tensors {

  private Tensors() {}

  /**
   * Creates a tensor from values; the caller closes it.
   *
   * @param shape its dimensions
   * @param values row-major
   * @return float32
   */
  public static TFloat32 of(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /**
   * Creates a tensor from a buffer; the caller closes it.
   *
   * @param shape its dimensions
   * @param values row-major, from position to limit
   * @return float32
   */
  public static TFloat32 of(Shape shape, FloatBuffer values) {
    // Two bulk copies: TensorFlow-Java copies a buffer without an array value by value.
    float[] array = new float[values.remaining()];
    values.duplicate().get(array);
    return of(shape, array);
  }

  /**
   * Creates a tensor from bytes; the caller closes it.
   *
   * @param shape its dimensions
   * @param values row-major
   * @return uint8
   */
  public static TUint8 of(Shape shape, byte[] values) {
    return TUint8.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /**
   * Copies a tensor's values.
   *
   * @param tensor float32
   * @return row-major
   */
  public static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}

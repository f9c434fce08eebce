package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

class ScaledPixelsTest {

  @Test
  void givenEveryByte_whenScaledInAGraph_thenTheBitsAreThoseOfImages() {
    byte[] bytes = new byte[256];
    List<Pixels> images = new ArrayList<>();
    for (int value = 0; value < bytes.length; value++) {
      bytes[value] = (byte) value;
      images.add(new Pixels(ImageShape.square(1, 1), new byte[] {(byte) value}));
    }
    float[] expected = new float[bytes.length];
    Images.of(images).data().get(expected);

    assertThat(scaled(bytes)).containsExactly(expected);
    assertThat(expected[0]).isEqualTo(-1);
    assertThat(expected[255]).isEqualTo(1);
  }

  private static float[] scaled(byte[] bytes) {
    Hardware hardware = new Hardware(Precision.FLOAT32, 1, Device.CPU, false);
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      Placeholder<TUint8> pixels = tf.placeholder(TUint8.class);
      Operand<TFloat32> scaled = ScaledPixels.of(tf, pixels);
      try (Session session = Sessions.forNetwork(graph, hardware);
          TUint8 fed = TUint8.tensorOf(Shape.of(bytes.length), DataBuffers.of(bytes, true, false));
          var result = session.runner().feed(pixels, fed).fetch(scaled).run()) {
        return Tensors.floats((TFloat32) result.get(0));
      }
    }
  }
}

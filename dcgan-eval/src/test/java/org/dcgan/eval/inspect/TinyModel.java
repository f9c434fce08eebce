package org.dcgan.eval.inspect;

import java.io.IOException;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.training.TrainingPlan;

/**
 * A model of 16x16x3, width 4 and 8-dimensional latents, trained for a few steps, so that it has
 * population statistics.
 */
final class TinyModel {
  static final SyntheticRooms ROOMS =
      SyntheticRooms.builder().count(96).resolution(16).seed(3).build();

  private TinyModel() {}

  static Dcgan train() throws IOException {
    Dcgan dcgan =
        Dcgan.builder()
            .resolution(16)
            .width(4)
            .latentDim(8)
            .precision(Precision.FLOAT32)
            .device(Device.CPU)
            .threads(2)
            .build();
    dcgan.train(ROOMS, TrainingPlan.builder().epochs(3).batchSize(16).build());
    return dcgan;
  }
}

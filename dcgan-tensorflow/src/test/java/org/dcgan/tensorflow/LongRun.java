package org.dcgan.tensorflow;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;

/** A training that tests interrupt. It is the same each time it is started. */
final class LongRun {
  static final int STEPS_PER_EPOCH = 8;
  static final int EPOCHS = 6;

  private static final Map<Integer, String> UNINTERRUPTED = new HashMap<>();

  private LongRun() {}

  static Dcgan model() {
    return Dcgan.builder()
        .resolution(16)
        .width(4)
        .latentDim(8)
        .seed(3)
        .threads(2)
        .device(Device.CPU)
        .precision(Precision.FLOAT32)
        .build();
  }

  static TrainingPlan.Builder plan(Path folder) {
    return plan(folder, EPOCHS);
  }

  private static TrainingPlan.Builder plan(Path folder, int epochs) {
    return plan(epochs).checkpoints(CheckpointPolicy.builder(folder).everySteps(7).build());
  }

  private static TrainingPlan.Builder plan(int epochs) {
    return TrainingPlan.builder()
        .epochs(epochs)
        .decayEpochs(2)
        .batchSize(8)
        .samplesPerEpoch(4)
        .seed(5)
        .schedule(UpdateSchedule.ALTERNATING);
  }

  static TestImages source() {
    return TestImages.squares(STEPS_PER_EPOCH * 8 + 3, Models.SHAPE);
  }

  /** Of every variable of a model: weights, statistics, moments. */
  static String hash(Dcgan dcgan) {
    TensorFlowDcgan model = (TensorFlowDcgan) dcgan;
    Hasher hasher = Hashing.sha256().newHasher();
    for (Map.Entry<String, float[]> variable : Models.state(model).entrySet()) {
      hasher.putUnencodedChars(variable.getKey());
      for (float value : variable.getValue()) {
        hasher.putInt(Float.floatToRawIntBits(value));
      }
    }
    return hasher.putLong(model.step()).hash().toString();
  }

  /** {@code RUN HASH EPOCHS}: trains in the folder RUN and writes the hash to the file HASH. */
  public static void main(String[] arguments) throws IOException {
    try (Dcgan dcgan = model()) {
      dcgan.train(source(), plan(Path.of(arguments[0]), Integer.parseInt(arguments[2])).build());
      Files.writeString(Path.of(arguments[1]), hash(dcgan));
    }
  }

  /** The hash after a run that nothing interrupts and that writes no checkpoints. */
  static synchronized String uninterrupted(int epochs) throws IOException {
    String known = UNINTERRUPTED.get(epochs);
    if (known != null) {
      return known;
    }
    try (Dcgan dcgan = model()) {
      dcgan.train(source(), plan(epochs).build());
      UNINTERRUPTED.put(epochs, hash(dcgan));
      return UNINTERRUPTED.get(epochs);
    }
  }

  static Optional<Path> newest(Path folder) throws IOException {
    return org.dcgan.tensorflow.checkpoint.CheckpointFolder.newest(folder);
  }
}

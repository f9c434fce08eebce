package org.dcgan.tensorflow;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;

/** A training that tests interrupt: the same program each time it is started. */
final class LongRun {
  static final int STEPS_PER_EPOCH = 8;
  static final int EPOCHS = 12;

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
    return plan().checkpoints(CheckpointPolicy.builder(folder).everySteps(3).build());
  }

  private static TrainingPlan.Builder plan() {
    return TrainingPlan.builder()
        .epochs(EPOCHS)
        .decayEpochs(4)
        .batchSize(8)
        .samplesPerEpoch(4)
        .seed(5)
        .schedule(UpdateSchedule.ALTERNATING);
  }

  static Patterns source() {
    return Patterns.of(STEPS_PER_EPOCH * 8 + 3);
  }

  /** Of every variable of a model: weights, statistics, moments. */
  static String hash(Dcgan dcgan) {
    TensorFlowDcgan model = (TensorFlowDcgan) dcgan;
    Hasher hasher = Hashing.sha256().newHasher();
    for (String name : model.variables()) {
      hasher.putUnencodedChars(name);
      for (float value : model.read(name)) {
        hasher.putInt(Float.floatToRawIntBits(value));
      }
    }
    return hasher.putLong(model.step()).hash().toString();
  }

  /**
   * Trains in the folder that is the first argument, leaves the hash in the file that is the
   * second.
   */
  public static void main(String[] arguments) throws IOException {
    try (Dcgan dcgan = model()) {
      dcgan.train(source(), plan(Path.of(arguments[0])).build());
      Files.writeString(Path.of(arguments[1]), hash(dcgan));
    }
  }

  /** What a run ends with that nothing interrupts, and that writes no checkpoints either. */
  static String uninterrupted() throws IOException {
    try (Dcgan dcgan = model()) {
      dcgan.train(source(), plan().build());
      return hash(dcgan);
    }
  }

  static Optional<Path> newest(Path folder) throws IOException {
    return org.dcgan.tensorflow.checkpoint.CheckpointFolder.newest(folder);
  }
}

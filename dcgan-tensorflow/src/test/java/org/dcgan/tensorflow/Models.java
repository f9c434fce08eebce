package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/** Models so small that a step takes milliseconds, with their images and plans. */
public final class Models {
  public static final RuntimeOptions RUNTIME = new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2);

  private static final Hardware HARDWARE = Hardware.choose(RUNTIME);

  /** The shape of the images of {@link #tiny()}. */
  public static final ImageShape SHAPE = ImageShape.square(16, 3);

  private Models() {}

  /** A session as networks have it, which optimizes graphs for a shorter time than the default. */
  public static Session session(Graph graph) {
    return Sessions.forNetwork(graph, HARDWARE);
  }

  /** Noise of {@link #SHAPE}. */
  public static TestImages noise(int size) {
    return TestImages.noise(size, SHAPE);
  }

  public static Dcgan.Builder builder() {
    return Dcgan.builder()
        .resolution(16)
        .width(4)
        .latentDim(8)
        .precision(RUNTIME.precision())
        .device(RUNTIME.device())
        .threads(RUNTIME.threads());
  }

  /** 16x16x3, width 4, 8-d latents, untrained. */
  public static TensorFlowDcgan tiny() {
    return tiny(Dcgan.DEFAULT_SEED);
  }

  public static TensorFlowDcgan tiny(long seed) {
    return (TensorFlowDcgan) builder().seed(seed).build();
  }

  public static TensorFlowDcgan load(Path directory) throws IOException {
    return (TensorFlowDcgan) Dcgan.load(directory, RUNTIME);
  }

  public static TrainingPlan.Builder plan() {
    return TrainingPlan.builder().epochs(1).batchSize(4).samplesPerEpoch(2);
  }

  /** Two batches of training, so that there is a population. */
  static TensorFlowDcgan trained() throws IOException {
    TensorFlowDcgan model = tiny();
    model.train(noise(8), plan().build());
    return model;
  }

  /** Weights, statistics and moments. */
  public static Map<String, float[]> state(TensorFlowDcgan model) {
    return model.read(model.variables());
  }

  public static void assertSameBits(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }
}

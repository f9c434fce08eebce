package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.Progress;
import org.dcgan.internal.CloseOnFailure;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options that name a saved model, or say how to train one on MNIST. */
final class MnistModelOptions {
  private static final int RESOLUTION = 32;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "folder of a saved model; without it a model is trained on MNIST first and saved in"
              + " OUT/model")
  private @Nullable Path model;

  @Option(
      names = "--epochs",
      description = "epochs of that training, in batches of 128 (default: ${DEFAULT-VALUE})")
  private int epochs = 5;

  @Option(
      names = "--width",
      description =
          "feature maps of the first convolution of that model's D (default: ${DEFAULT-VALUE})")
  private int width = 32;

  /** Returns the folder that the model is loaded from or saved in. */
  Path folder(Path out) {
    return model != null ? model : out.resolve("model");
  }

  /**
   * The architecture of the model, before it is loaded or trained.
   *
   * @throws IOException if the saved model cannot be read
   */
  Architecture architecture() throws IOException {
    return model != null ? Dcgan.info(model).architecture() : ofNewModel();
  }

  private Architecture ofNewModel() {
    return Architecture.builder().resolution(RESOLUTION).channels(1).width(width).build();
  }

  /**
   * Loads the model, or trains and saves one.
   *
   * @param digits the training images
   * @param seed the random seed of the model's weights and its training
   * @param out the output folder
   * @param progress is notified of training steps
   * @return an open model
   * @throws IOException if the model cannot be read or written, or images cannot be read
   */
  Dcgan open(Dataset digits, long seed, Path out, Progress progress) throws IOException {
    if (model != null) {
      return Dcgan.load(model);
    }
    return CloseOnFailure.of(
        Dcgan.builder().architecture(ofNewModel()).seed(seed).build(),
        dcgan -> {
          dcgan.train(
              ImageFitting.fit(digits, dcgan.architecture().image()),
              TrainingPlan.builder().epochs(epochs).seed(seed).build(),
              progress);
          dcgan.save(folder(out));
          return dcgan;
        });
  }
}

package org.dcgan.eval.internal;

import java.io.IOException;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageSource;

/** Builds models with random weights that training is compared with. */
public final class UntrainedModels {

  private UntrainedModels() {}

  /**
   * Builds a model and gathers its population statistics.
   *
   * @param architecture both networks, whose classes are left out: random weights have learned
   *     nothing about a label, and features need none then
   * @param seed the random seed of the weights
   * @param images the images to gather statistics over
   * @param batchSize the number of images in a batch of that, at least 2
   * @param runtime precision, device and threads
   * @return an open model, which the caller closes
   * @throws IOException if images cannot be read; nothing is left open then
   */
  public static Dcgan open(
      Architecture architecture,
      long seed,
      ImageSource images,
      int batchSize,
      RuntimeOptions runtime)
      throws IOException {
    Dcgan model =
        Dcgan.builder()
            .architecture(architecture.withClasses(0))
            .seed(seed)
            .precision(runtime.precision())
            .device(runtime.device())
            .threads(runtime.threads())
            .build();
    try {
      model.gatherStatistics(images, batchSize);
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }
}

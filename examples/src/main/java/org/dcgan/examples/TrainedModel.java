package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.training.TrainingSummary;

/**
 * The files that {@link TrainDcgan} writes when a training ends.
 *
 * @param out the output folder
 */
record TrainedModel(Path out) {

  /** Returns the folder of the saved model. */
  Path model() {
    return out.resolve("model");
  }

  /** Returns the file with a grid of generated images. */
  Path samples() {
    return out.resolve("samples.png");
  }

  private Path result() {
    return out.resolve(ResultFile.NAME);
  }

  /** Returns whether the model and the result of an earlier training exist. */
  boolean isComplete() {
    return Files.exists(model()) && Files.exists(result());
  }

  /**
   * Saves a model and a grid of its samples, unless it was not trained at all. If only the grid
   * cannot be written, that is a warning, because the training may have taken hours.
   *
   * @param dcgan the model
   * @param count the number of samples
   * @param seed the random seed of the samples
   * @throws IOException if the model cannot be saved
   */
  void save(Dcgan dcgan, int count, long seed) throws IOException {
    if (dcgan.step() == 0) {
      return;
    }
    dcgan.save(model());
    OutputFolder.attempt(
        samples(),
        () -> ClassRows.of(dcgan, count, seed, SamplingOptions.DEFAULT).writePng(samples()));
  }

  /** Writes {@code result.json}; if that fails, prints a warning. */
  void saveResult(Record result) {
    OutputFolder.attempt(result(), () -> ResultFile.write(out, result));
  }

  /** Returns the outcome of a training in one line. */
  String summary(Dataset dataset, TrainingSummary training) {
    return String.format(
        Locale.ROOT,
        "%s: %d epochs (%,d steps) on %s in %s, %,.0f images/s; D %.3f G %.3f; see %s",
        training.outcome().name().toLowerCase(Locale.ROOT),
        training.epochs(),
        training.steps(),
        dataset.description(),
        Clock.format(training.duration()),
        training.imagesPerSecond(),
        training.losses().discriminator(),
        training.losses().generator(),
        out);
  }
}

package org.dcgan.examples;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.training.TrainingSummary;

/**
 * The files that a program writes when a training ends.
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

  /** Returns the folder of the run's checkpoints. */
  Path checkpoints() {
    return out.resolve("checkpoints");
  }

  /** Returns the folder to load the best checkpoint from, if a score has chosen one. */
  Optional<Path> best() {
    return Files.exists(checkpoints().resolve("best.json"))
        ? Optional.of(checkpoints().resolve("best"))
        : Optional.empty();
  }

  /** Writes what a training leaves besides the result. */
  @FunctionalInterface
  interface Save {
    void run() throws IOException;
  }

  /**
   * Ends a training: saves the model and then the result, unless both are there from an earlier
   * start of the same, complete run. The result is written last, so that a process that is killed
   * in between does not leave a run that looks finished.
   *
   * @param dataset the training images
   * @param training the outcome of the training
   * @param save saves the model and samples
   * @param result the contents of {@code result.json}, with a component {@code training}
   * @return what to tell the user, in one line
   * @throws IOException if the model cannot be saved
   */
  String finish(Dataset dataset, TrainingSummary training, Save save, Record result)
      throws IOException {
    if (!training.wasComplete()) {
      save.run();
      saveResult(result);
      return summary(dataset, training);
    }
    boolean written = step().equals(OptionalLong.of(training.step())) && Files.exists(model());
    if (!written) {
      save.run();
      saveResult(result);
    }
    return String.format(
        Locale.ROOT,
        "finished: the run in %s is complete at step %,d and %s; raise its length to train on",
        out,
        training.step(),
        written
            ? "was left as it is"
            : "its model was saved now, since an earlier process ended before it could");
  }

  /** The step of the training whose result was written, if it can be read. */
  private OptionalLong step() {
    try {
      return OptionalLong.of(
          JsonParser.parseString(Files.readString(result()))
              .getAsJsonObject()
              .getAsJsonObject("training")
              .get("step")
              .getAsLong());
    } catch (IOException | RuntimeException e) {
      // There is none, or it is damaged: it is written again.
      return OptionalLong.empty();
    }
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

  private void saveResult(Record result) {
    OutputFolder.attempt(result(), () -> ResultFile.write(out, result));
  }

  /** The outcome of a training in one line, with the best checkpoint if there is one. */
  private String summary(Dataset dataset, TrainingSummary training) {
    return String.format(
        Locale.ROOT,
        "%s: %d epochs (%,d steps) on %s in %s, %,.0f images/s; D %.3f G %.3f;%s see %s",
        training.outcome().name().toLowerCase(Locale.ROOT),
        training.epochs(),
        training.steps(),
        dataset.description(),
        Clock.format(training.duration()),
        training.imagesPerSecond(),
        training.losses().discriminator(),
        training.losses().generator(),
        best().map(folder -> " the best checkpoint is " + folder + ";").orElse(""),
        out);
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.tensorflow.WeightFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Exports a saved model for other programs: as TensorFlow's SavedModel with the signatures {@code
 * generate}, {@code score} and {@code features}, and its weights as .npy files with a manifest.
 */
@Command(
    name = "ExportModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Exports a saved model as SavedModel and as .npy files.")
public final class ExportModel implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "a model, a run's checkpoints, or the word best in these")
  private Path model = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where saved_model/ and weights/ go (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/export");

  /** An export with its defaults. */
  public ExportModel() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model where the model was
   * @param step how many steps it was trained for
   * @param savedModel the SavedModel's folder
   * @param weights the folder of .npy files
   */
  public record Result(Path model, long step, Path savedModel, Path weights) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new ExportModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Path savedModel = out.resolve("saved_model");
    Path weights = out.resolve("weights");
    try (Dcgan dcgan = Dcgan.load(model)) {
      SavedModels.export(dcgan, savedModel);
      WeightFiles.export(dcgan, weights);
      ResultFile.write(out, new Result(model, dcgan.step(), savedModel, weights));
      return Example.summary(
          model + " (step " + dcgan.step() + ") is in " + savedModel + " and " + weights);
    }
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FloatFormat;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.tensorflow.WeightFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Exports a saved model for other programs: as a TensorFlow SavedModel with the signatures {@code
 * generate}, {@code score} and {@code features}, and its weights as .npy files with a manifest.
 */
@Command(
    name = "ExportModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Exports a saved model as SavedModel and as .npy files.")
public final class ExportModel implements Callable<Integer> {

  @Mixin private ModelFolder model = new ModelFolder();

  @Option(
      names = "--weight-format",
      description =
          "number format of kernels and matrices in the .npy files: ${COMPLETION-CANDIDATES}; FLOAT16"
              + " takes half the memory (default: ${DEFAULT-VALUE})")
  private FloatFormat format = FloatFormat.FLOAT32;

  @Option(
      names = "--feature-weights",
      description =
          "D's weights for the SavedModel's features: ${COMPLETION-CANDIDATES}; AUTO uses the moving"
              + " average if the model has one with population statistics (default:"
              + " ${DEFAULT-VALUE})")
  private DiscriminatorWeights features = DiscriminatorWeights.AUTO;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for saved_model/, weights/ and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/export");

  /** Creates the export with its defaults. */
  public ExportModel() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder, or the name of the pretrained model
   * @param step the number of steps that the model was trained for
   * @param savedModel the SavedModel's folder
   * @param weights the folder of .npy files
   */
  public record Result(Path model, long step, Path savedModel, Path weights) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new ExportModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Path savedModel = out.resolve("saved_model");
    Path weights = out.resolve("weights");
    try (Dcgan dcgan = model.open()) {
      SavedModels.export(dcgan, savedModel, features);
      WeightFiles.export(dcgan, weights, format);
      ResultFile.write(out, new Result(model.path(), dcgan.step(), savedModel, weights));
      return Example.summary(
          model.path() + " (step " + dcgan.step() + ") is in " + savedModel + " and " + weights);
    }
  }
}

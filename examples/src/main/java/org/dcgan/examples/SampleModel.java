package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.GeneratorWeights;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.ImageGrid;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.latent.Labels;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Generates images with a saved model. An image depends only on the seed, its position and its
 * class, not on the number of images, unless {@code --batch-norm BATCH} normalizes it with the
 * statistics of its batch. In a grid with one row for each class, the number of images decides
 * which class a position has.
 */
@Command(
    name = "SampleModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Generates a grid of images with a saved model.")
public final class SampleModel implements Callable<Integer> {

  @Mixin private ModelFolder model = new ModelFolder();

  @Option(
      names = "--count",
      description =
          "number of images, rounded up to the same number of each class (default:"
              + " ${DEFAULT-VALUE})")
  private int count = 64;

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--label",
      paramLabel = "NUMBER",
      description =
          "class to generate with a conditional model, from 0 (default: all classes, one row for"
              + " each)")
  private @Nullable Integer label;

  @Option(
      names = "--batch-norm",
      description =
          "statistics to normalize with: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private BatchNormMode batchNorm = BatchNormMode.POPULATION;

  @Option(
      names = "--weights",
      description =
          "${COMPLETION-CANDIDATES}; AUTO uses the moving average of G's weights if the model has"
              + " one (default: ${DEFAULT-VALUE})")
  private GeneratorWeights weights = GeneratorWeights.AUTO;

  @Option(
      names = "--truncation",
      paramLabel = "BOUND",
      description =
          "largest absolute value of a coordinate of the latents, for example 0.7 for more typical"
              + " and less diverse images (default: no truncation)")
  private double truncation = Double.POSITIVE_INFINITY;

  @Option(
      names = "--remove",
      paramLabel = "LAYER=MAP,MAP...",
      description = "feature maps of the generator to remove, for example convolution2=3,17")
  private Map<String, String> removed = new LinkedHashMap<>();

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      description =
          "file for the grid; FILE.json beside it has the settings (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/sample/samples.png");

  /** Creates the program with its defaults. */
  public SampleModel() {}

  /**
   * The contents of the file beside the grid, {@code samples.json} beside {@code samples.png}.
   *
   * @param model the model's folder, or the name of the pretrained model
   * @param step the number of steps that the model was trained for
   * @param count the number of generated images
   * @param seed the random seed
   * @param label the class of all images, if one was asked for
   * @param batchNorm the statistics that were used for normalization
   * @param weights the requested weights of G
   * @param removed the removed feature maps
   * @param truncation the largest absolute value of a coordinate of the latents
   * @param samples the file with the images
   */
  public record Result(
      Path model,
      long step,
      int count,
      long seed,
      Optional<Integer> label,
      BatchNormMode batchNorm,
      GeneratorWeights weights,
      List<RemovedMaps> removed,
      double truncation,
      Path samples) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new SampleModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("--count must be at least 1, got " + count);
    }
    try (Dcgan dcgan = model.open()) {
      SamplingOptions options = new SamplingOptions(batchNorm, weights, removedMaps(), truncation);
      if (truncation < Double.POSITIVE_INFINITY
          && TruncatedSampler.changesNothing(
              dcgan.architecture().latentDistribution(), truncation)) {
        System.err.println(
            "warning: --truncation "
                + truncation
                + " changes nothing, because the coordinates of this model's latents are in [-1, 1]");
      }
      grid(dcgan, options).writePng(out);
      int classes = label == null ? dcgan.architecture().classes() : 0;
      int generated = ClassRows.rounded(classes, count);
      ResultFile.writeTo(
          resultFile(),
          new Result(
              model.path(),
              dcgan.step(),
              generated,
              seed,
              Optional.ofNullable(label),
              batchNorm,
              weights,
              removedMaps(),
              truncation,
              out));
      return Example.summary(
          generated + " images of " + model.path() + " (step " + dcgan.step() + ") are in " + out);
    }
  }

  /** Named after the grid: the folder may be that of a training, with its own result. */
  private Path resultFile() {
    String name = String.valueOf(out.getFileName());
    return out.resolveSibling(name.replaceFirst("(?i)\\.png$", "") + ".json");
  }

  private ImageGrid grid(Dcgan dcgan, SamplingOptions options) {
    if (label == null) {
      return ClassRows.of(dcgan, count, seed, options);
    }
    if (!dcgan.architecture().isConditional()) {
      throw new IllegalArgumentException(
          "--label needs a conditional model, but "
              + model.path()
              + " has no classes; train one with TrainDcgan --conditional, or leave out --label");
    }
    Labels one = Labels.oneHot(dcgan.architecture().classes(), label);
    return SampleGrids.legible(dcgan.sample(one.inTurn(count), seed, options));
  }

  private List<RemovedMaps> removedMaps() {
    List<RemovedMaps> maps = new ArrayList<>();
    removed.forEach(
        (layer, numbers) -> {
          try {
            maps.add(
                RemovedMaps.of(
                    layer, Arrays.stream(numbers.split(",")).map(Integer::valueOf).toList()));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                "--remove takes a layer and the numbers of its feature maps, for example"
                    + " convolution2=3,17, got "
                    + layer
                    + "="
                    + numbers,
                e);
          }
        });
    return maps;
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.comparison.GeneratedImages;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how near stored images of any generator are to real ones. If it is interrupted, the same
 * command continues with the features that a network of {@code --features} has computed.
 */
@Command(
    name = "EvaluateImages",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures the same as EvaluateModel of folders with generated images, of any generator.")
public final class EvaluateImages implements Callable<Integer> {

  @Option(
      names = "--generated",
      paramLabel = "DIR",
      required = true,
      description =
          "generated images: a folder, an archive or a pack; may be given several times to compare"
              + " generators")
  private List<Path> generated = new ArrayList<>();

  @Option(
      names = "--real",
      paramLabel = "DIR",
      required = true,
      description = "real images: a folder, an archive or a pack")
  private Path real = Path.of("");

  @Option(
      names = "--format",
      description =
          "format of --real: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, which detects the"
              + " format by file names)")
  private DataFormat format = DataFormat.AUTO;

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      description =
          "side to which all images are cropped and resized, with as many channels as the first"
              + " generated images (default: that of the generated images; real ones are cropped and"
              + " resized to it)")
  private @Nullable Integer resolution;

  @Mixin private EvaluationOptions evaluation = new EvaluationOptions("out/evaluate-images");

  /** Creates the evaluation with its defaults. */
  public EvaluateImages() {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new EvaluateImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (resolution != null && resolution < 1) {
      throw new IllegalArgumentException("--resolution must be at least 1, got " + resolution);
    }
    evaluation.check();
    List<Dataset> opened = new ArrayList<>();
    try {
      for (Path folder : generated) {
        opened.add(DataFormat.AUTO.open(folder, background.color()));
      }
      List<GeneratedImages> fitted = new ArrayList<>();
      for (int i = 0; i < generated.size(); i++) {
        fitted.add(
            new GeneratedImages.OfSource(
                generated.get(i).toString(), fitted(opened.get(i), opened.get(0))));
      }
      ImageShape shape = shape(((GeneratedImages.OfSource) fitted.get(0)).images());
      requireSameShape(fitted, shape);
      Dataset images = format.open(real, background.color());
      opened.add(images);
      List<EvaluationOptions.Candidate> candidates = new ArrayList<>();
      for (GeneratedImages folder : fitted) {
        candidates.add(evaluation.candidate((GeneratedImages.OfSource) folder));
      }
      return evaluation.run(shape, ImageFitting.fit(images, shape), candidates);
    } finally {
      for (Dataset images : opened) {
        images.close();
      }
    }
  }

  /** Crops and resizes images if a resolution is given, to as many channels as the first ones. */
  private ImageSource fitted(Dataset images, Dataset first) throws IOException {
    if (resolution == null) {
      return UniformImages.of(images);
    }
    return ImageFitting.fit(images, ImageShape.square(resolution, first.channels().orElse(3)));
  }

  private static void requireSameShape(List<GeneratedImages> fitted, ImageShape shape) {
    for (GeneratedImages generator : fitted) {
      ImageShape other = ((GeneratedImages.OfSource) generator).images().shape().orElseThrow();
      if (!other.equals(shape)) {
        throw new IllegalArgumentException(
            "the images of "
                + generator.name()
                + " are "
                + other
                + ", but those of "
                + fitted.get(0).name()
                + " are "
                + shape
                + "; say with --resolution to which size all are cropped, resized and converted");
      }
    }
  }

  private ImageShape shape(ImageSource images) {
    ImageShape shape = images.shape().orElseThrow();
    if (shape.height() != shape.width()) {
      throw new IllegalArgumentException(
          "the images of "
              + generated.get(0)
              + " are "
              + shape
              + ", not square; say with --resolution to which size they are cropped and resized");
    }
    return shape;
  }
}

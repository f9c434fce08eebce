package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.comparison.GeneratedImages;
import org.dcgan.image.ImageShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how near the images of one or several models are to real ones. If it is interrupted, the
 * same command continues with the features that a network of {@code --features} has computed.
 */
@Command(
    name = "EvaluateModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures Frechet and kernel distance, precision, recall, density, coverage and"
            + " memorization of one or several models, with the deviation over random seeds and the"
            + " values of real images.")
public final class EvaluateModel implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "folder of a saved model or of a run's checkpoints; may be given several times to compare"
              + " models (default: the pretrained model of rooms at 64 px)")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--truncations",
      paramLabel = "BOUND",
      split = ",",
      description =
          "evaluate each model also with truncated latents: the largest absolute value of a"
              + " coordinate, for example 0.7,0.5")
  private List<Double> truncations = new ArrayList<>();

  @Mixin private ImageOptions images = new ImageOptions();
  @Mixin private EvaluationOptions evaluation = new EvaluationOptions();

  /** Creates the evaluation with its defaults. */
  public EvaluateModel() {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new EvaluateModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    evaluation.check();
    List<Dcgan> opened = new ArrayList<>();
    try {
      List<GeneratedImages> generated = new ArrayList<>();
      for (Path model : models) {
        opened.add(Dcgan.load(model));
        addTo(generated, model.toString(), last(opened));
      }
      if (models.isEmpty()) {
        opened.add(PretrainedRooms.open());
        addTo(generated, PretrainedRooms.NAME, last(opened));
      }
      ImageShape shape = opened.get(0).imageShape();
      requireSameShape(opened, shape);
      try (Dataset real = images.openFor(models.isEmpty(), shape, evaluation.seed())) {
        return evaluation.run(shape, real, generated);
      }
    } finally {
      opened.forEach(Dcgan::close);
    }
  }

  private void requireSameShape(List<Dcgan> opened, ImageShape shape) {
    for (int i = 1; i < opened.size(); i++) {
      if (!opened.get(i).imageShape().equals(shape)) {
        throw new IllegalArgumentException(
            "the images of "
                + models.get(i)
                + " are "
                + opened.get(i).imageShape()
                + ", but those of "
                + models.get(0)
                + " are "
                + shape
                + "; evaluate models of different sizes one by one");
      }
    }
  }

  private void addTo(List<GeneratedImages> generated, String name, Dcgan model) {
    Dcgan dcgan = ClassRows.inTurn(model);
    generated.add(new GeneratedImages.OfModel(name, dcgan));
    for (double truncation : truncations) {
      generated.add(
          new GeneratedImages.OfModel(
              name + ", truncated at " + truncation, TruncatedSampler.of(dcgan, truncation)));
    }
  }

  private static Dcgan last(List<Dcgan> models) {
    return models.get(models.size() - 1);
  }
}

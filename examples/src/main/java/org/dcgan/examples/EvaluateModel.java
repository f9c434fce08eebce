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
            + " values of real images. Models are opened one after the other. One that generates"
            + " values that are not finite has no numbers, and the exit code is 1, but the others"
            + " are evaluated.")
public final class EvaluateModel implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "folder of a saved model or of a run's checkpoints; may be given several times to compare"
              + " models (default: the pretrained model of rooms at 64 px)")
  private List<Path> models = new ArrayList<>();

  @Mixin private TruncationOptions truncations = new TruncationOptions();
  @Mixin private ImageOptions images = new ImageOptions();
  @Mixin private EvaluationOptions evaluation = new EvaluationOptions("out/evaluate");

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
    try (ModelsInTurn inTurn = new ModelsInTurn()) {
      List<EvaluationOptions.Candidate> candidates = new ArrayList<>();
      for (Path model : models) {
        addTo(candidates, model.toString(), inTurn, () -> Dcgan.load(model));
      }
      if (models.isEmpty()) {
        addTo(candidates, PretrainedRooms.NAME, inTurn, PretrainedRooms::open);
      }
      ImageShape shape = requireSameShape(candidates);
      try (Dataset real = images.openFor(models.isEmpty(), shape, evaluation.seed())) {
        return evaluation.run(shape, real, candidates);
      }
    }
  }

  private static ImageShape requireSameShape(List<EvaluationOptions.Candidate> candidates) {
    ImageShape shape = shape(candidates.get(0));
    for (EvaluationOptions.Candidate candidate : candidates) {
      if (!shape(candidate).equals(shape)) {
        throw new IllegalArgumentException(
            "the images of "
                + candidate.name()
                + " are "
                + shape(candidate)
                + ", but those of "
                + candidates.get(0).name()
                + " are "
                + shape
                + "; evaluate models of different sizes one by one");
      }
    }
    return shape;
  }

  private static ImageShape shape(EvaluationOptions.Candidate candidate) {
    return ((GeneratedImages.OfModel) candidate.images()).model().imageShape();
  }

  private void addTo(
      List<EvaluationOptions.Candidate> candidates,
      String name,
      ModelsInTurn inTurn,
      ModelsInTurn.Opener opener)
      throws IOException {
    candidates.add(evaluation.candidate(name, inTurn.sampler(opener, ClassRows::inTurn)));
    for (double bound : truncations.bounds()) {
      candidates.add(
          evaluation.candidate(
              TruncationOptions.name(name, bound),
              inTurn.sampler(
                  opener, model -> TruncatedSampler.of(ClassRows.inTurn(model), bound))));
    }
  }
}

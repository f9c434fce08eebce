package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.Expression;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.GuidedBackprop;
import org.dcgan.eval.inspect.InspectionReport;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.Memorization;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.eval.inspect.VectorArithmetic;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes one HTML page with all inspections of a model. */
@Command(
    name = "InspectModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes one HTML page with a latent walk; with --data also the nearest"
            + " training images and guided backpropagation; with --choices and --boxes also"
            + " vector arithmetic, turns and forgotten objects. The pretrained model has all of"
            + " these.")
public final class InspectModel implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private ModelAndOut files = new ModelAndOut("out/inspect");
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--choices",
      paramLabel = "FILE.json",
      description = "selected samples of each concept, in the file that LatentArithmetic writes")
  private @Nullable Path choices;

  @Option(
      names = "--expression",
      description = "expression of concepts; may be given several times")
  private List<String> expressions = new ArrayList<>();

  @Option(
      names = "--turn",
      split = ",",
      arity = "1",
      description = "turn between two concepts: FROM,TO")
  private List<String> turn = new ArrayList<>();

  @Option(
      names = "--boxes",
      paramLabel = "FILE.json",
      description = "boxes around objects to forget, in the file that ForgetWindows writes")
  private @Nullable Path boxes;

  @Option(names = "--title", description = "title of the page (default: ${DEFAULT-VALUE})")
  private String title = "Inside a DCGAN";

  /** Creates the inspection with its defaults. */
  public InspectModel() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param step the number of steps that the model was trained for
   * @param largestJumpToMean the walk's largest change between frames relative to the mean
   * @param report the file with the page
   */
  public record Result(
      Path model, Optional<Integer> label, long step, double largestJumpToMean, Path report) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new InspectModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (!turn.isEmpty() && turn.size() != 2) {
      throw new IllegalArgumentException("--turn takes two names, FROM,TO, got " + turn);
    }
    boolean nothingAsked = expressions.isEmpty() && turn.isEmpty();
    if (choices == null && files.isPretrained() && nothingAsked) {
      expressions = List.of(PretrainedRooms.EXPRESSION);
      turn = List.of(TurnSamples.DEFAULT_FROM, TurnSamples.DEFAULT_TO);
    } else if (choices == null && !files.isPretrained() && !nothingAsked) {
      throw new IllegalArgumentException(
          "--expression and --turn need --choices, which is missing; LatentArithmetic"
              + " writes a file to fill in");
    } else if (nothingAsked) {
      IgnoredOptions.refuse(
          command, "without --expression or --turn, which say what to do with them", "--choices");
    }
    try (Dcgan dcgan = files.open()) {
      // Read first, so that a file that does not fit is refused before minutes of searching.
      SampleSelection chosen = files.choices(dcgan, choices);
      Chosen concepts = chosen == null ? Chosen.NOTHING : chosen(dcgan, chosen);
      SampleBoxes drawn = files.boxes(dcgan, boxes);
      InspectionReport report = InspectionReport.of(title, dcgan);
      LatentWalk.Walk walk = LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT);
      Path gif = files.out("walk.gif");
      walk.writeGif(gif);
      report.add(walk, gif);
      if (images.given() || files.isPretrained()) {
        try (Dataset dataset = files.openImages(images, dcgan.architecture().image())) {
          report.add(
              Memorization.of(
                  dcgan, dataset, Memorization.DEFAULT_COUNT, files.seed(), Progress.console()));
          report.add(
              GuidedBackprop.of(
                  dcgan, dataset, GuidedBackprop.Options.DEFAULT, Progress.console()));
        }
      }
      add(concepts, dcgan, report);
      if (drawn != null) {
        ForgetObjects.Forgetting forgetting =
            ForgetObjects.find(dcgan, drawn, ForgetObjects.Options.DEFAULT);
        report.add(
            "what was in the boxes",
            forgetting.compare(dcgan, dcgan.latents(16, files.seed() + 1)));
      }
      Path page = files.out("inspection.html");
      report.write(page);
      ResultFile.write(
          files.out(),
          new Result(files.model(), files.label(), dcgan.step(), walk.smoothness().ratio(), page));
      return Example.summary("see " + page);
    }
  }

  /**
   * What is to be done with selected samples.
   *
   * @param expressions vector arithmetic
   * @param turn the difference of two concepts, if it was asked for
   */
  private record Chosen(List<Expression> expressions, Optional<TurnVector> turn) {
    static final Chosen NOTHING = new Chosen(List.of(), Optional.empty());
  }

  private Chosen chosen(Dcgan dcgan, SampleSelection selection) {
    return new Chosen(
        expressions.stream()
            .map(text -> Expression.parse(text, name -> selection.concept(dcgan, name)))
            .toList(),
        turn.isEmpty()
            ? Optional.empty()
            : Optional.of(
                TurnVector.between(
                    selection.concept(dcgan, turn.get(0)), selection.concept(dcgan, turn.get(1)))));
  }

  private void add(Chosen chosen, Dcgan dcgan, InspectionReport report) {
    for (Expression expression : chosen.expressions()) {
      report.add(VectorArithmetic.evaluate(dcgan, expression, VectorArithmetic.Options.DEFAULT));
    }
    chosen
        .turn()
        .ifPresent(
            vector ->
                report.add(
                    vector,
                    vector.apply(
                        dcgan, dcgan.latents(6, files.seed() + 1), TurnVector.Options.DEFAULT)));
  }
}

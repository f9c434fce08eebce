package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import picocli.CommandLine.Option;

/** Makes one page of everything there is to see in a model. */
@Command(
    name = "InspectModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Walks, compares with training images, looks through the discriminator, and, with choices"
            + " and boxes, calculates, turns and forgets; one HTML page of it all.")
public final class InspectModel implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut();
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--choices",
      paramLabel = "FILE.json",
      description = "which samples show what, as LatentArithmetic writes it")
  private @Nullable Path choices;

  @Option(names = "--expression", description = "of choices; may be given several times")
  private List<String> expressions = new ArrayList<>();

  @Option(names = "--turn", split = ",", arity = "1", description = "two choices: FROM,TO")
  private List<String> turn = new ArrayList<>();

  @Option(
      names = "--boxes",
      paramLabel = "FILE.json",
      description = "what to forget, as ForgetWindows writes it")
  private @Nullable Path boxes;

  @Option(names = "--title", description = "of the page (default: ${DEFAULT-VALUE})")
  private String title = "Inside a DCGAN";

  /** An inspection with its defaults. */
  public InspectModel() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param step how many steps it was trained for
   * @param largestJumpToMean of the walk
   * @param report the page
   */
  public record Result(Path model, long step, double largestJumpToMean, Path report) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new InspectModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (!turn.isEmpty() && turn.size() != 2) {
      throw new IllegalArgumentException("--turn takes two names, FROM,TO, got " + turn);
    }
    if (choices == null && !(expressions.isEmpty() && turn.isEmpty())) {
      throw new IllegalArgumentException(
          "--expression and --turn speak of --choices, which is missing; LatentArithmetic writes"
              + " one to fill in");
    }
    try (Dcgan dcgan = files.open()) {
      InspectionReport report = InspectionReport.of(title, dcgan);
      LatentWalk.Walk walk = LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT);
      Path gif = files.out("walk.gif");
      walk.writeGif(gif);
      report.add(walk, gif);
      if (images.given()) {
        try (Dataset dataset = images.open(dcgan.architecture().image(), files.seed())) {
          report.add(
              Memorization.of(
                  dcgan, dataset, Memorization.DEFAULT_COUNT, files.seed(), Progress.console()));
          report.add(
              GuidedBackprop.of(
                  dcgan, dataset, GuidedBackprop.Options.DEFAULT, Progress.console()));
        }
      }
      if (choices != null) {
        addChosen(dcgan, report, SampleSelection.read(choices));
      }
      if (boxes != null) {
        ForgetObjects.Forgetting forgetting =
            ForgetObjects.find(dcgan, SampleBoxes.read(boxes), ForgetObjects.Options.DEFAULT);
        report.add(
            "what was in the boxes",
            forgetting.compare(dcgan, dcgan.latents(16, files.seed() + 1)));
      }
      Path page = files.out("inspection.html");
      report.write(page);
      ResultFile.write(
          files.out(), new Result(files.model(), dcgan.step(), walk.smoothness().ratio(), page));
      return Example.summary("see " + page);
    }
  }

  private void addChosen(Dcgan dcgan, InspectionReport report, SampleSelection chosen) {
    for (String expression : expressions) {
      report.add(
          VectorArithmetic.evaluate(
              dcgan,
              Expression.parse(expression, name -> chosen.concept(dcgan, name)),
              VectorArithmetic.Options.DEFAULT));
    }
    if (!turn.isEmpty()) {
      TurnVector vector =
          TurnVector.between(
              chosen.concept(dcgan, turn.get(0)), chosen.concept(dcgan, turn.get(1)));
      report.add(
          vector,
          vector.apply(dcgan, dcgan.latents(6, files.seed() + 1), TurnVector.Options.DEFAULT));
    }
  }
}

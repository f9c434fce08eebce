package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.Expression;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.VectorArithmetic;
import org.dcgan.eval.report.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds and subtracts concepts (paper, figure 7). */
@Command(
    name = "LatentArithmetic",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Evaluates an expression of concepts chosen from numbered samples; without choices, writes"
            + " the samples to choose from.")
public final class LatentArithmetic implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut();

  @Option(
      names = "--expression",
      description = "for example \"smiling-woman - woman + man\", blanks around the signs")
  private @Nullable String expression;

  @Option(
      names = "--choices",
      paramLabel = "FILE.json",
      description = "which samples show what; without it, samples to choose from are written")
  private @Nullable Path choices;

  @Option(
      names = "--candidates",
      description = "how many samples to choose from (default: ${DEFAULT-VALUE})")
  private int candidates = 200;

  /** Arithmetic with its defaults. */
  public LatentArithmetic() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param expression what was asked
   * @param choices which samples show what
   * @param warnings what makes the result doubtful
   * @param figure the image
   */
  public record Result(
      Path model, String expression, SampleSelection choices, List<String> warnings, Path figure) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new LatentArithmetic(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (Dcgan dcgan = files.open()) {
      if (choices == null || expression == null) {
        Path file = SampleSelection.offer(dcgan, candidates, files.seed(), files.out());
        return Example.summary(
            "write the numbers of samples in "
                + files.out(SampleSelection.SHEET)
                + " that show a thing into "
                + file
                + ", three or more a name; then give it as --choices, and an --expression");
      }
      SampleSelection chosen = SampleSelection.read(choices);
      VectorArithmetic.Result result =
          VectorArithmetic.evaluate(
              dcgan,
              Expression.parse(expression, name -> chosen.concept(dcgan, name)),
              VectorArithmetic.Options.DEFAULT);
      Path figure = files.out("arithmetic.png");
      result.writePng(figure);
      ResultFile.write(
          files.out(),
          new Result(
              files.model(), result.expression().toString(), chosen, result.warnings(), figure));
      result.warnings().forEach(warning -> System.out.println("warning: " + oneLine(warning)));
      return Example.summary(result.expression() + "; see " + figure);
    }
  }
}

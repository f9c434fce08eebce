package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

/** Adds and subtracts the latents of concepts (paper, figure 7). */
@Command(
    name = "LatentArithmetic",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Evaluates an expression of concepts, each of which is a selection of"
            + " samples; without --choices, writes the samples to choose from, unless the model is the"
            + " pretrained one, which has some.")
public final class LatentArithmetic implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut("out/arithmetic");

  @Option(
      names = "--expression",
      description =
          "concepts with + and - between them, separated by blanks, for example \"smiling-woman -"
              + " woman + man\"")
  private @Nullable String expression;

  @Option(
      names = "--choices",
      paramLabel = "FILE.json",
      description =
          "selected samples of each concept; without it, samples to choose from are written, or"
              + " those of the pretrained model are used")
  private @Nullable Path choices;

  @Option(
      names = "--candidates",
      description = "number of samples to choose from (default: ${DEFAULT-VALUE})")
  private int candidates = 200;

  /** Creates the program with its defaults. */
  public LatentArithmetic() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param expression the evaluated expression
   * @param choices the selected samples of each concept
   * @param warnings reasons to doubt the result
   * @param figure the file with the figure
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      String expression,
      SampleSelection choices,
      List<String> warnings,
      Path figure) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new LatentArithmetic(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (Dcgan dcgan = files.open()) {
      SampleSelection chosen = files.choices(dcgan, choices);
      String asked =
          expression == null && choices == null && files.isPretrained()
              ? PretrainedRooms.EXPRESSION
              : expression;
      if (chosen == null || asked == null) {
        Path file = SampleSelection.offer(dcgan, candidates, files.seed(), files.out());
        return Example.summary(
            "write the numbers of samples in "
                + files.out(SampleSelection.SHEET)
                + " that show a concept into "
                + file
                + ", three or more per concept; then pass it as --choices, with an --expression");
      }
      VectorArithmetic.Result result =
          VectorArithmetic.evaluate(
              dcgan,
              Expression.parse(asked, name -> chosen.concept(dcgan, name)),
              VectorArithmetic.Options.DEFAULT);
      Path figure = files.out("arithmetic.png");
      result.writePng(figure);
      ResultFile.write(
          files.out(),
          new Result(
              files.model(),
              files.label(),
              result.expression().toString(),
              chosen,
              result.warnings(),
              figure));
      result.warnings().forEach(warning -> System.out.println("warning: " + oneLine(warning)));
      return Example.summary(result.expression() + "; see " + figure);
    }
  }
}

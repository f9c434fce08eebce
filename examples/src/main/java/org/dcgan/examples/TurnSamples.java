package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.eval.report.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns samples by the difference of the latents of two groups of samples (paper, figure 8). */
@Command(
    name = "TurnSamples",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Turns random samples in the direction from one group of samples to another;"
            + " without --choices, writes the samples to choose from, unless the model is the"
            + " pretrained one, which has some.")
public final class TurnSamples implements Callable<Integer> {
  static final String DEFAULT_FROM = "left";
  static final String DEFAULT_TO = "right";

  @Mixin private ModelAndOut files = new ModelAndOut("out/turn");

  @Option(
      names = "--choices",
      paramLabel = "FILE.json",
      description =
          "selected samples of each concept; without it, samples to choose from are written, or"
              + " those of the pretrained model are used")
  private @Nullable Path choices;

  @Option(names = "--from", description = "name of the first group (default: ${DEFAULT-VALUE})")
  private String from = DEFAULT_FROM;

  @Option(names = "--to", description = "name of the second group (default: ${DEFAULT-VALUE})")
  private String to = DEFAULT_TO;

  @Option(
      names = "--subjects",
      description = "number of samples to turn (default: ${DEFAULT-VALUE})")
  private int subjects = 6;

  @Option(names = "--steps", description = "images per sample (default: ${DEFAULT-VALUE})")
  private int steps = TurnVector.Options.DEFAULT.steps();

  @Option(
      names = "--reach",
      description =
          "largest multiple of the turn vector, in both directions (default: ${DEFAULT-VALUE})")
  private double reach = TurnVector.Options.DEFAULT.high();

  @Option(
      names = "--candidates",
      description = "number of samples to choose from (default: ${DEFAULT-VALUE})")
  private int candidates = 200;

  /** Creates the turn with its defaults. */
  public TurnSamples() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param from the name of the first group
   * @param to the name of the second group
   * @param choices the selected samples of each concept
   * @param warnings reasons to doubt the result
   * @param figure the file with the figure
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      String from,
      String to,
      SampleSelection choices,
      List<String> warnings,
      Path figure) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new TurnSamples(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    try (Dcgan dcgan = files.open()) {
      SampleSelection chosen = files.choices(dcgan, choices);
      if (chosen == null) {
        Path file = SampleSelection.offer(dcgan, candidates, files.seed(), files.out());
        return Example.summary(
            "write the numbers of samples in "
                + files.out(SampleSelection.SHEET)
                + " into "
                + file
                + ", four or more under \""
                + from
                + "\" and as many under \""
                + to
                + "\"; then pass it as --choices");
      }
      TurnVector vector =
          TurnVector.between(chosen.concept(dcgan, from), chosen.concept(dcgan, to));
      TurnVector.Options options =
          new TurnVector.Options(steps, -reach, reach, SamplingOptions.DEFAULT);
      TurnVector.Turn turn =
          vector.apply(dcgan, dcgan.latents(subjects, files.seed() + 1), options);
      Path figure = files.out("turn.png");
      turn.writePng(figure);
      turn.writeGif(files.out("turn.gif"));
      ResultFile.write(
          files.out(),
          new Result(files.model(), files.label(), from, to, chosen, vector.warnings(), figure));
      vector.warnings().forEach(warning -> System.out.println("warning: " + oneLine(warning)));
      return Example.summary(
          subjects + " samples turned from " + from + " to " + to + "; see " + figure);
    }
  }
}

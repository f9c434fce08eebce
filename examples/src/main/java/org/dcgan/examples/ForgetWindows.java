package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.ForgetObjects;
import org.dcgan.eval.inspect.LogisticRegression;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.report.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a generator forget the objects that boxes were drawn around (paper, figure 6). */
@Command(
    name = "ForgetWindows",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Finds the feature maps that draw the objects in the boxes, and generates"
            + " samples without them; without --boxes, writes samples to draw boxes on, unless the model is the"
            + " pretrained one, which has some.")
public final class ForgetWindows implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut("out/forget");

  @Option(
      names = "--boxes",
      paramLabel = "FILE.json",
      description =
          "boxes on samples; without it, samples to draw boxes on are written, or those of the"
              + " pretrained model are used")
  private @Nullable Path boxes;

  @Option(
      names = "--layer",
      description = "layer of the generator (default: its second-highest convolution)")
  private String layer = ForgetObjects.Options.DEFAULT.layer();

  @Option(
      names = "--share",
      description =
          "share of the feature maps with positive weights to remove, largest weights first"
              + " (default: ${DEFAULT-VALUE})")
  private double share = ForgetObjects.Options.DEFAULT.share();

  @Option(
      names = "--samples",
      description = "number of samples in the figure (default: ${DEFAULT-VALUE})")
  private int samples = 16;

  @Option(
      names = "--candidates",
      description = "number of samples to draw boxes on (default: ${DEFAULT-VALUE})")
  private int candidates = SampleBoxes.DEFAULT_COUNT;

  /** Creates the program with its defaults. */
  public ForgetWindows() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param boxes the boxes around the forgotten objects
   * @param forgetting the removed feature maps
   * @param figure the file with the figure
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      SampleBoxes boxes,
      ForgetObjects.Forgetting forgetting,
      Path figure) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new ForgetWindows(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (samples < 1) {
      throw new IllegalArgumentException("--samples must be at least 1, got " + samples);
    }
    try (Dcgan dcgan = files.open()) {
      SampleBoxes drawn = files.boxes(dcgan, boxes);
      if (drawn == null) {
        Path file = SampleBoxes.offer(dcgan, candidates, files.seed(), files.out());
        return Example.summary(
            "draw boxes on the samples in "
                + files.out()
                + " (divide coordinates by the factor in a file's name), write them into "
                + file
                + ", and pass it as --boxes");
      }
      ForgetObjects.Forgetting forgetting =
          ForgetObjects.find(
              dcgan,
              drawn,
              new ForgetObjects.Options(
                  layer, LogisticRegression.Options.DEFAULT, share, files.seed()));
      drawn.writeSheet(dcgan, files.out("boxes.png"));
      Path figure = files.out("forgotten.png");
      forgetting.compare(dcgan, dcgan.latents(samples, files.seed() + 1)).writePng(figure);
      ResultFile.write(
          files.out(), new Result(files.model(), files.label(), drawn, forgetting, figure));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%d of %d feature maps of %s removed, %.1f %% of positions classified correctly; see"
                  + " %s",
              forgetting.removed().size(),
              forgetting.layer().maps(),
              forgetting.layer().name(),
              100 * forgetting.accuracy(),
              figure));
    }
  }
}

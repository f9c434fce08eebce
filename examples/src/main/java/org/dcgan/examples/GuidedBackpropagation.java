package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.inspect.GuidedBackprop;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.inspect.GuidedRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what the discriminator has learned to see (paper, figure 5). */
@Command(
    name = "GuidedBackpropagation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Finds the images that feature maps of the discriminator respond to most, and what in"
            + " them.")
public final class GuidedBackpropagation implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut();
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(names = "--layer", description = "of the discriminator (default: its last convolution)")
  private String layer = GuidedBackprop.Options.DEFAULT.layer();

  @Option(names = "--maps", description = "how many, from the first (default: ${DEFAULT-VALUE})")
  private int maps = GuidedBackprop.Options.DEFAULT.maps();

  @Option(names = "--top", description = "images a map (default: ${DEFAULT-VALUE})")
  private int top = GuidedBackprop.Options.DEFAULT.top();

  @Option(
      names = "--rule",
      description = "for the leak: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private GuidedRule rule = GuidedBackprop.Options.DEFAULT.rule();

  @Option(names = "--scanned", description = "images at most (default: ${DEFAULT-VALUE})")
  private int scanned = GuidedBackprop.Options.DEFAULT.scanned();

  /** Guided backpropagation with its defaults. */
  public GuidedBackpropagation() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param dataset whose images were looked through
   * @param layer the layer
   * @param rule for the leak
   * @param top the images that each map responds to most
   * @param figure the image
   */
  public record Result(
      Path model,
      String dataset,
      LayerSpec layer,
      GuidedRule rule,
      List<List<GuidedBackprop.TopImage>> top,
      Path figure) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new GuidedBackpropagation(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    GuidedBackprop.Options options =
        new GuidedBackprop.Options(layer, maps, top, rule, scanned, files.seed());
    try (Dcgan dcgan = files.open();
        Dataset dataset = images.open(dcgan.architecture().image(), files.seed())) {
      GuidedBackprop.Result result = GuidedBackprop.of(dcgan, dataset, options, Progress.console());
      Path figure = files.out("guided.png");
      result.writePng(figure);
      ResultFile.write(
          files.out(),
          new Result(
              files.model(),
              dataset.description(),
              result.layer(),
              rule,
              result.trained().stream().map(GuidedBackprop.Feature::top).toList(),
              figure));
      return Example.summary(
          maps + " feature maps of " + result.layer().name() + "; see " + figure);
    }
  }
}

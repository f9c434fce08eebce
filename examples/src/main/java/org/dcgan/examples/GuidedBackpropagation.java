package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

/** Shows what features the discriminator has learned (paper, figure 5). */
@Command(
    name = "GuidedBackpropagation",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Finds the images that the discriminator's feature maps respond to most, and"
            + " the pixels that cause the response.")
public final class GuidedBackpropagation implements Callable<Integer> {
  @Mixin private ModelAndOut files = new ModelAndOut("out/guided");
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--layer",
      description = "layer of the discriminator (default: its last convolution)")
  private String layer = GuidedBackprop.Options.DEFAULT.layer();

  @Option(
      names = "--maps",
      description = "number of feature maps, from the first (default: ${DEFAULT-VALUE})")
  private int maps = GuidedBackprop.Options.DEFAULT.maps();

  @Option(names = "--top", description = "images per feature map (default: ${DEFAULT-VALUE})")
  private int top = GuidedBackprop.Options.DEFAULT.top();

  @Option(
      names = "--rule",
      description =
          "gradient of LeakyReLU for negative inputs: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private GuidedRule rule = GuidedBackprop.Options.DEFAULT.rule();

  @Option(
      names = "--scanned",
      description = "maximum number of images to search (default: ${DEFAULT-VALUE})")
  private int scanned = GuidedBackprop.Options.DEFAULT.scanned();

  /** Creates the program with its defaults. */
  public GuidedBackpropagation() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param label the class of all samples, if the model is conditional
   * @param dataset the description of the searched images
   * @param layer the layer
   * @param rule the gradient rule of LeakyReLU
   * @param top the images that each feature map responds to most
   * @param figure the file with the figure
   */
  public record Result(
      Path model,
      Optional<Integer> label,
      String dataset,
      LayerSpec layer,
      GuidedRule rule,
      List<List<GuidedBackprop.TopImage>> top,
      Path figure) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new GuidedBackpropagation(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    GuidedBackprop.Options options =
        new GuidedBackprop.Options(layer, maps, top, rule, scanned, files.seed());
    try (Dcgan dcgan = files.open();
        Dataset dataset = files.openImages(images, dcgan.architecture().image())) {
      GuidedBackprop.Result result = GuidedBackprop.of(dcgan, dataset, options, Progress.console());
      Path figure = files.out("guided.png");
      result.writePng(figure);
      ResultFile.write(
          files.out(),
          new Result(
              files.model(),
              files.label(),
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

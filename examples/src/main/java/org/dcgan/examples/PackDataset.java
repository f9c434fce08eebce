package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.overview.ContactSheet;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.datasets.pack.PackReport;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.image.ImageShape;
import org.dcgan.training.TrainingPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Crops and resizes images once and stores them in one file, which trainings read at the speed of
 * memory. If the program is killed, the same command resumes it.
 */
@Command(
    name = "PackDataset",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Packs the images of a dataset, cropped and resized, into one file.")
public final class PackDataset implements Callable<Integer> {
  private static final int SHOWN = 100;

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--resolution",
      description = "side of the packed images in pixels (default: 64, or 32 for small formats)")
  private int resolution;

  @Option(
      names = "--channels",
      description = "1 for gray or 3 for color (default: ${DEFAULT-VALUE})")
  private int channels = 3;

  @Option(
      names = "--threads",
      description = "number of threads that read images (default: the number of processors)")
  private int threads = PackOptions.defaults().threads();

  @Option(names = "--replace", description = "replace an existing pack of other images or settings")
  private boolean replace;

  @Option(
      names = "--seed",
      description =
          "random seed of the contact sheet and of procedural rooms (default: ${DEFAULT-VALUE})")
  private long seed = TrainingPlan.DEFAULT_SEED;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for images.pack, contact-sheet.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/pack");

  /** Creates the packing with its defaults. */
  public PackDataset() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param source the description of the packed images and how they were cropped
   * @param pack the report of the packing
   * @param contactSheet the file with some of the packed images
   */
  public record Result(String source, PackReport pack, Path contactSheet) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new PackDataset(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    int side = resolution != 0 ? resolution : images.defaultResolution();
    if (side < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "--resolution must be at least 1 and --channels 1 or 3, got "
              + side
              + " and "
              + channels);
    }
    Path file = out.resolve("images.pack");
    Path sheet = out.resolve("contact-sheet.png");
    try (Dataset source = images.open(new ImageShape(side, side, channels), seed)) {
      PackReport report =
          ImagePack.write(
              source,
              file,
              PackOptions.defaults().withThreads(threads).withReplace(replace),
              Progress.console());
      try (ImagePack pack = ImagePack.open(file)) {
        ContactSheet.of(pack, SHOWN, seed).writePng(sheet);
      }
      ResultFile.write(out, new Result(source.description(), report, sheet));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%,d images packed, %,d unreadable, in %s; train on --data %s",
              report.images(),
              report.skipped(),
              Clock.format(report.duration()),
              file));
    }
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.faces.FaceDetector;
import org.dcgan.datasets.faces.FaceOptions;
import org.dcgan.datasets.faces.FaceReport;
import org.dcgan.datasets.faces.Faces;
import org.dcgan.datasets.faces.OpenCvFaceDetector;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Cuts the faces out of photographs with OpenCV's detector, as the paper made its faces (section
 * 4.2). Needs OpenCV on the class path: build with {@code -Pfaces}. If the program is killed, the
 * same command resumes it.
 */
@Command(
    name = "ExtractFaces",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Cuts the faces out of a tree of photographs and packs them for training.")
public final class ExtractFaces implements Callable<Integer> {

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "the photographs: a folder and its subfolders, or an archive")
  private Path data = Path.of("");

  @Option(
      names = "--size",
      description = "side of the cropped faces in pixels (default: ${DEFAULT-VALUE})")
  private int size = FaceOptions.DEFAULT_SIZE;

  @Option(
      names = "--min-side",
      description =
          "faces whose side in the photograph is shorter, in pixels, are refused (default:"
              + " ${DEFAULT-VALUE})")
  private int minSide = FaceOptions.DEFAULT_MIN_SIDE;

  @Option(
      names = "--choice",
      description =
          "which of several faces in a photograph are kept: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private FaceOptions.Choice choice = FaceOptions.defaults().choice();

  @Option(
      names = "--replace",
      description = "replace existing faces of other photographs or settings")
  private boolean replace;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for faces.pack, faces.csv, kept.png, refused.png and result.json (default:"
              + " ${DEFAULT-VALUE})")
  private Path out = Path.of("out/faces");

  /** Creates the extraction with its defaults. */
  public ExtractFaces() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param photographs the description of the photographs
   * @param faces the report of the extraction
   */
  public record Result(String photographs, FaceReport faces) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new ExtractFaces(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    FaceOptions options =
        FaceOptions.builder().size(size).minSide(minSide).choice(choice).replace(replace).build();
    try (FaceDetector detector = OpenCvFaceDetector.create();
        Dataset photographs = ImageFolder.builder(data).background(background.color()).open()) {
      FaceReport report = Faces.extract(photographs, detector, out, options, Progress.console());
      ResultFile.write(out, new Result(photographs.description(), report));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%,d faces kept of %,d photographs, %,d detections refused; look at %s, train on"
                  + " --data %s",
              report.kept(),
              report.photographs(),
              report.refused(),
              report.keptSheet(),
              report.pack().file()));
    }
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FloatFormat;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;
import picocli.CommandLine.Option;

/** Command line options that say where features go. */
final class FeatureOutput {
  @Option(
      names = "--numbers",
      description =
          "how features are stored: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}; the second"
              + " takes half the disk and memory)")
  private FloatFormat format = FloatFormat.FLOAT32;

  @Option(names = "--keep-features", description = "leave the feature files in DIR/features")
  private boolean keep;

  /**
   * Extracts features into a file below a folder.
   *
   * @param extractor what computes them
   * @param source of what
   * @param out the experiment's folder
   * @param name the file's name without its suffix
   * @param progress told of images
   * @return the open matrix
   * @throws IOException if images cannot be read or the file not be written
   */
  FeatureMatrix extract(
      FeatureExtractor extractor,
      ImageSource source,
      Path out,
      String name,
      ProgressListener progress)
      throws IOException {
    return FeatureExtraction.by(extractor)
        .format(format)
        .progress(progress)
        .write(source, file(out, name));
  }

  /** Deletes a file that is not to be kept. */
  void done(Path out, String name) throws IOException {
    if (!keep) {
      Files.deleteIfExists(file(out, name));
    }
  }

  private static Path file(Path out, String name) {
    return out.resolve("features").resolve(name + ".features");
  }
}

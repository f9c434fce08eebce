package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.eval.inspect.GuidedBackprop;
import org.dcgan.eval.inspect.InspectionReport;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.Memorization;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.eval.report.Progress;
import org.dcgan.image.ImageSource;

/**
 * The page of a study, with the inspections that every study has. Each is also written as files.
 */
final class StudyReport {
  /**
   * The file for the samples that a study selects. Unlike {@link
   * org.dcgan.eval.inspect.SampleSelection#FILE}, which people fill in, it may be replaced.
   */
  static final String EXEMPLARS = "exemplars.json";

  private static final int COMPARED = 64;

  private final Dcgan dcgan;
  private final Path folder;
  private final InspectionReport page;

  /**
   * Starts a page.
   *
   * @param title the title of the page
   * @param dcgan the model
   * @param folder the output folder
   */
  StudyReport(String title, Dcgan dcgan, Path folder) {
    this.dcgan = dcgan;
    this.folder = folder;
    this.page = InspectionReport.of(title, dcgan);
  }

  /** Returns the page, to add what only this study has. */
  InspectionReport page() {
    return page;
  }

  /** Adds a walk between random latents: {@code walk.png} and {@code walk.gif}. */
  LatentWalk.Walk walk() throws IOException {
    LatentWalk.Walk walk = LatentWalk.random(dcgan, LatentWalk.Options.DEFAULT);
    walk.writePng(folder.resolve("walk.png"));
    walk.writeGif(folder.resolve("walk.gif"));
    page.add(walk, folder.resolve("walk.gif"));
    return walk;
  }

  /** Adds guided backpropagation on real images: {@code guided.png}. */
  void guided(ImageSource real) throws IOException {
    GuidedBackprop.Result guided =
        GuidedBackprop.of(dcgan, real, GuidedBackprop.Options.DEFAULT, Progress.console());
    guided.writePng(folder.resolve("guided.png"));
    page.add(guided);
  }

  /** Adds the training images that are nearest to samples: {@code nearest.png}. */
  Memorization memorization(ImageSource training, long seed) throws IOException {
    Memorization memorization =
        Memorization.of(dcgan, training, COMPARED, seed, Progress.console());
    memorization.writePng(folder.resolve("nearest.png"));
    page.add(memorization);
    return memorization;
  }

  /** Adds turned samples: a PNG and a GIF file of this name. */
  void turn(TurnVector vector, TurnVector.Turn turned, String name) throws IOException {
    turned.writePng(folder.resolve(name + ".png"));
    turned.writeGif(folder.resolve(name + ".gif"));
    page.add(vector, turned);
  }

  /** Writes {@code inspection.html} and returns its path. */
  Path write() throws IOException {
    Path file = folder.resolve("inspection.html");
    page.write(file);
    return file;
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.Permutation;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;

/** Writes a grid of real images, to compare generated images with. */
final class RealImageGrid {

  private RealImageGrid() {}

  /**
   * Returns a listener that writes the grid when training starts. If training is refused, no file
   * is written.
   *
   * @param source the training images
   * @param count the maximum number of images
   * @param seed the random seed that images are chosen by
   * @param file the PNG file
   * @return the listener
   */
  static TrainingListener atStart(ImageSource source, int count, long seed, Path file) {
    return new TrainingListener() {
      @Override
      public void onStarted(TrainingEvent.Started event) {
        try {
          writeGrid(source, count, seed, file);
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }
    };
  }

  /**
   * Writes a grid of images chosen at random.
   *
   * @param source the images to choose from; unreadable images are skipped
   * @param count the maximum number of images
   * @param seed the random seed that images are chosen by
   * @param file the PNG file
   * @throws IOException if no image can be read or the file cannot be written
   */
  private static void writeGrid(ImageSource source, int count, long seed, Path file)
      throws IOException {
    Permutation order = Permutation.of(source.size(), seed);
    List<Pixels> chosen = new ArrayList<>();
    for (int i = 0; i < source.size() && chosen.size() < count; i++) {
      try {
        chosen.add(source.read(order.at(i)));
      } catch (UnreadableImageException e) {
        // The source has logged its name.
      }
    }
    if (chosen.isEmpty()) {
      throw new IOException(
          "none of the "
              + source.size()
              + " images of "
              + source.description()
              + " can be read; see the log for the reasons");
    }
    SampleGrids.legible(Images.of(chosen)).writePng(file);
  }
}

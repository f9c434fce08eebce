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

/** Real images to hold generated ones against. */
final class ImageDrawing {

  private ImageDrawing() {}

  /**
   * Shows what is to be learned as soon as training begins, and nothing if it does not.
   *
   * @param source where images are taken from
   * @param count how many at most
   * @param seed what they are chosen by
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
   * @param source where they are taken from; unreadable ones are passed over
   * @param count how many at most
   * @param seed what they are chosen by
   * @param file the PNG file
   * @throws IOException if the source cannot be read, or the file not written
   */
  private static void writeGrid(ImageSource source, int count, long seed, Path file)
      throws IOException {
    Permutation order = Permutation.of(source.size(), seed);
    List<Pixels> chosen = new ArrayList<>();
    for (int i = 0; i < source.size() && chosen.size() < count; i++) {
      try {
        chosen.add(source.read(order.at(i)));
      } catch (UnreadableImageException e) {
        // Named in the log by its source.
      }
    }
    if (chosen.isEmpty()) {
      throw new IOException(
          "none of the " + source.size() + " images of " + source.description() + " can be read");
    }
    SampleGrids.legible(Images.of(chosen)).writePng(file);
  }
}

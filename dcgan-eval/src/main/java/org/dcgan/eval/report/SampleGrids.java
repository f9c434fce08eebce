package org.dcgan.eval.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;

/**
 * What the generator makes of the same latents after each epoch, as images: {@code epoch-0001.png}
 * and so on, and the newest once more as {@code latest.png}.
 */
public final class SampleGrids implements TrainingListener {
  /** Small images are enlarged, pixel by pixel, to at least this side. */
  public static final int LEGIBLE_SIDE = 96;

  private final Path folder;
  private final FailSoft tolerance;

  private SampleGrids(Path folder) {
    this.folder = folder;
    this.tolerance = new FailSoft("the samples in " + folder);
  }

  /**
   * Grids in a folder.
   *
   * @param folder where; made if it is missing. Grids of the same epochs that are there are
   *     replaced
   * @return the listener
   */
  public static SampleGrids into(Path folder) {
    return new SampleGrids(folder);
  }

  /**
   * A grid that can be looked at: small images are enlarged by a whole number, so that no pixel is
   * blurred, until their longer side is at least {@link #LEGIBLE_SIDE}.
   *
   * @param images at least one image
   * @return the grid
   */
  public static ImageGrid legible(Images images) {
    ImageShape shape = images.shape();
    int side = Math.max(shape.height(), shape.width());
    return ImageGrid.of(images).scale((LEGIBLE_SIDE + side - 1) / side);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    tolerance.begin(event.resumedFrom().isPresent(), () -> Files.createDirectories(folder));
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    tolerance.attempt(
        () -> {
          Path file = folder.resolve(String.format(Locale.ROOT, "epoch-%04d.png", event.epoch()));
          legible(event.samples()).writePng(file);
          AtomicFiles.write(folder.resolve("latest.png"), out -> Files.copy(file, out));
        });
  }
}

package org.dcgan.eval.report;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;

/**
 * Writes the images that the generator generates from the same latents after each epoch: {@code
 * epoch-0001.png} and so on, and a copy of the newest file as {@code latest.png}. The grids of a
 * conditional model have one row for each class.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class SampleGrids implements TrainingListener {
  /** Smaller images are enlarged by a whole factor to at least this side, in pixels. */
  public static final int LEGIBLE_SIDE = 96;

  private final Path folder;
  private final FailSoft failSoft;
  private volatile int classes;

  private SampleGrids(Path folder) {
    this.folder = folder;
    this.failSoft = new FailSoft("the samples in " + folder);
  }

  /**
   * Creates a listener that writes grids to a folder.
   *
   * @param folder the folder; created if it is missing. Existing grids of the same epochs are
   *     replaced
   * @return the listener
   */
  public static SampleGrids into(Path folder) {
    requireNonNull(folder, "folder");

    return new SampleGrids(folder);
  }

  /**
   * A grid of images that are large enough to look at: small images are enlarged by a whole factor,
   * without blurring, until their longer side is at least {@link #LEGIBLE_SIDE}.
   *
   * @param images at least one image
   * @return the grid
   */
  public static ImageGrid legible(Images images) {
    requireNonNull(images, "images");

    ImageShape shape = images.shape();
    int side = Math.max(shape.height(), shape.width());
    return ImageGrid.of(images).withScale((LEGIBLE_SIDE + side - 1) / side);
  }

  /**
   * A grid of the samples after an epoch: one row for each class, if there are any.
   *
   * @param samples the samples, those of class 0 first
   * @param classes the number of classes, or 0
   */
  static ImageGrid ofClasses(Images samples, int classes) {
    ImageGrid grid = legible(samples);
    return classes == 0 ? grid : grid.withColumns((samples.count() + classes - 1) / classes);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    requireNonNull(event, "event");

    classes = event.architecture().classes();
    failSoft.begin(event.resumedFrom().isPresent(), () -> AtomicFiles.createFolders(folder));
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    requireNonNull(event, "event");

    failSoft.attempt(
        () -> {
          Path file = folder.resolve(String.format(Locale.ROOT, "epoch-%04d.png", event.epoch()));
          ofClasses(event.samples(), classes).writePng(file);
          AtomicFiles.write(folder.resolve("latest.png"), out -> Files.copy(file, out));
        });
  }
}

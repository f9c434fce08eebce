package org.dcgan.datasets.pack;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The result of writing a pack.
 *
 * @param file the file of the finished pack
 * @param images the number of images in the pack
 * @param skipped the number of unreadable images that were omitted; all of them are listed in the
 *     pack ({@link ImagePack#skipped})
 * @param firstSkipped the first skipped images, at most {@value #SKIPPED_SHOWN}
 * @param continued the number of images of the source that an earlier, interrupted run had
 *     processed; all images if the pack was finished
 * @param duration the duration of this run
 */
@API(status = API.Status.STABLE, since = "0.1")
public record PackReport(
    Path file,
    int images,
    int skipped,
    List<Skipped> firstSkipped,
    int continued,
    Duration duration) {
  /** Refuses null. */
  public PackReport {
    requireNonNull(file, "file");
    requireNonNull(firstSkipped, "firstSkipped");
    requireNonNull(duration, "duration");
  }

  /** How many of the images that were left out a report names. */
  public static final int SKIPPED_SHOWN = 20;

  /**
   * An unreadable image that was omitted.
   *
   * @param index the index in the source
   * @param name the name that the source gives it
   * @param reason the reason why it could not be read
   */
  public record Skipped(int index, String name, String reason) {
    /** Refuses null. */
    public Skipped {
      requireNonNull(name, "name");
      requireNonNull(reason, "reason");
    }
  }
}

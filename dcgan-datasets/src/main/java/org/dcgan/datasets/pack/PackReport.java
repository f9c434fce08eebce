package org.dcgan.datasets.pack;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How packing went.
 *
 * @param file the finished pack
 * @param images how many images are in it
 * @param skipped how many could not be read and were left out; all of them are listed in the pack
 *     ({@link ImagePack#skipped})
 * @param firstSkipped the first of them, at most {@value #SKIPPED_SHOWN}
 * @param continued how many images of the source an earlier, interrupted run had dealt with; all of
 *     them where the pack was finished already
 * @param duration the time that this run took
 */
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
   * An image that was left out.
   *
   * @param index its index in the source
   * @param name what the source calls it
   * @param reason why it could not be read
   */
  public record Skipped(int index, String name, String reason) {
    /** Refuses null. */
    public Skipped {
      requireNonNull(name, "name");
      requireNonNull(reason, "reason");
    }
  }
}

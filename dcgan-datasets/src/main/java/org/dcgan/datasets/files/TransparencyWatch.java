package org.dcgan.datasets.files;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.image.RgbColor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a warning once if most images of a source are transparent, since the background color then
 * determines much of what a network sees. The share is evaluated after the first images that are
 * read, and again after four times as many.
 */
public final class TransparencyWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TransparencyWatch.class);

  /** The number of images after which the share is first evaluated. */
  private static final int FIRST_LOOK = 64;

  private static final int LATER = 4;

  private final RgbColor background;
  private final int firstLook;

  /** The indices of images that were found to be transparent; guarded by itself. */
  private final BitSet indices = new BitSet();

  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger transparent = new AtomicInteger();
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Creates the watch for a source.
   *
   * @param background the background color, for the message
   * @param size the number of images of the source
   */
  public TransparencyWatch(RgbColor background, int size) {
    this.background = background;
    this.firstLook = Math.min(FIRST_LOOK, size);
  }

  /**
   * Notes what was found when an image was read.
   *
   * @param index the image
   * @param isTransparent whether at least one of its pixels is not fully opaque
   */
  public void saw(int index, boolean isTransparent) {
    if (isTransparent) {
      synchronized (indices) {
        indices.set(index);
      }
    }
    int some = isTransparent ? transparent.incrementAndGet() : transparent.get();
    int all = seen.incrementAndGet();
    if (isLook(all) && 2L * some > all && warned.compareAndSet(false, true)) {
      LOG.warn(
          "{} of the first {} images have transparent pixels, which are composited over the"
              + " background {}. If the images were made for another background, choose it with the"
              + " builder's background or --background.",
          some,
          all,
          background);
    }
  }

  /**
   * Returns whether an image was found to be transparent when it was read.
   *
   * @param index the image
   * @return false if it is opaque, or was not read yet
   */
  public boolean isTransparent(int index) {
    synchronized (indices) {
      return indices.get(index);
    }
  }

  /** Returns whether the warning has been logged. */
  public boolean hasWarned() {
    return warned.get();
  }

  private boolean isLook(long all) {
    long look = firstLook;
    while (look < all) {
      look *= LATER;
    }
    return look == all;
  }
}

package org.dcgan.datasets.pack;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How to write a pack. What is in it depends on none of this.
 *
 * @param threads how many images are decoded at once, at least 1
 * @param replace whether to begin anew where a pack, finished or not, is in the way
 */
public record PackOptions(int threads, boolean replace) {

  /** Checks the range. */
  public PackOptions {
    checkArgument(threads >= 1, "packing needs at least 1 thread, got %s", threads);
  }

  /**
   * One thread per processor; what is there already is kept and continued.
   *
   * @return the usual options
   */
  public static PackOptions defaults() {
    return new PackOptions(Runtime.getRuntime().availableProcessors(), false);
  }

  /**
   * Sets how many images are decoded at once.
   *
   * @param threads at least 1
   * @return the changed options
   */
  public PackOptions withThreads(int threads) {
    return new PackOptions(threads, replace);
  }

  /**
   * Sets what happens to a pack that is in the way.
   *
   * @param replace true to begin anew; false to continue an unfinished one and keep a finished one
   * @return the changed options
   */
  public PackOptions withReplace(boolean replace) {
    return new PackOptions(threads, replace);
  }
}

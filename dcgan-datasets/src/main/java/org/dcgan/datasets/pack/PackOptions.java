package org.dcgan.datasets.pack;

import static com.google.common.base.Preconditions.checkArgument;

import org.apiguardian.api.API;

/**
 * Options for writing a pack. They do not affect its content.
 *
 * @param threads the number of images that are decoded concurrently, at least 1
 * @param replace true to replace an existing pack, finished or not; false to resume or keep it
 */
@API(status = API.Status.STABLE, since = "0.1")
public record PackOptions(int threads, boolean replace) {

  /** Checks the range. */
  public PackOptions {
    checkArgument(threads >= 1, "threads must be at least 1, got %s", threads);
  }

  /**
   * Returns the default options: one thread per processor, and an existing pack is resumed or kept.
   *
   * @return the default options
   */
  public static PackOptions defaults() {
    return new PackOptions(Runtime.getRuntime().availableProcessors(), false);
  }

  /**
   * Sets the number of images that are decoded concurrently. Lower it to leave processors or memory
   * to other tasks. Default: the number of processors.
   *
   * @param threads at least 1
   * @return the changed options
   */
  public PackOptions withThreads(int threads) {
    return new PackOptions(threads, replace);
  }

  /**
   * Sets whether an existing pack is replaced. Default: false.
   *
   * @param replace true to replace it; false to resume an unfinished pack and keep a finished one
   * @return the changed options
   */
  public PackOptions withReplace(boolean replace) {
    return new PackOptions(threads, replace);
  }
}

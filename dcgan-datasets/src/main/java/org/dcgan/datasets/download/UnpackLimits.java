package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;

import org.apiguardian.api.API;

/**
 * Limits for unpacking an archive. Unpacking fails when a limit is exceeded.
 *
 * @param bytes the maximum total size of the files and of the headers of a tar archive
 * @param entries the maximum number of files and folders
 * @param ratio the maximum number of unpacked bytes per packed byte; checked beyond the first 256
 *     MiB
 */
@API(status = API.Status.STABLE, since = "0.1")
public record UnpackLimits(long bytes, long entries, double ratio) {

  /** Checks the ranges. */
  public UnpackLimits {
    checkArgument(
        bytes > 0 && entries > 0 && ratio >= 1,
        "limits must be positive and the ratio at least 1, got %s",
        bytes + " bytes, " + entries + " entries, ratio " + ratio);
  }

  /**
   * Returns the default limits: 1 TiB, 20 million entries, and a ratio of 200. Image datasets stay
   * below them; decompression bombs exceed them.
   *
   * @return the default limits
   */
  public static UnpackLimits defaults() {
    return new UnpackLimits(1L << 40, 20_000_000, 200);
  }
}

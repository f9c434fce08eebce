package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What an archive may become. Each limit stops unpacking with an error.
 *
 * @param bytes of all files together, and of the headers of a tar archive
 * @param entries files and folders
 * @param ratio unpacked bytes for each packed one; checked beyond the first 256 MiB
 */
public record UnpackLimits(long bytes, long entries, double ratio) {

  /** Checks the ranges. */
  public UnpackLimits {
    checkArgument(
        bytes > 0 && entries > 0 && ratio >= 1,
        "limits must be positive and the ratio at least 1, got %s",
        bytes + " bytes, " + entries + " entries, ratio " + ratio);
  }

  /**
   * 1 TiB, 20 million entries, 200 to one: more than any dataset of images, less than any bomb.
   *
   * @return the usual limits
   */
  public static UnpackLimits defaults() {
    return new UnpackLimits(1L << 40, 20_000_000, 200);
  }
}

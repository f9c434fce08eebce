package org.dcgan.tensorflow.hashing;

import java.util.List;
import org.dcgan.hashing.HasherOptions;

/**
 * What a hasher's folder says about itself in {@code hasher.json}.
 *
 * @param format always {@value #FORMAT}
 * @param formatVersion {@value #VERSION} for what this version writes
 * @param engine the engine's name and version
 * @param options how it was trained
 * @param dataset the description of what it was trained on
 * @param loss at the end of training
 * @param arrays every array
 */
record HasherManifest(
    String format,
    int formatVersion,
    String engine,
    HasherOptions options,
    String dataset,
    double loss,
    List<ArrayEntry> arrays) {
  static final String FORMAT = "dcgan-hasher";
  static final int VERSION = 1;

  /**
   * One array.
   *
   * @param name the parameter's name
   * @param file its file, beside the manifest
   * @param crc32c the file's checksum, eight hexadecimal digits
   */
  record ArrayEntry(String name, String file, String crc32c) {}
}

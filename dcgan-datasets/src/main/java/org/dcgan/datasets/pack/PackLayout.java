package org.dcgan.datasets.pack;

import java.nio.ByteOrder;
import org.dcgan.image.ImageShape;

/** The constants of the file format, version 1. Numbers are little-endian. */
final class PackLayout {
  /** High bit, name, and line ends of two systems, so that a transfer as text is noticed (PNG). */
  static final long MAGIC = 0x0A1A0A0D_4B504989L;

  static final int VERSION = 1;

  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** A page, so that the images begin on one. */
  static final int HEADER_BYTES = 4096;

  /** Images are decoded, checksummed and written together in chunks of about this size. */
  private static final int CHUNK_BYTES = 4 << 20;

  private PackLayout() {}

  /** The parts of the file after the header, in this order, each on a multiple of 8 bytes. */
  enum Section {
    /** The images, HWC, one after another without gaps. */
    PIXELS,
    /** An int per image: index of its class, or -1. */
    LABELS,
    /** A long per image, and one more: where its name begins in {@link #NAMES}. */
    NAME_OFFSETS,
    /** UTF-8, one after another. */
    NAMES,
    /** A long per image that was left out, and one more. */
    SKIPPED_OFFSETS,
    /** Index, name and reason of each: UTF-8, with zeros between the three. */
    SKIPPED,
    /** Two ints per chunk: how many images, and the CRC-32C of their bytes. */
    CHUNKS,
    /** The source's description and the names of the classes: each an int (bytes) and UTF-8. */
    META
  }

  static int imagesPerChunk(ImageShape shape) {
    return Math.max(1, CHUNK_BYTES / shape.size());
  }

  static int chunks(int images, ImageShape shape) {
    return Math.toIntExact(((long) images + imagesPerChunk(shape) - 1) / imagesPerChunk(shape));
  }

  static long align(long position) {
    return position + 7 & ~7L;
  }
}

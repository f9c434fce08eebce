package org.dcgan.datasets.pack;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.dcgan.datasets.pack.PackLayout.Section;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;

/**
 * The first page of a pack.
 *
 * @param shape the shape of all images
 * @param count the number of images
 * @param skipped the number of images of the source that are not in the pack
 * @param chunks the number of chunks of images
 * @param fingerprint 64 bits derived from all checksums, which identify the content
 * @param sections the locations of the sections
 */
record PackHeader(
    ImageShape shape,
    int count,
    int skipped,
    int chunks,
    long fingerprint,
    Map<Section, SectionLocation> sections) {
  /** The maximum size of the description and the class names. */
  private static final long MAX_META_BYTES = 1 << 28;

  private static final int CHECKSUM_AT = PackLayout.HEADER_BYTES - 4;

  /**
   * The location of a section of the file.
   *
   * @param offset the offset of the first byte
   * @param length the length in bytes
   * @param checksum the CRC-32C of the bytes; 0 for the images, whose chunks have separate
   *     checksums
   */
  record SectionLocation(long offset, long length, int checksum) {}

  SectionLocation section(Section section) {
    return requireNonNull(sections.get(section));
  }

  long fileBytes() {
    SectionLocation last = section(Section.META);
    return last.offset() + last.length();
  }

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(PackLayout.HEADER_BYTES).order(PackLayout.ORDER);
    out.putLong(PackLayout.MAGIC).putInt(PackLayout.VERSION);
    out.putInt(shape.height()).putInt(shape.width()).putInt(shape.channels());
    out.putInt(count).putInt(skipped).putInt(chunks).putInt(0).putLong(fingerprint);
    for (Section section : Section.values()) {
      SectionLocation location = section(section);
      out.putLong(location.offset())
          .putLong(location.length())
          .putInt(location.checksum())
          .putInt(0);
    }
    out.putInt(CHECKSUM_AT, checksum(out));
    return out.rewind();
  }

  private static int checksum(ByteBuffer page) {
    CRC32C crc = new CRC32C();
    crc.update(page.slice(0, CHECKSUM_AT));
    return (int) crc.getValue();
  }

  /**
   * Decodes a header and checks everything that can be checked without reading the rest of the
   * file.
   *
   * @param file the file, for error messages
   * @param page the first page of the file, or the whole file if it is shorter
   * @param fileBytes the size of the file
   */
  static PackHeader decode(Path file, ByteBuffer page, long fileBytes)
      throws MalformedFileException {
    page.order(PackLayout.ORDER);
    if (page.remaining() < 8 || page.getLong(0) != PackLayout.MAGIC) {
      throw new MalformedFileException(
          file,
          "expected an image pack, found "
              + (page.remaining() == 0 ? "an empty file" : "another kind of file")
              + "; make one with ImagePack.write");
    }
    if (page.remaining() < PackLayout.HEADER_BYTES) {
      throw new MalformedFileException(
          file,
          String.format(
              Locale.ROOT,
              "the header is cut off: expected %d bytes, found %d; copy or pack it again",
              PackLayout.HEADER_BYTES,
              page.remaining()));
    }
    int version = page.getInt(8);
    if (version != PackLayout.VERSION) {
      throw new MalformedFileException(
          file,
          String.format(
              Locale.ROOT,
              "this is version %d of the format, and only version %d can be read; pack it again"
                  + " with this version of the library, or use the one that wrote it",
              version,
              PackLayout.VERSION));
    }
    if (page.getInt(CHECKSUM_AT) != checksum(page)) {
      throw new MalformedFileException(
          file, "the header is damaged (its checksum differs); copy or pack it again");
    }
    try {
      PackHeader header = decode(page.position(12));
      header.check(fileBytes);
      return header;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedFileException(file, e.getMessage() + "; copy or pack it again");
    }
  }

  private static PackHeader decode(ByteBuffer in) {
    ImageShape shape = new ImageShape(in.getInt(), in.getInt(), in.getInt());
    int count = in.getInt();
    int skipped = in.getInt();
    int chunks = in.getInt();
    in.getInt();
    long fingerprint = in.getLong();
    Map<Section, SectionLocation> sections = new EnumMap<>(Section.class);
    for (Section section : Section.values()) {
      sections.put(section, new SectionLocation(in.getLong(), in.getLong(), in.getInt()));
      in.getInt();
    }
    return new PackHeader(shape, count, skipped, chunks, fingerprint, sections);
  }

  private void check(long fileBytes) {
    require(count >= 1 && skipped >= 0 && chunks >= 1, "the counts in the header are out of range");
    long end = PackLayout.HEADER_BYTES;
    for (Section section : Section.values()) {
      SectionLocation location = section(section);
      require(
          location.length() >= 0 && location.offset() == PackLayout.align(end),
          "the offset of section " + section + " in the header is wrong");
      end = Math.addExact(location.offset(), location.length());
    }
    requireLength(Section.PIXELS, (long) count * shape.size());
    requireLength(Section.LABELS, 4L * count);
    requireLength(Section.NAME_OFFSETS, 8L * (count + 1L));
    requireLength(Section.SKIPPED_OFFSETS, 8L * (skipped + 1L));
    requireLength(Section.CHUNKS, 8L * chunks);
    require(
        section(Section.META).length() <= MAX_META_BYTES,
        "the description and the class names claim more than " + MAX_META_BYTES + " bytes");
    require(
        end == fileBytes,
        String.format(
            Locale.ROOT,
            "expected %d bytes (%d images of %s), found %d; the file is %s",
            end,
            count,
            shape,
            fileBytes,
            fileBytes < end ? "truncated" : "too long"));
  }

  private void requireLength(Section section, long expected) {
    require(
        section(section).length() == expected,
        String.format(
            Locale.ROOT,
            "the header gives section %s %d bytes, expected %d",
            section,
            section(section).length(),
            expected));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

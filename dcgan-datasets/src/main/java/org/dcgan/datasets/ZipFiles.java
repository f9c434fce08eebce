package org.dcgan.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dcgan.datasets.format.MalformedFileException;

/** Pictures in a zip archive, unpacked one at a time as they are read. */
final class ZipFiles implements PictureFiles {
  /** Compressed pictures hardly shrink; a plain bitmap of a drawing may shrink to a hundredth. */
  private static final long MAX_RATIO = 200;

  /** Below this a large ratio does no harm. */
  private static final long RATIO_MATTERS = 1 << 20;

  private final Path path;
  private final ZipFile zip;

  /** Clean names, in order, and the entries' own. */
  private final List<String> names;

  private final Map<String, String> entries;

  private ZipFiles(Path path, ZipFile zip, TreeMap<String, String> entries) {
    this.path = path;
    this.zip = zip;
    this.names = List.copyOf(entries.keySet());
    this.entries = entries;
  }

  static ZipFiles open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = open(path, StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException e) {
      try {
        // Names in some older encoding: as good as any, as long as it takes every byte.
        zip = open(path, StandardCharsets.ISO_8859_1);
      } catch (IOException | RuntimeException | OutOfMemoryError again) {
        throw new MalformedFileException(
            path, "is not a whole zip archive (" + again.getMessage() + ")");
      }
    }
    try {
      TreeMap<String, String> entries = new TreeMap<>();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Optional<String> name = ArchiveNames.picture(path, entry.getName());
        if (name.isPresent() && !entry.isDirectory()) {
          check(path, entry);
          if (entries.put(name.get(), entry.getName()) != null) {
            throw ArchiveNames.twice(path, name.get());
          }
        }
      }
      return new ZipFiles(path, zip, entries);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e instanceof MalformedFileException malformed
          ? malformed
          : new MalformedFileException(path, "its directory is damaged (" + e + ")");
    }
  }

  private static ZipFile open(Path path, Charset charset) throws IOException {
    return new ZipFile(path.toFile(), charset);
  }

  private static void check(Path path, ZipEntry entry) throws MalformedFileException {
    long size = entry.getSize();
    long packed = entry.getCompressedSize();
    if (size < 0
        || packed < 0
        || size > MAX_FILE_BYTES
        || size > RATIO_MATTERS && size / MAX_RATIO > packed) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "entry '%s' claims %d bytes packed into %d; pictures have at most %d, and shrink to"
                  + " no less than a %dth",
              entry.getName(),
              size,
              packed,
              MAX_FILE_BYTES,
              MAX_RATIO));
    }
  }

  @Override
  public int count() {
    return names.size();
  }

  @Override
  public String name(int index) {
    return names.get(index);
  }

  private ZipEntry entry(int index) throws ZipException {
    ZipEntry entry = zip.getEntry(entries.get(names.get(index)));
    if (entry == null) {
      throw new ZipException("the archive's directory is damaged");
    }
    return entry;
  }

  @Override
  public long bytes(int index) {
    try {
      return entry(index).getSize();
    } catch (ZipException e) {
      return -1;
    }
  }

  @Override
  public String place(int index) {
    return path + ", entry " + names.get(index);
  }

  @Override
  public byte[] read(int index) throws IOException {
    ZipEntry entry = entry(index);
    try (InputStream in = zip.getInputStream(entry)) {
      int size = (int) entry.getSize();
      byte[] bytes = in.readNBytes(size);
      if (bytes.length != size || in.read() >= 0) {
        throw new ZipException("has other than the " + size + " bytes that it claims");
      }
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != entry.getCrc()) {
        throw new ZipException("its checksum is not the one that it should have");
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new ZipException("its header is damaged (" + e.getMessage() + ")");
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcgan.internal.io.PositionalFile;

/**
 * The images of an archive, which are listed when it is opened and whose content is read on demand.
 *
 * @param <E> the location of an image in the archive
 */
abstract class ArchiveFiles<E extends ArchiveFiles.Location> implements ImageFiles {
  private final Path path;
  private final PositionalFile file;
  private final List<Map.Entry<String, E>> images;
  private final FormatHints hints;

  /** The location of an entry's content. */
  interface Location {
    /** Returns the size of the unpacked content. */
    long size();
  }

  /**
   * Collects the images of an archive, sorted by name, and refuses names that are not distinct.
   *
   * @param <E> the location of an image in the archive
   */
  static final class Listing<E extends Location> {
    private final Path path;
    private final SortedMap<String, E> images = new TreeMap<>();
    private final EntryNames.Folders folders = new EntryNames.Folders();
    private final FormatHints hints = new FormatHints();

    Listing(Path path) {
      this.path = path;
    }

    /**
     * Adds an image.
     *
     * @param name the normalized name
     * @param raw the bytes of the entry's name
     * @param entry the entry's name as text
     * @param location the location of its content
     */
    void add(String name, byte[] raw, String entry, E location) throws IOException {
      ArchiveNames.checkFolders(path, folders, raw, entry);
      if (images.put(name, location) != null) {
        throw ArchiveNames.twice(path, name);
      }
    }

    /** Adds the name of an entry that is not an image. */
    void skip(String entry) {
      hints.add(entry);
    }
  }

  ArchiveFiles(PositionalFile file, Listing<E> listing) {
    this.path = listing.path;
    this.file = file;
    this.images = List.copyOf(listing.images.entrySet());
    this.hints = listing.hints;
  }

  @Override
  public final int count() {
    return images.size();
  }

  @Override
  public final String name(int index) {
    return images.get(index).getKey();
  }

  @Override
  public final long bytes(int index) {
    return images.get(index).getValue().size();
  }

  @Override
  public final String location(int index) {
    return printable(path + ", entry " + name(index));
  }

  @Override
  public final FormatHints formatHints() {
    return hints;
  }

  @Override
  public final byte[] read(int index) throws IOException {
    E location = images.get(index).getValue();
    if (location.size() > MAX_FILE_BYTES) {
      throw tooLarge(location.size());
    }
    return content(location);
  }

  /** Reads the content of an image, of at most {@link #MAX_FILE_BYTES}. */
  abstract byte[] content(E location) throws IOException;

  @Override
  public final void close() {
    file.close();
  }
}

package org.dcgan.datasets.format;

import static com.google.common.base.Preconditions.checkElementIndex;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.PositionalFile;

/**
 * An LMDB environment (Symas Lightning Memory-Mapped Database, version 0.9, 64 bits,
 * little-endian), read only: the entries of its main table, indexed in the order of their keys.
 *
 * <p>The file is read in plain Java and not mapped into memory, so that damage, truncation while it
 * is open, or a failing disk results in an {@link IOException} and never crashes the process. No
 * lock file is created, so the folder may be read-only; the environment must not be written to
 * while it is open. Safe for use from several threads.
 *
 * <p>All pages that hold keys are checked at opening: bounds, kinds, order. This takes seconds for
 * three million keys on an SSD, minutes on a disk, and is logged every ten seconds.
 */
public final class LmdbFile implements AutoCloseable {
  /** The name of the data file in the folder of an environment. */
  private static final String DATA_FILE = "data.mdb";

  private final PositionalFile file;
  private final LmdbTree tree;
  private final LmdbIndex index;
  private final String fingerprint;

  private LmdbFile(PositionalFile file, LmdbTree tree, LmdbIndex index) {
    this.file = file;
    this.tree = tree;
    this.index = index;
    this.fingerprint = index.fingerprint().toString();
  }

  /**
   * Opens and checks an environment.
   *
   * @param path its folder, which holds data.mdb; or the file itself, whatever it is called
   * @return the open environment
   * @throws MalformedFileException if it is not an environment, or truncated or damaged
   * @throws IOException if it is missing or cannot be read
   */
  public static LmdbFile open(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(DATA_FILE) : path;
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          printable(file),
          null,
          "expected an LMDB environment: a folder with " + DATA_FILE + " in it, or that file");
    }
    PositionalFile open = PositionalFile.open(file);
    try {
      LmdbTree tree = new LmdbTree(open, LmdbHeader.read(open));
      return new LmdbFile(open, tree, tree.check());
    } catch (IOException | RuntimeException | Error e) {
      open.close();
      throw e;
    }
  }

  /**
   * Returns the number of entries.
   *
   * @return at least 0
   */
  public int size() {
    return index.size();
  }

  /**
   * The key of an entry.
   *
   * @param index 0 to {@code size() - 1}, in the order of the keys' bytes
   * @return a copy
   * @throws IOException if the file has changed or become shorter since it was opened, or cannot be
   *     read
   * @throws IllegalStateException if this is closed
   */
  public byte[] key(int index) throws IOException {
    checkElementIndex(index, size(), "entry");
    return tree.key(this.index.location(index));
  }

  /**
   * The value of an entry.
   *
   * @param index 0 to {@code size() - 1}, in the order of the keys' bytes
   * @return a copy
   * @throws IOException if the file has changed or become shorter since it was opened, or cannot be
   *     read
   * @throws IllegalStateException if this is closed
   */
  public byte[] value(int index) throws IOException {
    checkElementIndex(index, size(), "entry");
    return tree.value(this.index.location(index));
  }

  /**
   * Returns the identity of the content: a hash of all keys and the sizes of all values.
   *
   * @return 256 bits in hexadecimal
   */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * Where the file is.
   *
   * @return the path of the file itself
   */
  public Path path() {
    return file.path();
  }

  /** Closes the file, after reads in progress are done. Does nothing the second time. */
  @Override
  public void close() {
    file.close();
  }
}

package org.dcgan.datasets.format;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static org.lwjgl.system.MemoryUtil.NULL;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.lmdb.LMDB;
import org.lwjgl.util.lmdb.MDBVal;

/**
 * An LMDB environment (Symas Lightning Memory-Mapped Database, version 0.9, 64 bits), read only:
 * the entries of its main table, by their place in the order of their keys.
 *
 * <p>No lock file is made or needed, so the folder may be read-only; in return nothing may write to
 * the environment while it is open. Its pages are the operating system's to keep or to drop; the
 * heap holds a sixteenth of the keys. Safe for use from several threads.
 *
 * <p>Because LMDB itself trusts its files, all pages that hold keys are checked at opening: bounds,
 * kinds, order. This takes seconds for three million keys on an SSD, minutes on a disk, and is
 * logged every ten seconds.
 */
public final class LmdbFile implements AutoCloseable {
  /** The name of the one file in an environment that is a folder. */
  private static final String DATA_FILE = "data.mdb";

  private static final long MAP_UNIT = 1 << 16;

  /**
   * Above this the operating system does not read ahead: entries are read in random order, and
   * memory does not hold them all.
   */
  private static final long READ_AHEAD_BELOW = 4L << 30;

  private final Path path;
  private final LmdbKeys keys;
  private final String fingerprint;
  private final long environment;
  private final int table;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private LmdbFile(Path path, LmdbKeys keys, long environment, int table) {
    this.path = path;
    this.keys = keys;
    this.fingerprint = keys.fingerprint().toString();
    this.environment = environment;
    this.table = table;
  }

  /**
   * Opens and checks an environment.
   *
   * @param path its folder, which holds data.mdb; or the file itself, whatever it is called
   * @return the open environment
   * @throws MalformedFileException if it is not one, truncated, or damaged
   * @throws IOException if it is missing or cannot be read
   */
  public static LmdbFile open(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(DATA_FILE) : path;
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(),
          null,
          "expected an LMDB environment: a folder with " + DATA_FILE + " in it, or that file");
    }
    LmdbKeys keys;
    long size;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      keys = LmdbTree.check(file, channel, LmdbHeader.read(file, channel));
      size = channel.size();
    }
    try {
      return open(file, size, keys);
    } catch (LinkageError e) {
      throw new IOException(
          "LMDB cannot be loaded on this platform ("
              + e.getMessage()
              + "); org.lwjgl:lwjgl and org.lwjgl:lwjgl-lmdb must be on the class path with the"
              + " classifier of the platform, such as natives-linux; where modules are used, run java"
              + " with --add-modules org.lwjgl.natives,org.lwjgl.lmdb.natives",
          e);
    }
  }

  private static LmdbFile open(Path file, long size, LmdbKeys keys) throws IOException {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer pointer = stack.mallocPointer(1);
      check(file, LMDB.mdb_env_create(pointer), "create an environment");
      long environment = pointer.get(0);
      try {
        long mapSize = (size + MAP_UNIT - 1) / MAP_UNIT * MAP_UNIT;
        check(file, LMDB.mdb_env_set_mapsize(environment, mapSize), "set the map's size");
        int flags = LMDB.MDB_NOSUBDIR | LMDB.MDB_RDONLY | LMDB.MDB_NOLOCK | LMDB.MDB_NOTLS;
        if (size > READ_AHEAD_BELOW) {
          flags |= LMDB.MDB_NORDAHEAD;
        }
        check(file, LMDB.mdb_env_open(environment, file.toString(), flags, 0), "open it");
        check(file, begin(environment, pointer), "begin reading");
        long transaction = pointer.get(0);
        try {
          IntBuffer table = stack.mallocInt(1);
          check(
              file,
              LMDB.mdb_dbi_open(transaction, (CharSequence) null, 0, table),
              "open the main table");
          check(file, LMDB.mdb_txn_commit(transaction), "keep the main table open");
          transaction = NULL;
          return new LmdbFile(file, keys, environment, table.get(0));
        } finally {
          if (transaction != NULL) {
            LMDB.mdb_txn_abort(transaction);
          }
        }
      } catch (IOException | RuntimeException | Error e) {
        LMDB.mdb_env_close(environment);
        throw e;
      }
    }
  }

  private static int begin(long environment, PointerBuffer transaction) {
    return LMDB.mdb_txn_begin(environment, NULL, LMDB.MDB_RDONLY, transaction);
  }

  private static void check(Path file, int code, String what) throws IOException {
    if (code != LMDB.MDB_SUCCESS) {
      throw new IOException(
          file + ": LMDB could not " + what + " (" + LMDB.mdb_strerror(code) + ", " + code + ")");
    }
  }

  /**
   * How many entries there are.
   *
   * @return at least 0
   */
  public int size() {
    return keys.size();
  }

  /**
   * The key of an entry.
   *
   * @param index 0 to {@code size() - 1}, in the order of the keys' bytes
   * @return a copy
   * @throws IOException if LMDB reports an error
   */
  public byte[] key(int index) throws IOException {
    return read(index, false);
  }

  /**
   * The value of an entry.
   *
   * @param index 0 to {@code size() - 1}, in the order of the keys' bytes
   * @return a copy
   * @throws IOException if LMDB reports an error
   */
  public byte[] value(int index) throws IOException {
    return read(index, true);
  }

  /**
   * What tells this environment from others: a hash of all keys and the sizes of all values.
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
    return path;
  }

  private byte[] read(int index, boolean value) throws IOException {
    checkElementIndex(index, size(), "entry");
    lock.readLock().lock();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      checkState(!closed, "this environment is closed: %s", path);
      PointerBuffer pointer = stack.mallocPointer(1);
      check(path, begin(environment, pointer), "begin reading");
      long transaction = pointer.get(0);
      try {
        check(path, LMDB.mdb_cursor_open(transaction, table, pointer), "open a cursor");
        long cursor = pointer.get(0);
        try {
          return read(stack, cursor, index, value);
        } finally {
          LMDB.mdb_cursor_close(cursor);
        }
      } finally {
        LMDB.mdb_txn_abort(transaction);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private byte[] read(MemoryStack stack, long cursor, int index, boolean value) throws IOException {
    String what = "find entry " + index;
    byte[] anchor = keys.anchor(index);
    // Keys are shorter than half a page, which the stack has room for.
    ByteBuffer wanted = stack.malloc(anchor.length).put(0, anchor);
    MDBVal key = MDBVal.malloc(stack).mv_data(wanted);
    MDBVal data = MDBVal.calloc(stack);
    check(path, LMDB.nmdb_cursor_get(cursor, key.address(), NULL, LMDB.MDB_SET_KEY), what);
    for (int i = index % LmdbKeys.STRIDE; i > 0; i--) {
      check(path, LMDB.nmdb_cursor_get(cursor, key.address(), NULL, LMDB.MDB_NEXT), what);
    }
    if (value) {
      check(path, LMDB.mdb_cursor_get(cursor, key, data, LMDB.MDB_GET_CURRENT), what);
    }
    ByteBuffer found = (value ? data : key).mv_data();
    byte[] copy = new byte[found == null ? 0 : found.remaining()];
    if (found != null) {
      found.get(copy);
    }
    return copy;
  }

  /** Unmaps the file, after reads in progress are done. Does nothing the second time. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        LMDB.mdb_env_close(environment);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}

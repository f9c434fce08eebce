package org.dcgan.datasets.format;

import static org.lwjgl.system.MemoryUtil.NULL;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.lmdb.LMDB;
import org.lwjgl.util.lmdb.MDBVal;

/** LMDB environments for tests, written by LMDB. */
public final class LmdbWriter {

  private LmdbWriter() {}

  /** Writes entries into one file. */
  public static Path write(Path file, Map<String, byte[]> entries) throws IOException {
    return write(file, 0, entries);
  }

  /** Writes entries into one file, with flags of the main table. */
  static Path write(Path file, int tableFlags, Map<String, byte[]> entries) throws IOException {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      PointerBuffer pointer = stack.mallocPointer(1);
      check(LMDB.mdb_env_create(pointer));
      long environment = pointer.get(0);
      check(LMDB.mdb_env_set_mapsize(environment, 1L << 30));
      int flags = LMDB.MDB_NOSUBDIR | LMDB.MDB_NOLOCK | LMDB.MDB_NOSYNC;
      check(LMDB.mdb_env_open(environment, file.toString(), flags, 0644));
      check(LMDB.mdb_txn_begin(environment, NULL, 0, pointer));
      long transaction = pointer.get(0);
      var table = stack.mallocInt(1);
      check(LMDB.mdb_dbi_open(transaction, (CharSequence) null, tableFlags, table));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ByteBuffer key = MemoryUtil.memUTF8(entry.getKey(), false);
        ByteBuffer value = MemoryUtil.memAlloc(entry.getValue().length).put(0, entry.getValue());
        try (MemoryStack frame = stack.push()) {
          check(
              LMDB.mdb_put(
                  transaction,
                  table.get(0),
                  MDBVal.malloc(frame).mv_data(key),
                  MDBVal.malloc(frame).mv_data(value),
                  0));
        } finally {
          MemoryUtil.memFree(key);
          MemoryUtil.memFree(value);
        }
      }
      check(LMDB.mdb_txn_commit(transaction));
      LMDB.mdb_env_close(environment);
    }
    return file;
  }

  private static void check(int code) throws IOException {
    if (code != 0) {
      throw new IOException(LMDB.mdb_strerror(code));
    }
  }
}

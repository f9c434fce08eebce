package org.dcgan.datasets.pack;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What an unfinished pack knows of itself: first what is being packed, then a record for every
 * chunk whose pictures are safely in the {@code .part} file. A record is its length, its CRC-32C
 * and its content, so that one that was cut off by a crash is recognised and dropped.
 */
final class PackJournal implements AutoCloseable {
  private static final int MAX_RECORD = 1 << 28;

  private final Path file;
  private final FileChannel channel;

  private PackJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes every whole record. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes a chunk.
     *
     * @return false to drop this record and all later ones
     */
    boolean take(PackedChunk chunk) throws IOException;
  }

  /**
   * Opens a journal to go on with.
   *
   * @param identity what is being packed; refused if the journal there is of something else
   * @param reader is given what is there
   */
  static PackJournal open(Path file, String identity, Reader reader) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PackJournal journal = new PackJournal(file, channel);
    try {
      long end = journal.replay(identity, reader);
      channel.truncate(end);
      channel.position(end);
      if (end == 0) {
        journal.append(identity.getBytes(StandardCharsets.UTF_8));
      }
      return journal;
    } catch (IOException | RuntimeException | Error e) {
      journal.close();
      throw e;
    }
  }

  /** Gives every record to a reader, from the beginning. */
  void read(Reader reader) throws IOException {
    replay(null, reader);
  }

  private long replay(@Nullable String identity, Reader reader) throws IOException {
    long end = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      byte[] record = record(in);
      if (record == null) {
        return 0;
      }
      if (identity != null) {
        checkIdentity(identity, new String(record, StandardCharsets.UTF_8));
      }
      end = 8L + record.length;
      while ((record = record(in)) != null) {
        PackedChunk chunk =
            PackedChunk.decode(new DataInputStream(new ByteArrayInputStream(record)));
        if (!reader.take(chunk)) {
          return end;
        }
        end += 8L + record.length;
      }
      return end;
    }
  }

  /** The next whole record, or null at the end or where something was cut off. */
  private static byte @Nullable [] record(DataInputStream in) throws IOException {
    try {
      int length = in.readInt();
      int checksum = in.readInt();
      if (length < 0 || length > MAX_RECORD) {
        return null;
      }
      byte[] record = in.readNBytes(length);
      return record.length == length && checksum(record) == checksum ? record : null;
    } catch (EOFException e) {
      return null;
    }
  }

  private void checkIdentity(String expected, String found) throws IOException {
    if (!expected.equals(found)) {
      throw new IOException(
          String.format(
              "%s holds an unfinished pack of something else.%nIt is of:%n%s%nasked for is:%n%s%n"
                  + "Pack the same source with the same preprocessing to go on, or give another"
                  + " file, or set the option replace to begin anew",
              file, found.indent(2), expected.indent(2)));
    }
  }

  void append(PackedChunk chunk) throws IOException {
    append(chunk.encode());
  }

  private void append(byte[] record) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(8 + record.length);
    out.putInt(record.length).putInt(checksum(record)).put(record).flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    channel.force(false);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

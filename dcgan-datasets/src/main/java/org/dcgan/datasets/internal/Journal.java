package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.dcgan.image.MalformedFileException;
import org.jspecify.annotations.Nullable;

/**
 * The journal of an unfinished job: first the identity of the job, then a record for every part
 * that is complete. A record consists of its length, its CRC-32C and its content, so that a record
 * that was truncated by a crash is detected and dropped.
 */
public final class Journal implements AutoCloseable {
  private static final int MAX_RECORD = 1 << 28;

  /** The number of lines and of characters of an identity in a message. */
  private static final int MOST_LINES = 10;

  private static final int MOST_CHARACTERS = 1000;

  private final Path file;
  private final FileChannel channel;

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Receives every complete record. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Receives a record.
     *
     * @param record its content
     * @return false to drop this record and all later ones
     * @throws EOFException if the record is too short for its content, which counts as damage
     * @throws IllegalArgumentException if the record has impossible content, which counts as damage
     * @throws IOException if what it describes cannot be processed
     */
    boolean take(DataInputStream record) throws IOException;
  }

  /** Writes a record. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes the content.
     *
     * @param record receives the content
     * @throws IOException never, but {@code DataOutput} declares it
     */
    void writeTo(RecordOutput record) throws IOException;
  }

  /**
   * Opens a journal to resume a job, or creates it.
   *
   * @param file the file of the journal
   * @param identity the identity of the job, with a line for each property; an existing journal
   *     with another identity is refused
   * @param reader receives the existing records; a damaged record is dropped with all later ones
   * @return the open journal, to which records can be appended
   * @throws IOException if it cannot be read or written, or has another identity
   */
  public static Journal open(Path file, String identity, Reader reader) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    Journal journal = new Journal(file, channel);
    try {
      long end = journal.replay(identity, reader);
      channel.truncate(end);
      channel.position(end);
      if (end == 0) {
        journal.append(identity.getBytes(StandardCharsets.UTF_8));
      }
      return journal;
    } catch (IOException | RuntimeException | Error e) {
      try {
        journal.close();
      } catch (IOException failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  /**
   * Passes every record to a reader, from the beginning.
   *
   * @param reader receives the records
   * @throws MalformedFileException if a record is damaged
   * @throws IOException if they cannot be read
   */
  public void read(Reader reader) throws IOException {
    replay(null, reader);
  }

  @CanIgnoreReturnValue
  private long replay(@Nullable String identity, Reader reader) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      byte[] record = record(in);
      if (record == null) {
        return 0;
      }
      if (identity != null) {
        checkIdentity(identity, new String(record, StandardCharsets.UTF_8));
      }
      long end = 8L + record.length;
      while ((record = record(in)) != null) {
        try {
          if (!reader.take(RecordOutput.input(record))) {
            return end;
          }
        } catch (EOFException | IllegalArgumentException e) {
          if (identity != null) {
            return end;
          }
          MalformedFileException malformed =
              new MalformedFileException(
                  file,
                  "the record at offset "
                      + end
                      + " is damaged ("
                      + e.getMessage()
                      + "); delete the file, or set the option replace, to start over");
          malformed.initCause(e);
          throw malformed;
        }
        end += 8L + record.length;
      }
      return end;
    }
  }

  /** Returns the next complete record, or null at the end or at a truncated record. */
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
              Locale.ROOT,
              "%s belongs to another job.%nFound:%n%sExpected:%n%sUse the same source and settings to"
                  + " resume it, choose another file, or set the option replace to start over",
              printable(file),
              shown(found),
              shown(expected)));
    }
  }

  /** The identity is untrusted: a few lines, each of visible characters and of limited length. */
  private static String shown(String identity) {
    return identity
        .lines()
        .limit(MOST_LINES)
        .map(line -> line.substring(0, Math.min(MOST_CHARACTERS, line.length())))
        .map(line -> "  " + oneLine(line) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  /**
   * Appends a record and flushes it to the disk.
   *
   * @param writer its content
   * @throws IOException if it cannot be written
   */
  public void append(Writer writer) throws IOException {
    append(RecordOutput.bytes(writer));
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

package org.dcgan.eval.report;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/**
 * A file of TensorBoard's: {@code Event} messages, each a TFRecord: its length in 8 bytes, little
 * end first, a masked CRC32C of these, the message, a masked CRC32C of it.
 */
final class EventFile implements Closeable {
  /** What TensorBoard looks for in a file's name. */
  static final String PREFIX = "events.out.tfevents.";

  private static final String VERSION = "brain.Event:2";
  private static final int HEADER = 12;
  private static final int FOOTER = 4;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /**
   * Starts a file that sorts behind those that are there.
   *
   * @param folder made if it is missing
   */
  static EventFile create(Path folder) throws IOException {
    Files.createDirectories(folder);
    double now = seconds();
    EventFile events = new EventFile(new BufferedOutputStream(create(folder, now), 1 << 16));
    events.write(Event.newBuilder().setWallTime(now).setFileVersion(VERSION).build());
    return events;
  }

  /** A new file, even where two processes ask for one at the same time. */
  private static OutputStream create(Path folder, double now) throws IOException {
    int number = 0;
    while (true) {
      Path file =
          folder.resolve(
              String.format(Locale.ROOT, "%s%010d.dcgan.%d", PREFIX, (long) now, number));
      try {
        // Unlike a channel, this is not closed by an interrupt of its thread: the last events of a
        // training that is interrupted are still to come.
        return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        number++;
      }
    }
  }

  static double seconds() {
    return System.currentTimeMillis() / 1e3;
  }

  void write(Event event) throws IOException {
    byte[] message = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + message.length + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(message.length);
    record.putInt(maskedCrc(record.array(), 0, Long.BYTES));
    record.put(message);
    record.putInt(maskedCrc(record.array(), HEADER, message.length));
    out.write(record.array());
  }

  /** Masked, because a checksum of what contains checksums is a weak one. */
  private static int maskedCrc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    int value = (int) crc.getValue();
    return (value >>> 15 | value << 17) + 0xa282ead8;
  }

  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}

package org.dcgan.eval.report;

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
import org.dcgan.internal.io.AtomicFiles;
import org.tensorflow.proto.Event;

/**
 * An event file of TensorBoard: {@code Event} messages as TFRecords. A record consists of the
 * message's length in 8 bytes (little-endian), a masked CRC32C of these, the message, and a masked
 * CRC32C of the message.
 */
final class EventFile {
  /** The prefix by which TensorBoard recognizes event files. */
  static final String PREFIX = "events.out.tfevents.";

  private static final String VERSION = "brain.Event:2";
  private static final int HEADER = 12;
  private static final int FOOTER = 4;

  private EventFile() {}

  /**
   * Creates a file that sorts after existing ones.
   *
   * @param folder created if it is missing
   */
  static WholeWrites create(Path folder) throws IOException {
    AtomicFiles.createFolders(folder);
    double now = seconds();
    WholeWrites events = new WholeWrites(create(folder, now));
    events.write(record(Event.newBuilder().setWallTime(now).setFileVersion(VERSION).build()));
    return events;
  }

  /** Creates a new file, also when two processes do so at the same time. */
  private static OutputStream create(Path folder, double now) throws IOException {
    int number = 0;
    while (true) {
      Path file =
          folder.resolve(
              String.format(Locale.ROOT, "%s%010d.dcgan.%d", PREFIX, (long) now, number));
      try {
        // Unlike a channel, this stream is not closed when its thread is interrupted, so that the
        // last
        // events of an interrupted training are written.
        return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        number++;
      }
    }
  }

  static double seconds() {
    return System.currentTimeMillis() / 1e3;
  }

  /** Encodes an event as a record. */
  static byte[] record(Event event) {
    byte[] message = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + message.length + FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(message.length);
    record.putInt(maskedCrc(record.array(), 0, Long.BYTES));
    record.put(message);
    record.putInt(maskedCrc(record.array(), HEADER, message.length));
    return record.array();
  }

  /** Masked as in TFRecord, since the CRC of data that contains CRCs is weak. */
  private static int maskedCrc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    int value = (int) crc.getValue();
    return (value >>> 15 | value << 17) + 0xa282ead8;
  }
}

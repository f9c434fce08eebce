package org.dcgan.eval.features;

import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.dcgan.ModelFormatException;
import org.dcgan.feature.Features;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.WriterLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@link CachedFeatures}. It consists of: the text {@value #MAGIC}, the number of
 * features (int32), the SHA-256 of the extractor's description, the features of the test images
 * (float32) and the CRC-32C of all before (int32); then a record for each image: the first 16 bytes
 * of the SHA-256 of its values, its features (float32) and the CRC-32C of both (int32). All numbers
 * are little-endian.
 *
 * <p>All records have the same length, so that a damaged one is left out and those after it are
 * read. An incomplete record at the end is overwritten.
 */
final class FeatureCacheFile implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(FeatureCacheFile.class);

  static final String MAGIC = "DCGFCAC1";

  /** The part of {@link #MAGIC} before the digit of the version. */
  private static final String PREFIX = MAGIC.substring(0, MAGIC.length() - 1);

  private static final int KEY_BYTES = 16;
  private static final int IDENTITY_BYTES = 32;

  /** Bytes that are read or written at a time, at least one record. */
  private static final int BUFFER = 1 << 20;

  /** The largest difference between features of the test images, relative to the largest one. */
  private static final double TOLERANCE = 1e-4;

  private final Path file;
  private final WriterLock lock;
  private final FileChannel channel;
  private final int dimension;
  private final int headerBytes;
  private final int recordBytes;
  private final Map<Key, Long> positions = new HashMap<>();
  private long end;
  private boolean failed;

  /**
   * An image, by its content.
   *
   * @param first the first 8 bytes of the SHA-256 of its values
   * @param second the next 8 bytes
   */
  record Key(long first, long second) {
    /** The key of an image's values. */
    static Key of(FloatBuffer values) {
      ByteBuffer bytes =
          ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      ByteBuffer hash =
          ByteBuffer.wrap(Hashing.sha256().hashBytes(bytes).asBytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      return new Key(hash.getLong(), hash.getLong());
    }
  }

  private FeatureCacheFile(Path file, WriterLock lock, FileChannel channel, Features tests) {
    this.file = file;
    this.lock = lock;
    this.channel = channel;
    this.dimension = tests.dim();
    this.headerBytes =
        MAGIC.length()
            + Integer.BYTES
            + IDENTITY_BYTES
            + tests.count() * dimension * Float.BYTES
            + Integer.BYTES;
    this.recordBytes = KEY_BYTES + dimension * Float.BYTES + Integer.BYTES;
  }

  /**
   * Opens a file, or creates it. The features in the file of another extractor are discarded.
   *
   * @param file the file; missing folders are created
   * @param identity the description of the extractor
   * @param tests its features of some images, by which a network with other weights is recognized
   * @return the open file
   * @throws ModelFormatException if the file is something else, or of a later version
   * @throws IOException if another process uses the file, or it cannot be read or written
   */
  static FeatureCacheFile open(Path file, String identity, Features tests) throws IOException {
    AtomicFiles.createFolders(AtomicFiles.folderOf(file));
    WriterLock lock =
        WriterLock.tryAcquireBriefly(file.resolveSibling(file.getFileName() + ".lock"))
            .orElseThrow(
                () ->
                    new FileSystemException(
                        printable(file),
                        null,
                        "another process is computing the same features here; wait for it, or use"
                            + " another folder"));
    FileChannel channel = null;
    boolean complete = false;
    try {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      FeatureCacheFile cache = new FeatureCacheFile(file, lock, channel, tests);
      cache.start(Hashing.sha256().hashString(identity, StandardCharsets.UTF_8).asBytes(), tests);
      complete = true;
      return cache;
    } finally {
      if (!complete) {
        close(channel);
        release(lock);
      }
    }
  }

  /** The number of images whose features are in the file. */
  int count() {
    return positions.size();
  }

  private void start(byte[] identity, Features tests) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
    readFully(header, 0);
    header.flip();
    requireCache(header);
    if (isOf(header, identity, tests)) {
      readRecords();
      if (count() > 0) {
        logger.info(
            "{} has the features of {} images, which are not computed again",
            printable(file),
            count());
      }
    } else {
      if (header.limit() == headerBytes) {
        logger.info("{} has features of another network, which are replaced", printable(file));
      }
      writeHeader(identity, tests);
      end = headerBytes;
    }
    channel.truncate(end);
  }

  /** Refuses a file that was not written by this class, which would be overwritten. */
  private void requireCache(ByteBuffer header) throws ModelFormatException {
    byte[] magic = new byte[Math.min(MAGIC.length(), header.limit())];
    header.get(0, magic);
    String found = new String(magic, StandardCharsets.ISO_8859_1);
    if (!PREFIX.startsWith(found) && !found.startsWith(PREFIX)) {
      throw new ModelFormatException(
          printable(file) + ": expected a cache of features, found something else; move it away");
    }
    if (found.length() == MAGIC.length() && !found.equals(MAGIC)) {
      throw new ModelFormatException(
          printable(file)
              + ": expected version 1 of a cache of features, found version "
              + printable(found.substring(PREFIX.length()))
              + "; delete it, or use the version of the library that wrote it");
    }
  }

  private boolean isOf(ByteBuffer header, byte[] identity, Features tests) {
    if (header.limit() < headerBytes
        || header.getInt(MAGIC.length()) != dimension
        || checksum(header, 0, headerBytes - Integer.BYTES)
            != header.getInt(headerBytes - Integer.BYTES)) {
      return false;
    }
    int from = MAGIC.length() + Integer.BYTES;
    if (!header.slice(from, IDENTITY_BYTES).equals(ByteBuffer.wrap(identity))) {
      return false;
    }
    FloatBuffer now = tests.data();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < now.limit(); i++) {
      float before = header.getFloat(from + IDENTITY_BYTES + i * Float.BYTES);
      largest = Math.max(largest, Math.abs(now.get(i)));
      difference = Math.max(difference, Math.abs((double) now.get(i) - before));
    }
    // Not a number differs from everything.
    return difference <= TOLERANCE * largest;
  }

  private void writeHeader(byte[] identity, Features tests) throws IOException {
    channel.truncate(0);
    ByteBuffer header = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putInt(dimension).put(identity);
    FloatBuffer values = tests.data();
    while (values.hasRemaining()) {
      header.putFloat(values.get());
    }
    header.putInt(checksum(header, 0, header.position()));
    writeFully(header.flip(), 0);
  }

  private void readRecords() throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.max(1, BUFFER / recordBytes) * recordBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    int damaged = 0;
    end = headerBytes;
    while (true) {
      buffer.clear();
      readFully(buffer, end);
      int complete = buffer.position() / recordBytes;
      for (int i = 0; i < complete; i++) {
        if (isIntact(buffer, i * recordBytes)) {
          positions.put(key(buffer, i * recordBytes), end + (long) i * recordBytes);
        } else {
          damaged++;
        }
      }
      end += (long) complete * recordBytes;
      if (complete * recordBytes < buffer.capacity()) {
        break;
      }
    }
    if (damaged > 0) {
      logger.warn(
          "{} damaged records of {} are left out; their features are computed again",
          damaged,
          printable(file));
    }
  }

  private boolean isIntact(ByteBuffer buffer, int from) {
    int length = recordBytes - Integer.BYTES;
    return checksum(buffer, from, length) == buffer.getInt(from + length);
  }

  private static Key key(ByteBuffer buffer, int from) {
    return new Key(buffer.getLong(from), buffer.getLong(from + Long.BYTES));
  }

  /**
   * Reads the features of an image.
   *
   * @param key the image
   * @param target receives the features
   * @param offset the index of the first feature in the target
   * @return false if they are not in the file or cannot be read
   */
  boolean read(Key key, float[] target, int offset) {
    Long position = positions.get(key);
    if (position == null) {
      return false;
    }
    ByteBuffer record = ByteBuffer.allocate(recordBytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      readFully(record, position);
    } catch (IOException e) {
      fail("read", e);
      return false;
    }
    if (record.hasRemaining() || !isIntact(record, 0) || !key(record, 0).equals(key)) {
      return false;
    }
    record.position(KEY_BYTES);
    record.asFloatBuffer().get(target, offset, dimension);
    return true;
  }

  /**
   * Appends the features of images. If they cannot be written, that is a warning, and no further
   * ones are.
   *
   * @param keys the images
   * @param features a row for each
   */
  void append(List<Key> keys, Features features) {
    FloatBuffer values = features.data();
    int most = Math.max(1, BUFFER / recordBytes);
    for (int from = 0; from < keys.size() && !failed; from += most) {
      int count = Math.min(most, keys.size() - from);
      ByteBuffer records = ByteBuffer.allocate(count * recordBytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        int start = records.position();
        Key key = keys.get(from + i);
        records.putLong(key.first()).putLong(key.second());
        for (int k = 0; k < dimension; k++) {
          records.putFloat(values.get((from + i) * dimension + k));
        }
        records.putInt(checksum(records, start, recordBytes - Integer.BYTES));
      }
      try {
        writeFully(records.flip(), end);
      } catch (IOException e) {
        fail("written", e);
        return;
      }
      for (int i = 0; i < count; i++) {
        positions.put(keys.get(from + i), end + (long) i * recordBytes);
      }
      end += (long) count * recordBytes;
    }
  }

  private void fail(String action, IOException e) {
    if (!failed) {
      failed = true;
      logger.warn(
          "{} cannot be {} ({}); no further features are kept",
          printable(file),
          action,
          oneLine(e.toString()));
    }
  }

  /** Reads until the buffer is full or the file ends. */
  private void readFully(ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }

  private void writeFully(ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }

  private static int checksum(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return (int) crc.getValue();
  }

  /** Closes the file, and deletes it if it has no features. */
  @Override
  public void close() {
    close(channel);
    if (positions.isEmpty()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        logger.debug("a file without features remains", e);
      }
    }
    release(lock);
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      logger.warn("a cache of features could not be closed: {}", oneLine(e.toString()));
    }
  }

  private static void release(WriterLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      logger.warn("the lock of a cache of features remains: {}", oneLine(e.toString()));
    }
  }
}

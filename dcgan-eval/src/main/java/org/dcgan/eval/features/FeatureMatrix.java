package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.dcgan.tensorflow.linear.NumberFormat;

/**
 * Features and labels in a file that is mapped into memory: 50,000 x 28,672 of them take no heap,
 * and the operating system keeps as much of them at hand as it has room for.
 *
 * <p>Safe for use from several threads. The mapping ends when the collector finds it; closing only
 * forbids further reading.
 */
public final class FeatureMatrix implements FeatureTable, AutoCloseable {
  private static final int PIECE = 1 << 30;

  private final Path file;
  private final MatrixHeader header;
  private final MappedByteBuffer[] pieces;
  private final int rowsAPiece;
  private final int[] labels;
  private final int dataChecksum;
  private volatile boolean closed;

  private FeatureMatrix(
      Path file,
      MatrixHeader header,
      MappedByteBuffer[] pieces,
      int rowsAPiece,
      int[] labels,
      int dataChecksum) {
    this.file = file;
    this.header = header;
    this.pieces = pieces;
    this.rowsAPiece = rowsAPiece;
    this.labels = labels;
    this.dataChecksum = dataChecksum;
  }

  /**
   * Opens a file. Header and labels are checked at once, values by {@link #verify}.
   *
   * @param file what {@link FeatureExtraction} wrote
   * @return the open matrix
   * @throws IOException if it is not one, is truncated or damaged, or cannot be read
   */
  public static FeatureMatrix open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      MatrixHeader header = MatrixHeader.read(file, channel);
      long end = MatrixHeader.DATA_START + header.dataBytes();
      long expected = end + 4L * header.rows() + 8;
      if (channel.size() != expected) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: %d x %d features take %d bytes, the file has %d; extract them again",
                file,
                header.rows(),
                header.columns(),
                expected,
                channel.size()));
      }
      ByteBuffer tail = ByteBuffer.allocate(4 * header.rows() + 8).order(ByteOrder.LITTLE_ENDIAN);
      while (tail.hasRemaining() && channel.read(tail, end + tail.position()) >= 0) {
        // Reads on.
      }
      tail.flip();
      int[] labels = new int[header.rows()];
      tail.asIntBuffer().get(labels);
      CRC32C crc = new CRC32C();
      crc.update(tail.array(), 0, 4 * header.rows());
      int dataChecksum = tail.getInt(4 * header.rows());
      if ((int) crc.getValue() != tail.getInt(4 * header.rows() + 4)) {
        throw new IOException(file + ": the labels are damaged; extract the features again");
      }
      try {
        Labels.check(labels, header.classNames());
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is damaged: " + e.getMessage(), e);
      }
      int rowsAPiece = (int) Math.max(1, PIECE / header.rowBytes());
      MappedByteBuffer[] pieces =
          new MappedByteBuffer[(header.rows() + rowsAPiece - 1) / rowsAPiece];
      for (int i = 0; i < pieces.length; i++) {
        long first = (long) i * rowsAPiece;
        long count = Math.min(rowsAPiece, header.rows() - first);
        pieces[i] =
            channel.map(
                MapMode.READ_ONLY,
                MatrixHeader.DATA_START + first * header.rowBytes(),
                count * header.rowBytes());
      }
      return new FeatureMatrix(file, header, pieces, rowsAPiece, labels, dataChecksum);
    }
  }

  /**
   * Reads all values and compares their checksum.
   *
   * @throws IOException if they are damaged
   */
  public void verify() throws IOException {
    CRC32C crc = new CRC32C();
    try {
      for (MappedByteBuffer piece : pieces) {
        checkState(!closed, "this matrix is closed: %s", file);
        crc.update(piece.duplicate());
      }
    } catch (InternalError e) {
      throw gone(e);
    }
    if ((int) crc.getValue() != dataChecksum) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the values are damaged: expected CRC32C %08x, got %08x; extract them again",
              file,
              dataChecksum,
              (int) crc.getValue()));
    }
  }

  @Override
  public int rows() {
    return header.rows();
  }

  @Override
  public int columns() {
    return header.columns();
  }

  @Override
  public NumberFormat format() {
    return header.format();
  }

  @Override
  public void copyRow(int row, ByteBuffer target) throws IOException {
    checkState(!closed, "this matrix is closed: %s", file);
    checkElementIndex(row, rows(), "row");
    int bytes = (int) header.rowBytes();
    try {
      target.put(pieces[row / rowsAPiece].slice(row % rowsAPiece * bytes, bytes));
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /** What the JVM makes of a mapped page that is no longer there. */
  private IOException gone(InternalError e) {
    return new IOException(
        file + ": has been truncated or its disk has failed while it was open; open it again", e);
  }

  @Override
  public int label(int row) {
    return labels[checkElementIndex(row, labels.length, "row")];
  }

  @Override
  public List<String> classNames() {
    return header.classNames();
  }

  /**
   * What the pictures are.
   *
   * @return the source's description
   */
  public String dataset() {
    return header.dataset();
  }

  /**
   * What computed the features.
   *
   * @return the extractor's description
   */
  public String extractor() {
    return header.extractor();
  }

  @Override
  public String description() {
    return header.dataset() + " > " + header.extractor();
  }

  /** Forbids further reading. Doing so again does nothing. */
  @Override
  public void close() {
    closed = true;
  }

  /** For example {@code FeatureMatrix[50000 x 28672, cifar10(train, 50000 images) > ...]}. */
  @Override
  public String toString() {
    return "FeatureMatrix[" + rows() + " x " + columns() + ", " + description() + "]";
  }
}

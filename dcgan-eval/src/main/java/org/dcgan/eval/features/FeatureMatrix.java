package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.apiguardian.api.API;
import org.dcgan.feature.FloatFormat;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.PositionalFile;

/**
 * Features and labels in a file that is read row by row. 50,000 x 28,672 features take no heap
 * memory; the operating system caches as much of the file as it has memory for.
 *
 * <p>Safe for use from several threads, interrupted ones included. A file that becomes shorter
 * while it is open, or whose disk fails, is an {@link IOException} that names the file. Closing
 * waits for reads in progress; reading afterwards is an {@link IllegalStateException}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class FeatureMatrix implements FeatureTable, AutoCloseable {
  private static final int CHECKSUM_BUFFER = 1 << 18;

  private final PositionalFile file;
  private final MatrixHeader header;
  private final int[] labels;
  private final int dataChecksum;

  private FeatureMatrix(PositionalFile file, MatrixHeader header, int[] labels, int dataChecksum) {
    this.file = file;
    this.header = header;
    this.labels = labels;
    this.dataChecksum = dataChecksum;
  }

  /**
   * Opens a file. The header and the labels are checked immediately, the values by {@link #verify}.
   *
   * @param file a file that {@link FeatureExtraction} wrote
   * @return the open matrix
   * @throws IOException if the file is not a feature matrix, is truncated or damaged, or cannot be
   *     read
   */
  public static FeatureMatrix open(Path file) throws IOException {
    requireNonNull(file, "file");

    PositionalFile open = PositionalFile.open(file);
    try {
      return open(file, open);
    } catch (IOException | RuntimeException | Error e) {
      open.close();
      throw e;
    }
  }

  private static FeatureMatrix open(Path file, PositionalFile open) throws IOException {
    MatrixHeader header = MatrixHeader.read(open);
    long end = MatrixHeader.DATA_START + header.dataBytes();
    long expected = end + 4L * header.rows() + 8;
    if (open.size() != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %d x %d features take %d bytes, the file has %d; extract them again",
              printable(file),
              header.rows(),
              header.columns(),
              expected,
              open.size()));
    }
    ByteBuffer tail = ByteBuffer.allocate(4 * header.rows() + 8).order(ByteOrder.LITTLE_ENDIAN);
    open.read(end, tail);
    tail.flip();
    int[] labels = new int[header.rows()];
    tail.asIntBuffer().get(labels);
    CRC32C crc = new CRC32C();
    crc.update(tail.array(), 0, 4 * header.rows());
    int dataChecksum = tail.getInt(4 * header.rows());
    if ((int) crc.getValue() != tail.getInt(4 * header.rows() + 4)) {
      throw new IOException(
          printable(file) + ": the labels are damaged; extract the features again");
    }
    try {
      Labels.check(labels, header.classNames());
    } catch (IllegalArgumentException e) {
      throw new IOException(oneLine(printable(file) + " is damaged: " + e.getMessage()), e);
    }
    return new FeatureMatrix(open, header, labels, dataChecksum);
  }

  /**
   * Reads all values and compares their checksum.
   *
   * @throws IOException if they are damaged
   */
  public void verify() throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(CHECKSUM_BUFFER);
    for (long done = 0; done < header.dataBytes(); done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(CHECKSUM_BUFFER, header.dataBytes() - done));
      file.read(MatrixHeader.DATA_START + done, buffer);
      crc.update(buffer.flip());
    }
    if ((int) crc.getValue() != dataChecksum) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the values are damaged: expected CRC32C %08x, got %08x; extract them again",
              printable(file.path()),
              dataChecksum,
              (int) crc.getValue()));
    }
  }

  /**
   * Joins the features of all shards of a source, which independent processes have extracted from
   * sources such as {@code dataset.shard(new Shard(1, 4))}. The checksums of the shards are
   * verified.
   *
   * @param shards the matrices of all shards, in any order; they stay open
   * @param file the file to write; an existing file is replaced
   * @return the open matrix of the whole source
   * @throws IllegalArgumentException if a shard is missing or given twice, or the matrices are of
   *     different sources, extractors, classes or number formats
   * @throws IOException if a shard is damaged, or a file cannot be read or written
   */
  public static FeatureMatrix merge(List<FeatureMatrix> shards, Path file) throws IOException {
    requireNonNull(shards, "shards");
    requireNonNull(file, "file");

    MergedShards merged =
        MergedShards.of(shards.stream().map(m -> m.header).toList(), names(shards));
    byte[] start = merged.header().toBytes();
    AtomicFiles.write(
        file,
        out -> {
          out.write(start);
          CRC32C crc = new CRC32C();
          int[] labels = new int[merged.header().rows()];
          int next = 0;
          for (int place : merged.order()) {
            FeatureMatrix shard = shards.get(place);
            shard.copyValues(out, crc);
            System.arraycopy(shard.labels, 0, labels, next, shard.labels.length);
            next += shard.labels.length;
          }
          FeatureExtraction.writeTail(out, labels, (int) crc.getValue());
        });
    return open(file);
  }

  private static List<String> names(List<FeatureMatrix> matrices) {
    return matrices.stream().map(matrix -> printable(matrix.file.path())).toList();
  }

  private void copyValues(OutputStream out, CRC32C all) throws IOException {
    verify();
    ByteBuffer buffer = ByteBuffer.allocate(CHECKSUM_BUFFER);
    for (long done = 0; done < header.dataBytes(); done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(CHECKSUM_BUFFER, header.dataBytes() - done));
      file.read(MatrixHeader.DATA_START + done, buffer);
      all.update(buffer.array(), 0, buffer.limit());
      out.write(buffer.array(), 0, buffer.limit());
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
  public FloatFormat format() {
    return header.format();
  }

  @Override
  public void copyRow(int row, ByteBuffer target) throws IOException {
    requireNonNull(target, "target");

    checkElementIndex(row, rows(), "row");
    int bytes = (int) header.rowBytes();
    if (target.remaining() < bytes) {
      throw new BufferOverflowException();
    }
    int limit = target.limit();
    target.limit(target.position() + bytes);
    try {
      file.read(MatrixHeader.DATA_START + row * header.rowBytes(), target);
    } finally {
      target.limit(limit);
    }
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
   * The dataset that the images come from.
   *
   * @return the source's description
   */
  public String dataset() {
    return header.dataset();
  }

  /**
   * The extractor that computed the features.
   *
   * @return the extractor's description
   */
  public String extractor() {
    return header.extractor();
  }

  @Override
  public String description() {
    return oneLine(header.dataset() + " > " + header.extractor());
  }

  /** Closes the file after reads in progress have ended. Closing it again has no effect. */
  @Override
  public void close() {
    file.close();
  }

  /** For example {@code FeatureMatrix[50000 x 28672, cifar10(train, 50000 images) > ...]}. */
  @Override
  public String toString() {
    return "FeatureMatrix[" + rows() + " x " + columns() + ", " + description() + "]";
  }
}

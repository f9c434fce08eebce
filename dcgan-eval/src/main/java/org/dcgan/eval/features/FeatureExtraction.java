package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apiguardian.api.API;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.HalfFloats;
import org.dcgan.internal.UsableHeap;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.progress.ProgressListener;

/**
 * Computes the features of all images of a source, batch by batch, into a file or into memory. The
 * next batch is decoded on another thread while the current one is computed.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class FeatureExtraction {
  /** 256 images: enough to keep all cores busy, and a few hundred megabytes of memory at most. */
  public static final int DEFAULT_BATCH = 256;

  /** The number of values that are encoded together. */
  @VisibleForTesting static final int VALUES_AT_A_TIME = 1 << 20;

  /** The computed features and the table that they are copied into. */
  private static final long COPIES = 2;

  private final FeatureExtractor extractor;
  private final int batch;
  private final FloatFormat format;
  private final ProgressListener progress;

  private FeatureExtraction(
      FeatureExtractor extractor, int batch, FloatFormat format, ProgressListener progress) {
    this.extractor = extractor;
    this.batch = batch;
    this.format = format;
    this.progress = progress;
  }

  /**
   * Creates an extraction that stores features as float32.
   *
   * @param extractor computes the features
   * @return an extraction with batches of {@value #DEFAULT_BATCH}
   */
  public static FeatureExtraction by(FeatureExtractor extractor) {
    requireNonNull(extractor, "extractor");

    return new FeatureExtraction(
        extractor, DEFAULT_BATCH, FloatFormat.FLOAT32, ProgressListener.none());
  }

  /**
   * Sets the number of images in a batch. Larger batches use more memory. Features change with the
   * batch size only where batch normalization uses batch statistics. The default is {@value
   * #DEFAULT_BATCH}.
   *
   * @param images at least 1
   * @return a changed copy
   */
  public FeatureExtraction batch(int images) {
    checkArgument(images >= 1, "a batch needs at least 1 image, got %s", images);
    return new FeatureExtraction(extractor, images, format, progress);
  }

  /**
   * Sets the number format of a file. The default is FLOAT32.
   *
   * @param numbers FLOAT16 halves the size of the file and rounds values to 11 significant bits
   * @return a changed copy
   */
  public FeatureExtraction format(FloatFormat numbers) {
    requireNonNull(numbers, "numbers");

    return new FeatureExtraction(extractor, batch, numbers, progress);
  }

  /**
   * Sets a listener for progress. The default listener does nothing.
   *
   * @param listener receives the number of images processed
   * @return a changed copy
   */
  public FeatureExtraction progress(ProgressListener listener) {
    requireNonNull(listener, "listener");

    return new FeatureExtraction(extractor, batch, format, listener);
  }

  /**
   * Writes the features of all images to a file, which appears when it is complete.
   *
   * @param source images of the extractor's shape, with or without labels
   * @param file the file to write; an existing file is replaced
   * @return the open matrix
   * @throws IllegalArgumentException if the source has another shape, a label is out of range, or a
   *     feature is not finite or too large for the format
   * @throws IOException if an image cannot be read or the file cannot be written
   */
  public FeatureMatrix write(ImageSource source, Path file) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(file, "file");

    int[] labels = labels(source);
    MatrixHeader header =
        new MatrixHeader(
            source.size(),
            extractor.dimension(),
            format,
            source.description(),
            extractor.description(),
            source.classNames());
    byte[] start = header.toBytes();
    AtomicFiles.write(
        file,
        out -> {
          out.write(start);
          CRC32C crc = new CRC32C();
          each(
              source,
              (first, features) -> {
                int values = features.data().limit();
                for (int from = 0, to; from < values; from = to) {
                  to = (int) Math.min(values, from + (long) VALUES_AT_A_TIME);
                  byte[] bytes = bytes(features, first, from, to);
                  crc.update(bytes);
                  out.write(bytes);
                }
              });
          writeTail(out, labels, (int) crc.getValue());
        });
    return FeatureMatrix.open(file);
  }

  /**
   * Computes the features of all images in memory, as float32. They take 8 bytes each for a moment
   * and 4 afterwards.
   *
   * @param source images of the extractor's shape, with or without labels
   * @return a table on the heap
   * @throws IllegalArgumentException if the source has another shape or a label is out of range
   * @throws ResourceLimitException if the features do not fit into one array or into the heap; see
   *     {@link #write}
   * @throws IOException if an image cannot be read
   */
  public FeatureTable read(ImageSource source) throws IOException {
    requireNonNull(source, "source");

    requireHeap(source.size(), extractor.dimension(), Runtime.getRuntime().maxMemory());
    int[] labels = labels(source);
    float[] values = new float[source.size() * extractor.dimension()];
    each(
        source,
        (first, features) ->
            features.data().get(values, first * extractor.dimension(), features.data().limit()));
    return FeatureTable.of(
        Features.of(extractor.dimension(), values),
        labels,
        source.classNames(),
        source.description() + " > " + extractor.description());
  }

  /** An eighth of the heap is left to the rest of the application. */
  static void requireHeap(int images, int dimension, long heap) {
    long features = (long) images * dimension;
    long needed = 4 * COPIES * features;
    if (features > ArraySize.MOST || needed > UsableHeap.of(heap)) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%,d features of each of %,d images need %,d MB of Java heap, but the heap is limited"
                  + " to %,d MB (-Xmx) and an array to %,d such images; write them to a file with"
                  + " FeatureExtraction.write instead, or increase the heap",
              dimension,
              images,
              needed >> 20,
              heap >> 20,
              ArraySize.MOST / dimension));
    }
  }

  private int[] labels(ImageSource source) {
    ImageShapes.require(extractor.description(), extractor.inputShape(), source);
    int[] labels = IntStream.range(0, source.size()).map(source::label).toArray();
    Labels.check(labels, source.classNames());
    return labels;
  }

  private interface Sink {
    void take(int first, Features features) throws IOException;
  }

  private void each(ImageSource source, Sink sink) throws IOException {
    try (BatchesAhead batches = new BatchesAhead(source, batch);
        ProgressListener.Task task =
            progress.start("extracting features", source.size(), "images")) {
      int first = 0;
      while (batches.hasNext()) {
        Images images = batches.next();
        Features features = extractor.extract(images);
        checkArgument(
            features.count() == images.count() && features.dim() == extractor.dimension(),
            "%s declares %s features for each image, but returned %s for %s images",
            printable(extractor.description()),
            extractor.dimension(),
            features,
            images.count());
        sink.take(first, features);
        task.advance(images.count());
        first += images.count();
      }
    }
  }

  /** Encodes the values from an index to another. */
  private byte[] bytes(Features features, int firstRow, int from, int to) {
    FloatBuffer values = features.data();
    ByteBuffer bytes =
        ByteBuffer.allocate((to - from) * format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    float largest = format == FloatFormat.FLOAT16 ? HalfFloats.MAX : Float.MAX_VALUE;
    for (int i = from; i < to; i++) {
      float value = values.get(i);
      if (!(Math.abs(value) <= largest)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "feature %d of image %d is %s, which %s cannot hold%s",
                i % features.dim(),
                firstRow + i / features.dim(),
                value,
                format,
                Float.isFinite(value)
                    ? "; store FLOAT32"
                    : "; no classifier can learn from it, correct the extractor"));
      }
      if (format == FloatFormat.FLOAT16) {
        bytes.putShort(HalfFloats.toHalf(value));
      } else {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  static void writeTail(OutputStream out, int[] labels, int dataChecksum) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate(4 * labels.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int label : labels) {
      tail.putInt(label);
    }
    CRC32C crc = new CRC32C();
    crc.update(tail.array(), 0, 4 * labels.length);
    out.write(tail.putInt(dataChecksum).putInt((int) crc.getValue()).array());
  }
}

package org.dcgan.datasets.dedup;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.internal.ParallelChunks;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;

/** Codes that are computed without training, as baselines for a trained hasher. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ImageHash {

  /**
   * A hash of all pixels and the shape, which finds identical images only (128 bits of SHA-256).
   */
  EXACT(128) {
    @Override
    public SemanticCode hash(Pixels image) {
      requireNonNull(image, "image");

      ImageShape shape = image.shape();
      Hasher hasher =
          Hashing.sha256()
              .newHasher()
              .putInt(shape.height())
              .putInt(shape.width())
              .putInt(shape.channels())
              .putBytes(image.data());
      byte[] bytes = hasher.hash().asBytes();
      return new SemanticCode(word(bytes, 0), word(bytes, 8));
    }
  },

  /**
   * The difference hash dHash (Krawetz, 2013) of 64 bits: the luma is resized to 9x8 pixels, and
   * each bit tells whether a pixel is darker than its right neighbor.
   */
  DIFFERENCE(64) {
    @Override
    public SemanticCode hash(Pixels image) {
      requireNonNull(image, "image");

      double[] gray = reduced(image, 9, 8);
      long bits = 0;
      for (int y = 0; y < 8; y++) {
        for (int x = 0; x < 8; x++) {
          // Rounded to bytes, like the resized image of common implementations.
          boolean darker = Math.round(gray[9 * y + x]) < Math.round(gray[9 * y + x + 1]);
          bits = bits << 1 | (darker ? 1 : 0);
        }
      }
      return new SemanticCode(0, bits);
    }
  };

  private static final int CHUNK = 1024;

  private final int bits;

  ImageHash(int bits) {
    this.bits = bits;
  }

  /**
   * Returns the length of the codes in bits.
   *
   * @return 64 or 128
   */
  public int bits() {
    return bits;
  }

  /**
   * Computes the code of an image.
   *
   * @param image of any size
   * @return the code
   */
  public abstract SemanticCode hash(Pixels image);

  /**
   * Computes the codes of all images of a source with one thread per processor. Unreadable images
   * have no code.
   *
   * @param source not closed
   * @param progress receives the progress, in images
   * @return the codes, indexed like the source
   * @throws IllegalArgumentException if the source is empty
   * @throws IOException if the source as a whole cannot be read
   */
  public ImageCodes codes(ImageSource source, ProgressListener progress) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(progress, "progress");

    Deduplicator.requireImages(source);
    ImageCodes codes = new ImageCodes(toString(), bits, source.size());
    try (ProgressListener.Task task = progress.start("hashing", source.size(), "images");
        ParallelChunks<Optional<SemanticCode>> chunks =
            new ParallelChunks<>(
                "hashing",
                Runtime.getRuntime().availableProcessors(),
                task,
                index -> {
                  try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
                    return Optional.of(
                        hold.process(() -> source.name(index), () -> hash(source.read(index))));
                  } catch (UnreadableImageException e) {
                    return Optional.empty();
                  }
                })) {
      chunks.run(
          0,
          source.size(),
          CHUNK,
          (first, results) -> {
            for (int i = 0; i < results.size(); i++) {
              Optional<SemanticCode> code = results.get(i);
              if (code.isEmpty()) {
                codes.setMissing(first + i);
              } else {
                codes.set(first + i, code.get().high(), code.get().low());
              }
            }
          });
    }
    return codes;
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word = word << 8 | (bytes[from + i] & 255);
    }
    return word;
  }

  /** Averages the luma over cells, each pixel weighted by the area that it covers in the cell. */
  private static double[] reduced(Pixels image, int width, int height) {
    Pixels luma = new PixelTransform.Grayscale().apply(image);
    double[] sums = new double[width * height];
    double[] areas = new double[width * height];
    ImageShape shape = luma.shape();
    for (int y = 0; y < shape.height(); y++) {
      for (int cellY = y * height / shape.height(); cellY < height; cellY++) {
        double rows = overlap(y, cellY, shape.height(), height);
        if (rows <= 0) {
          break;
        }
        for (int x = 0; x < shape.width(); x++) {
          int value = luma.data()[y * shape.width() + x] & 255;
          for (int cellX = x * width / shape.width(); cellX < width; cellX++) {
            double area = rows * overlap(x, cellX, shape.width(), width);
            if (area <= 0) {
              break;
            }
            sums[cellY * width + cellX] += area * value;
            areas[cellY * width + cellX] += area;
          }
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= areas[i];
    }
    return sums;
  }

  /**
   * The overlap of a pixel and a cell along an axis, in units in which both have integer bounds.
   */
  private static double overlap(int pixel, int cell, int pixels, int cells) {
    long low = Math.max((long) pixel * cells, (long) cell * pixels);
    long high = Math.min((pixel + 1L) * cells, (cell + 1L) * pixels);
    return Math.max(0, high - low);
  }

  /** Returns the name of the codes in reports. */
  @Override
  public String toString() {
    return this == EXACT ? "exact pixel hash" : "dHash";
  }
}

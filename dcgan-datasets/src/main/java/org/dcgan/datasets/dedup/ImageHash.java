package org.dcgan.datasets.dedup;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;

/** Codes that are computed by a rule, to hold a trained hasher against. */
public enum ImageHash {

  /** Of every pixel and the shape: equal images only (128 bits of SHA-256). */
  EXACT(128) {
    @Override
    public SemanticCode hash(Pixels image) {
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
   * Whether each of 8x8 cells of the image's luma, reduced to 9x8, is darker than its neighbor to
   * the right: dHash (Krawetz, 2013). 64 bits.
   */
  DIFFERENCE(64) {
    @Override
    public SemanticCode hash(Pixels image) {
      double[] gray = reduced(image, 9, 8);
      long bits = 0;
      for (int y = 0; y < 8; y++) {
        for (int x = 0; x < 8; x++) {
          // Rounded to bytes, as the usual implementations' reduced image is.
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
   * The length of its codes.
   *
   * @return 64 or 128
   */
  public int bits() {
    return bits;
  }

  /**
   * Codes an image.
   *
   * @param image of any size
   * @return its code
   */
  public abstract SemanticCode hash(Pixels image);

  /**
   * Codes every image of a source with one thread per processor. Images that cannot be read have no
   * code.
   *
   * @param source not closed
   * @param progress told of the images
   * @return their codes, by their index
   * @throws IllegalArgumentException if the source is empty
   * @throws IOException if the source as a whole cannot be read
   */
  public ImageCodes codes(ImageSource source, ProgressListener progress) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(progress, "progress");

    Deduplicator.requireImages(source);
    ImageCodes codes = new ImageCodes(toString(), bits, source.size());
    try (ProgressListener.Task task = progress.start("hashing", source.size(), "images");
        ParallelChunks<@Nullable SemanticCode> chunks =
            new ParallelChunks<>(
                "hashing",
                Runtime.getRuntime().availableProcessors(),
                task,
                index -> {
                  try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
                    return hold.process(() -> source.name(index), () -> hash(source.read(index)));
                  } catch (UnreadableImageException e) {
                    return null;
                  }
                })) {
      chunks.run(
          0,
          source.size(),
          CHUNK,
          (first, results) -> {
            for (int i = 0; i < results.size(); i++) {
              SemanticCode code = results.get(i);
              if (code == null) {
                codes.setMissing(first + i);
              } else {
                codes.set(first + i, code.high(), code.low());
              }
            }
          });
    }
    return codes;
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word = word << 8 | bytes[from + i] & 255;
    }
    return word;
  }

  /** Luma averaged over cells, each pixel counting by the area that it has in the cell. */
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

  /** How much of a pixel lies in a cell, along an axis, in units in which both are whole. */
  private static double overlap(int pixel, int cell, int pixels, int cells) {
    long low = Math.max((long) pixel * cells, (long) cell * pixels);
    long high = Math.min((pixel + 1L) * cells, (cell + 1L) * pixels);
    return Math.max(0, high - low);
  }

  /** What the codes are called in reports. */
  @Override
  public String toString() {
    return this == EXACT ? "exact pixel hash" : "dHash";
  }
}

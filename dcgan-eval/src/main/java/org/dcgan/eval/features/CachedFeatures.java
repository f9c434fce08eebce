package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.PixelScale;
import org.dcgan.random.SeededRandom;

/**
 * An extractor that keeps the features of each image in a file, for slow networks: an evaluation
 * that was interrupted, or that is repeated with other generators, computes only the features of
 * images that it has not seen. Images are recognized by their content, wherever they come from.
 *
 * <pre>{@code
 * try (SavedModelFeatures inception = SavedModelFeatures.builder(folder, shape).side(299).build();
 *     CachedFeatures extractor = CachedFeatures.open(inception, Path.of("features"))) {
 *   RealFeatures real = RealFeatures.extract(extractor, faces, 5000, 42, progress);
 * }
 * }</pre>
 *
 * <p>Description, dimension and resizing are those of the other extractor, whose features of an
 * image must not depend on the other images of its batch. A file takes 4 bytes for each feature and
 * 20 for each image, and grows without limit; it can be deleted at any time when nobody uses it.
 * Whatever a killed process has written is used.
 *
 * <p>Safe for use from several threads, one of which extracts at a time.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CachedFeatures implements FeatureExtractor, AutoCloseable {
  /** The ending of the names of the files. */
  public static final String SUFFIX = ".feature-cache";

  private static final int TEST_IMAGES = 2;
  private static final long TEST_SEED = 0x7E57;
  private static final int NAME_LENGTH = 16;

  private final FeatureExtractor extractor;
  private final Path path;
  private final FeatureCacheFile file;
  private boolean closed;

  private CachedFeatures(FeatureExtractor extractor, Path path, FeatureCacheFile file) {
    this.extractor = extractor;
    this.path = path;
    this.file = file;
  }

  /**
   * Opens the file of an extractor, or creates it, and computes the features of two test images. If
   * they differ from those of the extractor that wrote the file by more than rounding, the network
   * has other weights now, and the features in the file are discarded.
   *
   * @param extractor computes features that are not in the file; the caller closes it, after this
   * @param folder the folder of the file, which is created if it does not exist; the name of the
   *     file depends on the extractor's description, resizing and shape of images, so that several
   *     extractors can share a folder
   * @return an extractor, to be closed
   * @throws IOException if another process uses the file, the file is something else, or it cannot
   *     be read or written
   */
  public static CachedFeatures open(FeatureExtractor extractor, Path folder) throws IOException {
    requireNonNull(extractor, "extractor");
    requireNonNull(folder, "folder");

    String identity =
        extractor.description() + "\n" + extractor.resizing() + "\n" + extractor.inputShape();
    String name =
        Hashing.sha256()
            .hashString(identity, StandardCharsets.UTF_8)
            .toString()
            .substring(0, NAME_LENGTH);
    Path path = folder.resolve(name + SUFFIX);
    Features tests = extractor.extract(testImages(extractor.inputShape()));
    return new CachedFeatures(extractor, path, FeatureCacheFile.open(path, identity, tests));
  }

  private static Images testImages(ImageShape shape) {
    SeededRandom random = SeededRandom.of(TEST_SEED);
    float[] values = new float[ArraySize.of(TEST_IMAGES, shape.size(), "images")];
    for (int i = 0; i < values.length; i++) {
      values[i] = PixelScale.scaled((byte) random.nextInt(256));
    }
    return Images.of(shape, values);
  }

  /**
   * Returns the file, for example to delete it after this is closed. A file without features is
   * deleted when it is closed.
   *
   * @return the path
   */
  public Path file() {
    return path;
  }

  /**
   * Returns the number of images whose features are in the file.
   *
   * @return at least 0
   */
  public synchronized int count() {
    return file.count();
  }

  @Override
  public int dimension() {
    return extractor.dimension();
  }

  @Override
  public ImageShape inputShape() {
    return extractor.inputShape();
  }

  /**
   * Reads the features of images that are in the file, and computes those of the others. Features
   * that cannot be read are computed; if features cannot be written, that is logged as a warning.
   *
   * @param images float32 NHWC in [-1, 1], of {@link #inputShape()}
   * @return float32 [images.count(), {@link #dimension()}]
   * @throws IllegalArgumentException if the images do not have the {@link #inputShape()}
   * @throws IllegalStateException if this is closed
   */
  @Override
  public synchronized Features extract(Images images) {
    requireNonNull(images, "images");

    checkState(!closed, "the cache of features is closed; open it again");
    ImageShapes.require(description(), inputShape(), images);
    if (images.count() == 0) {
      return extractor.extract(images);
    }
    int dim = dimension();
    float[] rows = new float[ArraySize.of(images.count(), dim, "rows of features")];
    Map<FeatureCacheFile.Key, Integer> missing = new LinkedHashMap<>();
    FeatureCacheFile.Key[] keys = new FeatureCacheFile.Key[images.count()];
    int size = inputShape().size();
    for (int n = 0; n < keys.length; n++) {
      keys[n] = FeatureCacheFile.Key.of(images.data().slice(n * size, size));
      if (!missing.containsKey(keys[n]) && !file.read(keys[n], rows, n * dim)) {
        missing.put(keys[n], n);
      }
    }
    if (!missing.isEmpty()) {
      compute(images, keys, missing, rows);
    }
    return Features.of(dim, FloatBuffer.wrap(rows));
  }

  /** Computes the features of images that are not in the file, each once. */
  private void compute(
      Images images,
      FeatureCacheFile.Key[] keys,
      Map<FeatureCacheFile.Key, Integer> missing,
      float[] rows) {
    Images chosen = missing.size() == images.count() ? images : selected(images, missing.values());
    Features computed = extractor.extract(chosen);
    int dim = dimension();
    checkArgument(
        computed.count() == chosen.count() && computed.dim() == dim,
        "%s declares %s features for each image, but returned %s for %s images",
        printable(extractor.description()),
        dim,
        computed,
        chosen.count());
    Map<FeatureCacheFile.Key, Integer> places = new LinkedHashMap<>();
    for (FeatureCacheFile.Key key : missing.keySet()) {
      places.put(key, places.size());
    }
    for (int n = 0; n < keys.length; n++) {
      Integer place = places.get(keys[n]);
      if (place != null) {
        computed.data().get(place * dim, rows, n * dim, dim);
      }
    }
    if (isFinite(computed)) {
      file.append(List.copyOf(missing.keySet()), computed);
    }
  }

  private static Images selected(Images images, Iterable<Integer> indices) {
    List<Images> chosen = new ArrayList<>();
    for (int n : indices) {
      chosen.add(images.slice(n, n + 1));
    }
    return Images.concat(chosen);
  }

  /** Features that are not finite are the mistake of a network that will be corrected. */
  private static boolean isFinite(Features features) {
    FloatBuffer values = features.data();
    while (values.hasRemaining()) {
      if (!Float.isFinite(values.get())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String description() {
    return extractor.description();
  }

  @Override
  public String resizing() {
    return extractor.resizing();
  }

  /** Closes the file, not the other extractor. Closing it again has no effect. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}

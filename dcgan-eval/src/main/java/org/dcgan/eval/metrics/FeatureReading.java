package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.matrix.FiniteRows;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.UsableHeap;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Features that have been extracted from images, with their origin. */
record FeatureReading(Features features, FeatureOrigin origin) {
  private static final Logger logger = LoggerFactory.getLogger(FeatureReading.class);

  /** Images in memory at a time, so that progress is shown with slow extractors, too. */
  private static final int BATCH = 64;

  /** Refuses features that no metric can use. */
  static void requireConsistent(Features features, FeatureOrigin origin, String role) {
    checkArgument(
        features.count() == origin.count(),
        "the origin of %s features names %s images, but there are %s rows",
        role,
        origin.count(),
        features.count());
    FiniteRows.require(features, "a metric over " + role + " features");
  }

  static Features subset(Features features, int[] rows) {
    checkArgument(rows.length >= 1, "a subset needs at least one row, got none");
    float[] values = new float[ArraySize.of(rows.length, features.dim(), "rows of features")];
    FloatBuffer all = features.data();
    for (int i = 0; i < rows.length; i++) {
      checkElementIndex(rows[i], features.count(), "row");
      all.get(rows[i] * features.dim(), values, i * features.dim(), features.dim());
    }
    return Features.of(features.dim(), values);
  }

  static FeatureReading of(
      FeatureExtractor extractor,
      ImageSource source,
      int count,
      long seed,
      String task,
      ProgressListener progress)
      throws IOException {
    requireNonNull(extractor, "extractor");
    requireNonNull(source, "source");
    requireNonNull(progress, "progress");

    checkArgument(count >= 1, "the number of images must be at least 1, got %s", count);
    ImageShapes.require(extractor.description(), extractor.inputShape(), source);
    int wanted = Math.min(count, source.size());
    Rows rows = new Rows(extractor, wanted);
    int unreadable = 0;
    Permutation order =
        source.size() == 0 ? null : Permutation.of(source.size(), seed, Selection.STREAM);
    try (ProgressListener.Task watch = progress.start(task, wanted, "images")) {
      List<Pixels> batch = new ArrayList<>();
      for (int position = 0; order != null && position < source.size(); position++) {
        try {
          batch.add(source.read(order.at(position)));
        } catch (UnreadableImageException e) {
          unreadable++;
          logger.warn("an image cannot be read and is left out: {}", oneLine(e.getMessage()));
        }
        if (batch.size() == Math.min(BATCH, wanted - rows.count)) {
          rows.add(Images.of(batch), watch);
          batch.clear();
        }
        if (rows.count == wanted) {
          break;
        }
      }
      if (!batch.isEmpty()) {
        rows.add(Images.of(batch), watch);
      }
    }
    checkArgument(
        rows.count >= 1,
        "expected images to evaluate, but none of the %s images of %s can be read; see the log for"
            + " the reasons",
        source.size(),
        printable(source.description()));
    return rows.reading(source.description(), seed, unreadable);
  }

  static FeatureReading ofSamples(
      FeatureExtractor extractor,
      ImageSampler model,
      String name,
      int count,
      long seed,
      ProgressListener progress) {
    checkArgument(count >= 1, "the number of images must be at least 1, got %s", count);
    ImageShapes.require(
        extractor.description(), extractor.inputShape(), name, Optional.of(model.imageShape()));
    Rows rows = new Rows(extractor, count);
    try (ProgressListener.Task watch =
        progress.start("features of generated images", count, "images")) {
      for (Images samples : model.sampleBatches(count, seed)) {
        if (!Samples.finite(samples.data())) {
          throw new NotFiniteException(
              printable(name)
                  + " generates images with values that are not finite; its training has diverged:"
                  + " load an earlier checkpoint");
        }
        for (int from = 0; from < samples.count(); from += BATCH) {
          rows.add(rounded(samples, from, Math.min(samples.count(), from + BATCH)), watch);
        }
      }
    }
    return rows.reading(name, seed, 0);
  }

  /** The images as a file would have them. */
  private static Images rounded(Images samples, int from, int to) {
    List<Pixels> pixels = new ArrayList<>();
    for (int n = from; n < to; n++) {
      pixels.add(samples.pixels(n));
    }
    return Images.of(pixels);
  }

  /** Refuses features that are not finite. */
  static void requireFinite(FeatureExtractor extractor, Features features, String images) {
    if (!Samples.finite(features.data())) {
      throw new NotFiniteException(
          printable(extractor.description())
              + " gives features of "
              + printable(images)
              + " that are not finite; choose another extractor");
    }
  }

  /** Refuses features that do not fit into the heap, twice since they are copied. */
  static void requireHeap(int images, int dimension, long heap) {
    long needed = 2L * Float.BYTES * images * dimension;
    if (needed > UsableHeap.of(heap)) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%,d features of each of %,d images need %,d MB of Java heap, but the heap is limited"
                  + " to %,d MB (-Xmx); use fewer images, or increase the heap",
              dimension,
              images,
              needed >> 20,
              heap >> 20));
    }
  }

  /** Collects rows of features. */
  private static final class Rows {
    private final FeatureExtractor extractor;
    private final FloatBuffer values;
    private int count;

    Rows(FeatureExtractor extractor, int most) {
      long size = (long) most * extractor.dimension();
      checkArgument(
          size <= Integer.MAX_VALUE - 8,
          "%s images with %s features each are more than the %s values that fit into an array; use"
              + " fewer images",
          most,
          extractor.dimension(),
          Integer.MAX_VALUE - 8);
      requireHeap(most, extractor.dimension(), Runtime.getRuntime().maxMemory());
      this.extractor = extractor;
      this.values = FloatBuffer.allocate((int) size);
    }

    void add(Images images, ProgressListener.Task watch) {
      values.put(extractor.extract(images).data());
      count += images.count();
      watch.advance(images.count());
    }

    FeatureReading reading(String images, long seed, int unreadable) {
      Features features = Features.of(extractor.dimension(), values.flip());
      requireFinite(extractor, features, images);
      return new FeatureReading(
          features,
          new FeatureOrigin(
              extractor.description(), extractor.resizing(), images, count, seed, unreadable));
    }
  }
}

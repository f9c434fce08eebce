package org.dcgan.datasets.overview;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.internal.ParallelChunks;
import org.dcgan.datasets.internal.SourceLabels;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a dataset, computed by reading every image once. The memory needed does not grow
 * with the number of images.
 *
 * @param description the description of the dataset
 * @param count the number of images, readable or not
 * @param unreadable the number of unreadable images; they are included in {@code count} and the
 *     label counts only
 * @param firstUnreadable the error messages of the first unreadable images, at most {@value #SHOWN}
 * @param transparent the number of images with pixels that are not fully opaque, which were
 *     composited over the background color; 0 for sources that do not tell ({@link
 *     Dataset#isTransparent})
 * @param sizes the shapes with their counts, most frequent first, at most {@value #SHOWN}
 * @param distinctSizes the number of distinct shapes; counting ends at {@value #MAX_SIZES}
 * @param smallestSide the smallest height or width of any image in pixels; 0 if none could be read
 * @param largestSide the largest height or width of any image in pixels
 * @param labels the classes with their counts, in the order of the labels; empty if there are no
 *     classes
 * @param unlabeled the number of images without a label
 * @param channels mean and standard deviation of each channel over all pixels of all images;
 *     grayscale images among color images count in all three channels
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DatasetStatistics(
    String description,
    int count,
    int unreadable,
    List<String> firstUnreadable,
    int transparent,
    List<SizeCount> sizes,
    int distinctSizes,
    int smallestSide,
    int largestSide,
    List<LabelCount> labels,
    int unlabeled,
    List<Channel> channels) {
  /** Refuses null. */
  public DatasetStatistics {
    requireNonNull(description, "description");
    requireNonNull(firstUnreadable, "firstUnreadable");
    requireNonNull(sizes, "sizes");
    requireNonNull(labels, "labels");
    requireNonNull(channels, "channels");
  }

  /** The maximum number of sizes and error messages that are listed. */
  public static final int SHOWN = 10;

  /**
   * The maximum number of distinct sizes that are counted, since photographs may all differ in
   * size.
   */
  public static final int MAX_SIZES = 10_000;

  /** The number of largest and of smallest classes that are listed if there are many classes. */
  private static final int SHOWN_CLASSES = 15;

  private static final int CHUNK = 256;

  /**
   * The number of images of a shape.
   *
   * @param shape height, width, channels
   * @param count the number of images
   */
  public record SizeCount(ImageShape shape, int count) {
    /** Refuses null. */
    public SizeCount {
      requireNonNull(shape, "shape");
    }
  }

  /**
   * The number of images of a class.
   *
   * @param name the name of the class
   * @param count the number of images
   */
  public record LabelCount(String name, int count) {
    /** Refuses null. */
    public LabelCount {
      requireNonNull(name, "name");
    }
  }

  /**
   * The distribution of the values of a channel, scaled from bytes to [0, 1].
   *
   * @param mean the mean
   * @param deviation the population standard deviation
   */
  public record Channel(double mean, double deviation) {}

  /**
   * Computes the statistics of a dataset with one thread per processor.
   *
   * @param dataset not closed
   * @param listener told of the progress, in images
   * @return the statistics
   * @throws IOException if the dataset as a whole cannot be read
   */
  public static DatasetStatistics of(Dataset dataset, ProgressListener listener)
      throws IOException {
    requireNonNull(dataset, "dataset");
    requireNonNull(listener, "listener");

    return of(dataset, Runtime.getRuntime().availableProcessors(), listener);
  }

  /**
   * Computes the statistics of a dataset. The result does not depend on the number of threads.
   *
   * @param dataset not closed
   * @param threads the number of images that are read concurrently, at least 1
   * @param listener told of the progress, in images
   * @return the statistics
   * @throws IllegalArgumentException if {@code threads} is less than 1
   * @throws IOException if the dataset as a whole cannot be read
   */
  public static DatasetStatistics of(Dataset dataset, int threads, ProgressListener listener)
      throws IOException {
    requireNonNull(dataset, "dataset");
    requireNonNull(listener, "listener");
    checkArgument(threads >= 1, "threads must be at least 1, got %s", threads);

    Tally tally = new Tally(dataset);
    try (ProgressListener.Task progress = listener.start("describing", dataset.size(), "images");
        ParallelChunks<Sums> chunks =
            new ParallelChunks<>("describing", threads, progress, i -> Sums.read(dataset, i))) {
      chunks.run(0, dataset.size(), CHUNK, (first, sums) -> sums.forEach(tally::add));
    }
    return tally.statistics();
  }

  /**
   * Formats the statistics as text, independent of the locale. If more than 30 classes have images,
   * the largest 15 and the smallest 15 are listed; classes without images are only counted.
   *
   * @return several lines, each ending with a line feed
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    line(text, "%s", printable(description));
    line(text, "%-12s %,d", "images", count);
    if (unreadable > 0) {
      line(text, "%-12s %,d, of which the first are", "unreadable", unreadable);
      firstUnreadable.forEach(reason -> line(text, "  %s", oneLine(reason)));
    }
    if (transparent > 0) {
      line(
          text,
          "%-12s %,d, %.1f %% of the readable images",
          "transparent",
          transparent,
          100.0 * transparent / (count - unreadable));
      if (isMostlyTransparent()) {
        line(
            text,
            "  warning: most images are transparent, so the background color decides what a network"
                + " sees;");
        line(
            text,
            "  choose the color the images were made for (the builder's background, or"
                + " --background)");
      }
    }
    if (!sizes.isEmpty()) {
      line(
          text,
          "%-12s %,d%s, sides of %d to %d pixels",
          "sizes",
          distinctSizes,
          distinctSizes >= MAX_SIZES ? " or more" : "",
          smallestSide,
          largestSide);
      sizes.forEach(s -> line(text, "  %-14s %,10d", s.shape(), s.count()));
      if (distinctSizes > sizes.size()) {
        line(text, "  and others");
      }
    }
    if (!labels.isEmpty()) {
      line(text, "%-12s %,d", "classes", labels.size());
      classLines(text);
      if (unlabeled > 0) {
        line(text, "  %-24s %,10d", "(no label)", unlabeled);
      }
    }
    for (int i = 0; i < channels.size(); i++) {
      String name = channels.size() == 1 ? "gray" : List.of("red", "green", "blue").get(i);
      line(
          text,
          "%-12s mean %.4f, deviation %.4f",
          name,
          channels.get(i).mean(),
          channels.get(i).deviation());
    }
    return text.toString();
  }

  /**
   * Whether more than half of the readable images have transparent pixels, so that the background
   * color has a large effect on the dataset.
   *
   * @return true if so
   */
  public boolean isMostlyTransparent() {
    return 2L * transparent > count - unreadable;
  }

  /** Lists all classes that have images, or only the largest and the smallest if there are many. */
  private void classLines(StringBuilder text) {
    List<LabelCount> present = labels.stream().filter(label -> label.count() > 0).toList();
    int omitted = present.size() - 2 * SHOWN_CLASSES;
    if (omitted <= 0) {
      present.forEach(label -> classLine(text, label));
    } else {
      List<LabelCount> sorted =
          present.stream().sorted(Comparator.comparingLong(LabelCount::count).reversed()).toList();
      sorted.subList(0, SHOWN_CLASSES).forEach(label -> classLine(text, label));
      line(text, "  %-24s", "... " + omitted + " classes between");
      sorted
          .subList(sorted.size() - SHOWN_CLASSES, sorted.size())
          .forEach(label -> classLine(text, label));
    }
    if (present.size() < labels.size()) {
      line(text, "  %-24s %,10d", "(classes without images)", labels.size() - present.size());
    }
  }

  private static void classLine(StringBuilder text, LabelCount label) {
    line(text, "  %-24s %,10d", printable(label.name()), label.count());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /**
   * The sums of values and of squared values per channel of one image, or the reason why it is
   * unreadable.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sums(
      @Nullable ImageShape shape,
      long[] values,
      long[] squares,
      int label,
      boolean transparent,
      String problem) {

    static Sums read(Dataset dataset, int index) throws IOException {
      int label = SourceLabels.of(dataset, index);
      try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
        return hold.process(
            () -> dataset.name(index),
            () -> {
              Pixels pixels = dataset.read(index);
              return of(pixels, label, dataset.isTransparent(index));
            });
      } catch (UnreadableImageException e) {
        return new Sums(
            null, new long[0], new long[0], label, false, String.valueOf(e.getMessage()));
      }
    }

    private static Sums of(Pixels pixels, int label, boolean transparent) {
      int channels = pixels.shape().channels();
      long[] values = new long[channels];
      long[] squares = new long[channels];
      byte[] data = pixels.data();
      for (int c = 0; c < channels; c++) {
        long sum = 0;
        long square = 0;
        for (int i = c; i < data.length; i += channels) {
          int value = data[i] & 255;
          sum += value;
          square += (long) value * value;
        }
        values[c] = sum;
        squares[c] = square;
      }
      return new Sums(pixels.shape(), values, squares, label, transparent, "");
    }
  }

  /** Accumulates the sums of all images. */
  private static final class Tally {
    private final Dataset dataset;
    private final Map<ImageShape, Integer> sizes = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final int[] labels;
    private final double[] values = new double[3];
    private final double[] squares = new double[3];
    private int unreadable;
    private int transparent;
    private int unlabeled;
    private int smallest = Integer.MAX_VALUE;
    private int largest;
    private int channels;
    private long area;

    Tally(Dataset dataset) {
      this.dataset = dataset;
      this.labels = new int[dataset.classNames().size()];
    }

    void add(Sums sums) {
      if (sums.label() == Dataset.NO_LABEL) {
        unlabeled++;
      } else {
        labels[sums.label()]++;
      }
      ImageShape shape = sums.shape();
      if (shape == null) {
        unreadable++;
        if (problems.size() < SHOWN) {
          problems.add(sums.problem());
        }
        return;
      }
      transparent += sums.transparent() ? 1 : 0;
      if (sizes.size() < MAX_SIZES || sizes.containsKey(shape)) {
        sizes.merge(shape, 1, Integer::sum);
      }
      smallest = Math.min(smallest, Math.min(shape.height(), shape.width()));
      largest = Math.max(largest, Math.max(shape.height(), shape.width()));
      channels = Math.max(channels, shape.channels());
      area += (long) shape.height() * shape.width();
      for (int c = 0; c < 3; c++) {
        // The sums are integers below 2^53, and thus exact, for up to 100 million images of 64
        // pixels.
        values[c] += sums.values()[Math.min(c, shape.channels() - 1)];
        squares[c] += sums.squares()[Math.min(c, shape.channels() - 1)];
      }
    }

    DatasetStatistics statistics() {
      List<SizeCount> frequent =
          sizes.entrySet().stream()
              .map(e -> new SizeCount(e.getKey(), e.getValue()))
              .sorted(
                  Comparator.comparingInt((SizeCount s) -> -s.count())
                      .thenComparingInt(s -> s.shape().height())
                      .thenComparingInt(s -> s.shape().width())
                      .thenComparingInt(s -> s.shape().channels()))
              .limit(SHOWN)
              .toList();
      List<LabelCount> histogram = new ArrayList<>();
      for (int i = 0; i < labels.length; i++) {
        histogram.add(new LabelCount(dataset.classNames().get(i), labels[i]));
      }
      List<Channel> means = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        double mean = values[c] / area;
        double variance = squares[c] / area - mean * mean;
        means.add(new Channel(mean / 255, Math.sqrt(Math.max(0, variance)) / 255));
      }
      return new DatasetStatistics(
          dataset.description(),
          dataset.size(),
          unreadable,
          List.copyOf(problems),
          transparent,
          frequent,
          sizes.size(),
          area == 0 ? 0 : smallest,
          largest,
          List.copyOf(histogram),
          unlabeled,
          List.copyOf(means));
    }
  }
}

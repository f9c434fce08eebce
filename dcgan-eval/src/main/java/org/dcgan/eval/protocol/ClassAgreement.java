package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.eval.baseline.ImageClassifier;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.progress.ProgressListener;

/**
 * How many generated images are of the class that they were generated for, by the judgment of a
 * classifier that was trained on real images. A generator that ignores its label is right as often
 * as its most frequent class, about one in ten for ten classes; the classifier's own accuracy on
 * real images is what a perfect generator would reach.
 *
 * @param samples the description of the generated images
 * @param classifier the description of the images that the classifier was trained on
 * @param confusion the images by the class that they were generated for and by that found
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ClassAgreement(String samples, String classifier, ConfusionMatrix confusion) {

  /** Checks that no component is null. */
  public ClassAgreement {
    requireNonNull(samples, "samples");
    requireNonNull(classifier, "classifier");
    requireNonNull(confusion, "confusion");
  }

  /** Counts the predictions of one image after the other. */
  private static final class Counts {
    private final int[] labels;
    private final int[] found;
    private int counted;

    private Counts(int count) {
      this.labels = new int[count];
      this.found = new int[count];
    }

    /** Adds a batch; images beyond the count are left out. */
    private void add(int[] moreLabels, int[] moreFound) {
      int more = Math.min(moreLabels.length, labels.length - counted);
      System.arraycopy(moreLabels, 0, labels, counted, more);
      System.arraycopy(moreFound, 0, found, counted, more);
      counted += more;
    }
  }

  /**
   * Classifies generated images.
   *
   * @param classifier a classifier that was trained on real images of the same shape and classes
   * @param samples the generated images and the classes that they were generated for
   * @param count the number of images, at least 1
   * @param progress receives images
   * @return the counts of classes
   * @throws IllegalArgumentException if there are too few images, or shapes or classes differ
   * @throws IOException if images cannot be read
   */
  public static ClassAgreement measure(
      ImageClassifier classifier, LabeledImageStream samples, int count, ProgressListener progress)
      throws IOException {
    requireNonNull(classifier, "classifier");
    requireNonNull(samples, "samples");
    requireNonNull(progress, "progress");

    checkArgument(count >= 1, "count must be at least 1 image, got %s", count);
    StreamChecks.requireSize(samples, count);
    List<String> classNames = classifier.classNames();
    StreamChecks.requireClasses(samples, "the classifier of " + classifier.training(), classNames);
    Counts counts = new Counts(count);
    try (ProgressListener.Task task = progress.start("checking classes", count, "images")) {
      samples.read(
          count,
          (images, labels) -> {
            StreamChecks.requireLabels(samples, images.count(), labels, classNames);
            counts.add(labels, classifier.classify(images));
            task.advance(images.count());
          });
    }
    checkArgument(
        counts.counted == count,
        "%s ended after %s of %s images; ask for fewer",
        printable(samples.description()),
        counts.counted,
        count);
    return new ClassAgreement(
        samples.description(),
        classifier.training(),
        ConfusionMatrix.of(classNames, counts.labels, counts.found));
  }

  /**
   * The share of all images whose class is right.
   *
   * @return the share with its interval
   */
  public Proportion all() {
    return Proportion.of(confusion.correct(), confusion.total());
  }

  /**
   * The share of the images of each class whose class is right.
   *
   * @return a share for each class in the order of the labels; without trials for a class without
   *     images
   */
  public List<Proportion> byClass() {
    return IntStream.range(0, confusion.classNames().size()).mapToObj(this::ofClass).toList();
  }

  private Proportion ofClass(int label) {
    List<Integer> row = confusion.counts().get(label);
    return Proportion.of(row.get(label), row.stream().mapToInt(Integer::intValue).sum());
  }

  /**
   * The shares as plain text. Names from outside are escaped.
   *
   * @return a line for each class and one for all, each of which ends with a line feed
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "images of %s whose class is right, by a classifier trained on %s\n",
            oneLine(samples),
            oneLine(classifier)));
    List<Proportion> shares = byClass();
    for (int k = 0; k < shares.size(); k++) {
      text.append("class ")
          .append(oneLine(confusion.classNames().get(k)))
          .append(": ")
          .append(shares.get(k).toText(2))
          .append('\n');
    }
    return text.append("all: ").append(all().toText(2)).append('\n').toString();
  }
}

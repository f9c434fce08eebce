package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.List;
import java.util.Locale;
import org.dcgan.eval.internal.LabeledSources;

/** Checks that a stream of labeled images fits the images and classes that it meets. */
final class StreamChecks {

  private StreamChecks() {}

  /** Checks that a stream has a number of images. */
  static void requireSize(LabeledImageStream samples, long count) {
    long size = samples.size().orElse(count);
    checkArgument(
        size >= count,
        "%s images were asked for, but %s has only %s; ask for fewer",
        count,
        printable(samples.description()),
        size);
  }

  /**
   * Checks that the classes of a stream are those of other images, by their names if they have
   * some, otherwise by their number if it is known.
   */
  static void requireClasses(LabeledImageStream samples, String other, List<String> classes) {
    if (samples.classNames().isEmpty() && samples.classes().isPresent()) {
      LabeledSources.requireSameClasses(
          samples.description(), samples.classes().getAsInt(), other, classes.size());
    }
    checkArgument(
        samples.classNames().isEmpty() || samples.classNames().equals(classes),
        "%s has the classes %s, but %s has %s; use images of the same classes in the same order",
        printable(samples.description()),
        printable(samples.classNames()),
        printable(other),
        printable(classes));
  }

  /** Checks that a batch has one label for each of its images, all of them known classes. */
  static void requireLabels(
      LabeledImageStream samples, int images, int[] labels, List<String> classes) {
    checkArgument(
        labels.length == images,
        "%s gave %s labels for a batch of %s images, expected one each",
        printable(samples.description()),
        labels.length,
        images);
    for (int label : labels) {
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s gave the label %d, expected 0 to %d (%s)",
                printable(samples.description()),
                label,
                classes.size() - 1,
                printable(classes)));
      }
    }
  }
}

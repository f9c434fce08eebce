package org.dcgan.eval.internal;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.Locale;
import org.dcgan.image.ImageSource;

/** Checks that images have labels, and that those of generated images are the same. */
public final class LabeledSources {

  private LabeledSources() {}

  /**
   * Checks that a source has classes.
   *
   * @param source the images
   * @param least the smallest number of classes
   * @throws IllegalArgumentException if it has fewer
   */
  public static void requireClasses(ImageSource source, int least) {
    int classes = source.classNames().size();
    checkArgument(
        classes >= least,
        "expected images of at least %s, but %s has %s; choose a source with labels",
        least == 1 ? "1 class" : least + " classes",
        printable(source.description()),
        classes == 0 ? "no classes" : printable(source.classNames()));
  }

  /**
   * Checks that generated images are of the classes of real ones, as far as their number says. With
   * fewer classes, all real images of the others would count as errors; with more, labels would
   * have no real image.
   *
   * @param generated what generates images, for the message
   * @param classes the number of its classes, 0 for an unconditional model
   * @param real what the real images are, for the message
   * @param wanted the number of their classes
   * @throws IllegalArgumentException if the numbers differ
   */
  public static void requireSameClasses(String generated, int classes, String real, int wanted) {
    if (classes != wanted) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected images of a conditional model of the %d classes of %s, but %s has %s; use a"
                  + " model that was trained on these classes",
              wanted,
              printable(real),
              printable(generated),
              classes == 0 ? "no classes" : classes + " classes"));
    }
  }

  /**
   * Returns the label of an image.
   *
   * @param source the images
   * @param index the index of the image
   * @return its label, an index into the names of the classes
   * @throws IllegalArgumentException if it has none, or one that is out of range
   */
  public static int label(ImageSource source, int index) {
    int label = source.label(index);
    int classes = source.classNames().size();
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "image %s of %s has %s, expected a label from 0 to %d; choose a source in which every"
                  + " image has a label",
              printable(source.name(index)),
              printable(source.description()),
              label == ImageSource.NO_LABEL ? "no label" : "the label " + label,
              classes - 1));
    }
    return label;
  }

  /**
   * Returns the labels of all images.
   *
   * @param source the images
   * @return the label of each image, an index into the names of the classes
   * @throws IllegalArgumentException if the source has no classes, or an image has no label
   */
  public static int[] labels(ImageSource source) {
    requireClasses(source, 1);
    int[] labels = new int[source.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(source, i);
    }
    return labels;
  }
}

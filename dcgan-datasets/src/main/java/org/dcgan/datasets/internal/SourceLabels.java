package org.dcgan.datasets.internal;

import static org.dcgan.internal.PrintableText.printable;

import java.util.Locale;
import org.dcgan.image.ImageSource;

/** Labels of sources that applications implement, which may contradict the names of classes. */
public final class SourceLabels {

  private SourceLabels() {}

  /**
   * Returns the label of an image.
   *
   * @param source any source
   * @param index the image
   * @return an index into the source's class names, or {@link ImageSource#NO_LABEL}
   * @throws IllegalStateException if the source returns a label for which it has no class name
   */
  public static int of(ImageSource source, int index) {
    int label = source.label(index);
    int classes = source.classNames().size();
    if (label != ImageSource.NO_LABEL && (label < 0 || label >= classes)) {
      // Composed only here, since some sources describe themselves slowly, and have many images.
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "image %d of %s has the label %d, expected an index into the names of its %d classes"
                  + " or %d for none; correct the source's label or classNames method, or label its"
                  + " images with Dataset.labeled",
              index,
              printable(source.description()),
              label,
              classes,
              ImageSource.NO_LABEL));
    }
    return label;
  }
}

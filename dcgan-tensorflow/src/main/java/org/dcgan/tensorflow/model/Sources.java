package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the images that a model is trained on. */
final class Sources {
  private static final Logger logger = LoggerFactory.getLogger(Sources.class);

  private Sources() {}

  /**
   * Requires images of the model's shape, at least one batch of them, and a label of each if the
   * model is conditional.
   */
  static void check(ImageSource source, Architecture architecture, int batchSize) {
    checkImages(source, architecture, batchSize);
    checkLabels(source, architecture.classes());
  }

  /** Requires images of the model's shape, at least one batch of them. */
  static void checkImages(ImageSource source, Architecture architecture, int batchSize) {
    ImageShape wanted = architecture.image();
    Optional<ImageShape> shape = source.shape();
    checkArgument(
        shape.isPresent(),
        "this model requires images of %s, but the images of %s differ in size; crop them first,"
            + " for example with centerCropped(%s)",
        wanted,
        printable(source.description()),
        wanted.height());
    checkArgument(
        shape.get().equals(wanted),
        "this model requires images of %s, but the images of %s are %s; crop, resize or convert"
            + " them first",
        wanted,
        printable(source.description()),
        shape.get());
    checkArgument(
        source.size() >= batchSize,
        "batchSize is %s, but %s has only %s images; add images or set a smaller batchSize",
        batchSize,
        printable(source.description()),
        source.size());
  }

  private static void checkLabels(ImageSource source, int classes) {
    for (int i = 0; classes > 0 && i < source.size(); i++) {
      int label = source.label(i);
      if (label == ImageSource.NO_LABEL) {
        throw new IllegalArgumentException(
            "this model has "
                + classes
                + " classes and requires the label of each image, but image "
                + printable(source.name(i))
                + " of "
                + printable(source.description())
                + " has none; use a source with labels, such as a folder with one subfolder for"
                + " each class, or a model without classes");
      }
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "this model has "
                + classes
                + " classes, numbered from 0 to "
                + (classes - 1)
                + ", but image "
                + printable(source.name(i))
                + " of "
                + printable(source.description())
                + " has the label "
                + label
                + "; set classes to the number of classes of the images"
                + (source.classNames().isEmpty() ? "" : ", " + source.classNames().size())
                + ", or select images of these classes");
      }
    }
  }

  /**
   * The classes of a conditional model that no image of a checked source has, which are logged.
   *
   * @return the source's names of the classes, or their numbers where it has no names
   */
  static List<String> emptyClasses(ImageSource source, Architecture architecture) {
    List<String> empty = new ArrayList<>();
    BitSet seen = new BitSet(architecture.classes());
    for (int i = 0; architecture.isConditional() && i < source.size(); i++) {
      seen.set(source.label(i));
    }
    List<String> names = source.classNames();
    for (int label = 0; label < architecture.classes(); label++) {
      if (!seen.get(label)) {
        empty.add(label < names.size() ? names.get(label) : Integer.toString(label));
      }
    }
    if (!empty.isEmpty()) {
      logger.warn(
          "{} has no images of {} of the model's {} classes: {}; samples of them are arbitrary",
          printable(source.description()),
          empty.size(),
          architecture.classes(),
          printable(empty));
    }
    return empty;
  }
}

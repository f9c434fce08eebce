package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;

/** Checks the images that a model is trained on. */
final class Sources {

  private Sources() {}

  /** Requires images of the model's shape, and at least one batch of them. */
  static void check(ImageSource source, ImageShape wanted, int batchSize) {
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
}

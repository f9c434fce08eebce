package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;

/** What a model asks of the images that it is trained on. */
final class Sources {

  private Sources() {}

  /** Refuses a source of other shapes than the model's, or of less than a batch. */
  static void check(ImageSource source, ImageShape wanted, int batchSize) {
    Optional<ImageShape> shape = source.shape();
    checkArgument(
        shape.isPresent(),
        "this model takes images of %s, but those of %s differ in size; crop them first, for example"
            + " with centerCropped(%s)",
        wanted,
        printable(source.description()),
        wanted.height());
    checkArgument(
        shape.get().equals(wanted),
        "this model takes images of %s, but those of %s are %s; crop, resize or convert them first",
        wanted,
        printable(source.description()),
        shape.get());
    checkArgument(
        source.size() >= batchSize,
        "a batch of %s needs as many images, but %s has %s; add images or set a smaller batch",
        batchSize,
        printable(source.description()),
        source.size());
  }
}

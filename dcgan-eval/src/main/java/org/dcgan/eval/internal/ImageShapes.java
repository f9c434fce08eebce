package org.dcgan.eval.internal;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/** Checks that images have the shape that an extractor or a network takes. */
public final class ImageShapes {
  private static final String REMEDY = "; crop, resize or convert them first";

  private ImageShapes() {}

  /**
   * Returns the shape that all images of a source have.
   *
   * @param source the images
   * @return their shape
   * @throws IllegalArgumentException if they differ in size
   */
  public static ImageShape common(ImageSource source) {
    return source
        .shape()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the images of "
                        + printable(source.description())
                        + " differ in size"
                        + REMEDY));
  }

  /**
   * Checks the shape of a batch.
   *
   * @param taker what takes the images, for the message
   * @param expected the shape that it takes
   * @param images the batch
   * @throws IllegalArgumentException if the batch has another shape
   */
  public static void require(String taker, ImageShape expected, Images images) {
    checkArgument(
        images.shape().equals(expected),
        "%s takes images of %s, got %s%s",
        printable(taker),
        expected,
        images.shape(),
        REMEDY);
  }

  /**
   * Checks the shape of the images of a source.
   *
   * @param taker what takes the images, for the message
   * @param expected the shape that it takes
   * @param source the images
   * @throws IllegalArgumentException if they have another shape or differ in size
   */
  public static void require(String taker, ImageShape expected, ImageSource source) {
    require(taker, expected, source.description(), source.shape());
  }

  /**
   * Checks the shape of images.
   *
   * @param taker what takes the images, for the message
   * @param expected the shape that it takes
   * @param images where the images come from, for the message
   * @param actual their shape; empty if they differ in size
   * @throws IllegalArgumentException if they have another shape or differ in size
   */
  public static void require(
      String taker, ImageShape expected, String images, Optional<ImageShape> actual) {
    checkArgument(
        actual.filter(expected::equals).isPresent(),
        "%s takes images of %s, but those of %s %s%s",
        printable(taker),
        expected,
        printable(images),
        actual.map(shape -> "are " + shape).orElse("differ in size"),
        REMEDY);
  }
}

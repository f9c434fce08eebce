package org.dcgan.eval.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

class ImageShapesTest {
  private static final ImageShape SHAPE = ImageShape.square(4, 3);

  @Test
  void givenABatchOfAnotherShape_whenChecked_thenTheMessageStatesBothShapesAndTheRemedyOnce() {
    RawPixels pixels = new RawPixels(SHAPE);
    Images images = Images.of(ImageShape.square(2, 1), new float[4]);

    assertThatThrownBy(() -> pixels.extract(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "raw pixels(4x4x3) takes images of 4x4x3, got 2x2x1; crop, resize or convert them"
                + " first");
  }

  @Test
  void givenASourceOfAnotherShape_whenChecked_thenTheMessageNamesTheSource() {
    TestImages source = TestImages.numbered(3, ImageShape.square(8, 3));

    assertThatThrownBy(() -> ImageShapes.require("the network", SHAPE, source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network takes images of 4x4x3, but those of filled(3 of 8x8x3) are 8x8x3; crop,"
                + " resize or convert them first");
  }

  @Test
  void givenASourceOfSeveralShapes_whenChecked_thenTheMessageSaysThatTheyDiffer() {
    TestImages source =
        TestImages.of(2, Optional.empty(), i -> TestImages.numbered(9, SHAPE).read(i));

    assertThatThrownBy(() -> ImageShapes.common(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the images of images(2) differ in size; crop, resize or convert them first");
    assertThatThrownBy(() -> ImageShapes.require("the network", SHAPE, source))
        .hasMessageContaining("but those of images(2) differ in size");
  }

  @Test
  void givenImagesOfTheShape_whenChecked_thenTheyAreAccepted() {
    TestImages source = TestImages.numbered(3, SHAPE);

    ImageShapes.require("the network", SHAPE, source);
    assertThat(ImageShapes.common(source)).isEqualTo(SHAPE);
  }
}

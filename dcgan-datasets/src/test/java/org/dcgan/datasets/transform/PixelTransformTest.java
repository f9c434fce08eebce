package org.dcgan.datasets.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dcgan.datasets.transform.PixelTransform.CenterCrop;
import org.dcgan.datasets.transform.PixelTransform.Crop;
import org.dcgan.datasets.transform.PixelTransform.Grayscale;
import org.dcgan.datasets.transform.PixelTransform.MinResize;
import org.dcgan.datasets.transform.PixelTransform.Rgb;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelTransformTest {

  @Test
  void givenAnOddMargin_whenCropped_thenTheExtraRowAndColumnGoAtTopAndLeft() {
    // As the authors': round((5 - 2) / 2) = 2 with Python 2's rounding.
    Pixels result = new Crop(2).apply(counting(5, 4, 1));
    assertThat(result.data()).containsExactly(2 * 4 + 1, 2 * 4 + 2, 3 * 4 + 1, 3 * 4 + 2);
  }

  @Test
  void givenFacesOf128_whenCroppedTo64_thenTheMiddleIsTakenUnresized() {
    Pixels face = counting(128, 128, 3);
    Pixels result = new Crop(64).apply(face);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        assertThat(result.value(y, x, 2)).isEqualTo(face.value(32 + y, 32 + x, 2));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"480,640,64,64,85", "640,480,64,85,64", "100,100,32,32,32", "3,2,64,96,64"})
  void givenASize_whenMinResized_thenTheShorterSideFitsAndTheLongerIsRounded(
      int height, int width, int size, int newHeight, int newWidth) {
    PixelTransform resize = new MinResize(size, Resampling.BILINEAR);
    ImageShape expected = new ImageShape(newHeight, newWidth, 3);
    assertThat(resize.apply(counting(height, width, 3)).shape()).isEqualTo(expected);
    assertThat(resize.shape(new KnownShape(height, width, 3)).complete()).contains(expected);
  }

  @Test
  void givenAnImageOfTheTargetSize_whenTransformed_thenItIsNotCopied() {
    Pixels image = counting(64, 64, 3);
    assertThat(new CenterCrop(64, Resampling.ANTIALIASED).apply(image)).isSameAs(image);
    assertThat(new MinResize(64, Resampling.ANTIALIASED).apply(image)).isSameAs(image);
    assertThat(new Crop(64).apply(image)).isSameAs(image);
    assertThat(new Rgb().apply(image)).isSameAs(image);
  }

  @Test
  void givenColors_whenMadeGray_thenLumaIsBt601() {
    Pixels colors =
        new Pixels(
            new ImageShape(1, 3, 3), new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, -1});
    // 0.299 * 255 = 76.2, 0.587 * 255 = 149.7, 0.114 * 255 = 29.07
    assertThat(new Grayscale().apply(colors).data()).containsExactly(76, (byte) 150, 29);
  }

  @Test
  void givenGray_whenMadeRgb_thenChannelsAreEqual() {
    Pixels gray = new Pixels(new ImageShape(1, 2, 1), new byte[] {7, -1});
    assertThat(new Rgb().apply(gray).data()).containsExactly(7, 7, 7, -1, -1, -1);
  }

  @Test
  void givenAnImageTooSmall_whenCropped_thenTheErrorSaysWhatToUseInstead() {
    assertThatThrownBy(() -> new Crop(64).apply(counting(50, 100, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64x64")
        .hasMessageContaining("50x100")
        .hasMessageContaining("centerCropped(64)");
  }

  @Test
  void givenAnExtremeAspect_whenMinResized_thenRefusedBeforeMemoryIsTaken() {
    assertThatThrownBy(
            () -> new MinResize(256, Resampling.BILINEAR).apply(counting(1, 1_000_000, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256x256000000")
        .hasMessageContaining("too large");
  }

  @Test
  void givenAnExtremeAspect_whenCenterCropped_thenOnlyTheSquareIsComputed() {
    Pixels stripe = counting(1, 1_000_000, 3);
    assertThat(new CenterCrop(256, Resampling.ANTIALIASED).apply(stripe).shape())
        .isEqualTo(ImageShape.square(256, 3));
  }

  @Test
  void givenOnlyKnownChannels_whenCenterCropped_thenTheShapeIsKnown() {
    KnownShape photographs = new KnownShape(KnownShape.UNKNOWN, KnownShape.UNKNOWN, 3);
    assertThat(new CenterCrop(64, Resampling.ANTIALIASED).shape(photographs).complete())
        .contains(ImageShape.square(64, 3));
    assertThat(new MinResize(64, Resampling.ANTIALIASED).shape(photographs).complete()).isEmpty();
  }

  private static Pixels counting(int height, int width, int channels) {
    ImageShape shape = new ImageShape(height, width, channels);
    byte[] data = new byte[shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) i;
    }
    return new Pixels(shape, data);
  }
}

package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = ImageDecoder.create();

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void givenALosslessFormat_whenDecoded_thenEveryValueIsExact(String format) throws IOException {
    BufferedImage image = Encoded.gradient(23, 17);
    Pixels pixels = decode(Encoded.of(image, format), 3);
    assertThat(pixels.data()).isEqualTo(Pixels.of(image, 3).data());
    assertThat(decode(Encoded.of(image, format), 1).data()).isEqualTo(Pixels.of(image, 1).data());
  }

  @Test
  void givenAJpeg_whenDecoded_thenValuesAreClose() throws IOException {
    Pixels pixels = decode(Encoded.of(Encoded.gradient(64, 48), "jpg"), 3);
    assertThat(pixels.shape()).isEqualTo(new ImageShape(48, 64, 3));
    assertThat(pixels.value(24, 32, 0)).isCloseTo(127, within(8));
    assertThat(pixels.value(24, 32, 2)).isCloseTo(40, within(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp"})
  void givenGray_whenDecoded_thenValuesAreThoseStored(String format) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, 128);
    }
    // getRGB would make 188 of it.
    assertThat(decode(Encoded.of(image, format), 1).value(8, 8, 0)).isEqualTo(128);
    Pixels color = decode(Encoded.of(image, format), 3);
    assertThat(color.value(8, 8, 0)).isEqualTo(128);
    assertThat(color.value(8, 8, 2)).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource({"1, 65535, 255", "1, 32896, 128", "3, 32896, 128", "3, 257, 1", "3, 128, 0"})
  void givenSixteenBits_whenDecoded_thenTheyAreScaledToEight(int bands, int stored, int expected)
      throws IOException {
    int space = bands == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(space), false, false, 1, DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(3, 2);
    raster.setPixels(0, 0, 3, 2, filled(6 * bands, stored));
    byte[] png = Encoded.of(new BufferedImage(model, raster, false, null), "png");
    assertThat(decode(png, 3).value(1, 2, 2)).isEqualTo(expected);
  }

  @Test
  void givenTransparency_whenDecoded_thenTheBackgroundShows() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, new Color(200, 100, 50, 255).getRGB());
    image.setRGB(1, 0, new Color(200, 100, 50, 51).getRGB());
    byte[] png = Encoded.of(image, "png");
    assertThat(decode(png, 3).data())
        .as("over white, the default: a fifth of the color, four fifths of 255")
        .containsExactly((byte) 200, 100, 50, (byte) 244, (byte) 224, (byte) 214);
    assertThat(decoder.withBackground(RgbColor.BLACK).decode(png, "a", 3).data())
        .containsExactly((byte) 200, 100, 50, 40, 20, 10);
    assertThat(decoder.withBackground(new RgbColor(0, 0, 255)).decode(png, "a", 3).data())
        .containsExactly((byte) 200, 100, 50, 40, 20, (byte) 214);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void givenAPalette_whenDecoded_thenItsColorsAreUsed(int bits) throws IOException {
    byte[] red = {10, (byte) 200};
    byte[] green = {20, (byte) 210};
    byte[] blue = {30, (byte) 220};
    BufferedImage image =
        new BufferedImage(
            9,
            9,
            bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY,
            new IndexColorModel(bits, 2, red, green, blue));
    image.getRaster().setSample(8, 2, 0, 1);
    for (String format : new String[] {"png", "gif"}) {
      Pixels pixels = decode(Encoded.of(image, format), 3);
      assertThat(pixels.value(0, 0, 2)).isEqualTo(30);
      assertThat(pixels.value(2, 8, 0)).isEqualTo(200);
    }
  }

  @Test
  void givenACmykJpeg_whenDecoded_thenItBecomesRgb() throws IOException {
    // As Adobe does and everybody else therefore, 255 is no ink. Black at half strength; then cyan
    // and yellow, which make green.
    Pixels gray = decode(Encoded.cmykJpeg(16, 16, 255, 255, 255, 127), 3);
    assertThat(gray.shape()).isEqualTo(new ImageShape(16, 16, 3));
    assertThat(gray.value(8, 8, 0)).isBetween(90, 170);
    assertThat(gray.value(8, 8, 1)).isCloseTo(gray.value(8, 8, 0), within(12));
    Pixels green = decode(Encoded.cmykJpeg(16, 16, 0, 255, 0, 255), 3);
    assertThat(green.value(8, 8, 1))
        .isGreaterThan(green.value(8, 8, 0) + 80)
        .isGreaterThan(green.value(8, 8, 2) + 60);
  }

  @Test
  void givenWebp_whenDecoded_thenPixelsAreCorrect() throws IOException {
    assertThat(decode(Encoded.WEBP_LOSSY, 3).shape()).isEqualTo(new ImageShape(1, 1, 3));
    assertThat(decode(Encoded.WEBP_LOSSLESS, 3).shape()).isEqualTo(new ImageShape(1, 1, 3));
  }

  @ParameterizedTest
  @CsvSource({
    // Where the stored image's top left and top right corner come to lie: row, column.
    "1, T L, T R", "2, T R, T L", "3, B R, B L", "4, B L, B R",
    "5, T L, B L", "6, T R, B R", "7, B R, T R", "8, B L, T L"
  })
  void givenAnExifOrientation_whenDecoded_thenTheImageIsUpright(
      int orientation, String topLeft, String topRight) throws IOException {
    BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, 0xFF0000);
      image.setRGB(40 + i % 8, i / 8, 0x0000FF);
    }
    for (boolean littleEndian : new boolean[] {true, false}) {
      byte[] jpeg = Encoded.withOrientation(Encoded.of(image, "jpg"), orientation, littleEndian);
      Pixels pixels = decode(jpeg, 3);
      assertThat(pixels.shape())
          .isEqualTo(orientation < 5 ? new ImageShape(32, 48, 3) : new ImageShape(48, 32, 3));
      assertThat(corner(pixels, topLeft, 0)).isGreaterThan(150);
      assertThat(corner(pixels, topRight, 2)).isGreaterThan(150);
    }
  }

  @Test
  void givenDamagedExif_whenDecoded_thenTheImageIsStillRead() throws IOException {
    byte[] jpeg = Encoded.withOrientation(Encoded.of(Encoded.gradient(8, 8), "jpg"), 6, true);
    jpeg[2 + 10 + 4] = 120; // The directory's offset now points outside the file.
    jpeg[2 + 10 + 6] = 120;
    assertThat(decode(jpeg, 3).shape()).isEqualTo(new ImageShape(8, 8, 3));
  }

  @Test
  void givenAClaimOf100000x100000_whenDecoded_thenRefusedFromTheHeader() throws IOException {
    byte[] png = Encoded.pngClaiming(100_000, 100_000);
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () ->
            assertThatThrownBy(() -> decode(png, 3))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("test.img")
                .hasMessageContaining("100000 x 100000")
                .hasMessageContaining("limit of 100000000"));
  }

  @Test
  void givenALimit_whenAnImageExceedsIt_thenRefused() throws IOException {
    byte[] png = Encoded.of(Encoded.gradient(10, 11), "png");
    assertThat(ImageDecoder.withPixelLimit(110).decode(png, "a", 3)).isNotNull();
    assertThatThrownBy(() -> ImageDecoder.withPixelLimit(109).decode(png, "a", 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("10 x 11");
    assertThatThrownBy(() -> ImageDecoder.withPixelLimit(0)).hasMessageContaining("at least 1");
  }

  @Test
  void givenAnotherFormat_whenDecoded_thenTheErrorShowsItsFirstBytes() {
    assertThatThrownBy(() -> decode("<html>404".getBytes(), 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("test.img: not a JPEG, PNG, GIF, BMP or WebP")
        .hasMessageContaining("3c 68 74 6d 6c");
    assertThatThrownBy(() -> decode(new byte[0], 3)).hasMessageContaining("the file is empty");
  }

  static Stream<byte[]> images() throws IOException {
    BufferedImage image = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
    SeededRandom random = SeededRandom.of(1);
    for (int i = 0; i < 24 * 20; i++) {
      image.setRGB(i % 24, i / 24, random.nextInt(1 << 24));
    }
    byte[] jpeg = Encoded.of(image, "jpg");
    return Stream.of(
        jpeg,
        Encoded.withOrientation(jpeg, 6, true),
        Encoded.cmykJpeg(16, 16, 9, 99, 199, 50),
        Encoded.of(image, "png"),
        Encoded.of(image, "bmp"),
        Encoded.of(image, "gif"),
        Encoded.WEBP_LOSSY,
        Encoded.WEBP_LOSSLESS);
  }

  @ParameterizedTest
  @MethodSource("images")
  void givenATruncationAtAnyByte_whenDecoded_thenNeverAcceptedAsComplete(byte[] whole)
      throws IOException {
    byte[] pixels = decode(whole, 3).data();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        // What is missing at the very end may carry no pixels.
        assertThat(decode(cut, 3).data())
            .as("cut at %s of %s", length, whole.length)
            .isEqualTo(pixels);
      } catch (UnreadableImageException e) {
        assertThat(e).hasMessageStartingWith("test.img: ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void givenRandomDamage_whenDecoded_thenPixelsOrADocumentedExceptionInBoundedTime(byte[] whole) {
    SeededRandom random = SeededRandom.of(2, whole.length);
    ImageDecoder small = ImageDecoder.withPixelLimit(1 << 20);
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
              damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
              small.decode(damaged, "test.img", 3);
            } catch (UnreadableImageException e) {
              assertThat(e).hasMessageStartingWith("test.img: ");
            }
          }
        });
  }

  private Pixels decode(byte[] encoded, int channels) throws IOException {
    return decoder.decode(encoded, "test.img", channels);
  }

  private static int corner(Pixels pixels, String name, int channel) {
    int row = name.charAt(0) == 'T' ? 2 : pixels.shape().height() - 3;
    int column = name.charAt(2) == 'L' ? 2 : pixels.shape().width() - 3;
    return pixels.value(row, column, channel);
  }

  private static int[] filled(int length, int value) {
    int[] array = new int[length];
    Arrays.fill(array, value);
    return array;
  }
}

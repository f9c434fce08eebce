package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WebP against libwebp's own program, GIF against ImageMagick: generate.sh, beside the files, says
 * how they were made.
 */
class GoldenImagesTest {
  private final ImageDecoder decoder = ImageDecoder.create();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lossy.webp",
        "lossy-alpha.webp",
        "lossy-raw-alpha.webp",
        "lossless.webp",
        "lossless-palette.webp",
        "animation.webp",
        "gif-palette.gif",
        "gif-interlaced.gif",
        "gif-transparent.gif",
        "gif-offset.gif"
      })
  void givenAFile_whenDecoded_thenItsPixelsEqualTheReference(String name) throws IOException {
    byte[] expected = overWhite(ImageIO.read(resource(name + ".expected.png")));
    Pixels pixels = decoder.decode(resource(name).readAllBytes(), name, 3);
    assertThat(pixels.shape()).isEqualTo(sizeOf(name));
    int largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((expected[i] & 255) - (pixels.data()[i] & 255)));
    }
    assertThat(largest).as("largest difference of a value").isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy-alpha.webp", "animation.webp", "gif-transparent.gif"})
  void givenTransparency_whenDecoded_thenItIsReportedAndAnyBackgroundShows(String name)
      throws IOException {
    byte[] encoded = resource(name).readAllBytes();
    assertThat(decoder.decodeWithDetails(encoded, name, 3).transparent()).isTrue();
    Pixels overBlack = decoder.withBackground(RgbColor.BLACK).decode(encoded, name, 3);
    assertThat(overBlack.data()).isNotEqualTo(decoder.decode(encoded, name, 3).data());
  }

  @Test
  void givenNoTransparency_whenDecoded_thenNoneIsReported() throws IOException {
    byte[] encoded = resource("lossy.webp").readAllBytes();
    assertThat(decoder.decodeWithDetails(encoded, "a", 3).transparent()).isFalse();
  }

  @Test
  void givenNoNativeLibrary_whenTheFallbackDecodes_thenLossyImagesAreClose() throws IOException {
    BufferedImage expected = ImageIO.read(resource("lossy.webp.expected.png"));
    WebpDecoder fallback = Objects.requireNonNull(WebpDecoder.fallback());
    RawImage image = fallback.decode(resource("lossy.webp").readAllBytes());
    byte[] data = overWhite(expected);
    long sum = 0;
    for (int i = 0; i < data.length; i++) {
      sum += Math.abs((data[i] & 255) - (image.data()[i] & 255));
    }
    assertThat((double) sum / data.length).as("mean difference").isLessThan(10);
  }

  @Test
  void givenLibwebp_whenLoaded_thenItIsTheDecoder() {
    assertThat(WebpDecoder.libwebp()).isNotNull();
  }

  @Test
  void givenACanvasThatTheFrameDoesNotFit_whenDecoded_thenRefused() throws IOException {
    byte[] encoded = resource("animation.webp").readAllBytes();
    // The canvas's width, after RIFF, size, WEBP, VP8X, size and flags.
    assertThat(encoded[24]).isEqualTo((byte) 60);
    encoded[24] = 20;
    assertThatThrownBy(() -> decoder.decode(encoded, "a.webp", 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("a.webp")
        .hasMessageContaining("do not fit the canvas");
  }

  @Test
  void givenACanvasOfHalfAGigapixel_whenDecoded_thenRefusedBeforeDecoding() throws IOException {
    byte[] encoded = resource("animation.webp").readAllBytes();
    ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).putShort(24, (short) 0xFFFF);
    ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).putShort(27, (short) 0x2FFF);
    assertThatThrownBy(() -> decoder.decode(encoded, "a.webp", 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("limit of 100000000");
  }

  private static ImageShape sizeOf(String name) {
    return name.equals("gif-offset.gif") ? new ImageShape(80, 90, 3) : new ImageShape(43, 61, 3);
  }

  private static byte[] overWhite(BufferedImage image) {
    byte[] data = new byte[3 * image.getWidth() * image.getHeight()];
    int i = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int argb = image.getRGB(x, y);
        double alpha = (argb >>> 24) / 255.0;
        for (int shift = 16; shift >= 0; shift -= 8) {
          data[i++] = (byte) Math.round((argb >> shift & 255) * alpha + 255 * (1 - alpha));
        }
      }
    }
    return data;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(GoldenImagesTest.class.getResourceAsStream(name), name);
  }
}

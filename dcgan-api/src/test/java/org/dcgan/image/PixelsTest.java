package org.dcgan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pixels convert to images of the JDK and back without loss. */
class PixelsTest {

  /** An image of noise, not square, so that a mix-up of rows and columns shows. */
  static Pixels noise(int height, int width, int channels, long seed) {
    ImageShape shape = new ImageShape(height, width, channels);
    SeededRandom random = SeededRandom.of(seed);
    byte[] data = new byte[shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) random.nextInt(256);
    }
    return new Pixels(shape, data);
  }

  @Test
  void givenRgbImage_whenConvertedAndBack_thenItIsUnchanged() {
    Pixels image = noise(5, 7, 3, 1);

    assertThat(Pixels.of(image.toBufferedImage(), 3).data()).isEqualTo(image.data());
  }

  @Test
  void givenGrayscaleImage_whenConvertedAndBack_thenItIsUnchanged() {
    Pixels image = noise(5, 7, 1, 2);

    assertThat(Pixels.of(image.toBufferedImage(), 1).data()).isEqualTo(image.data());
  }

  @Test
  void givenImage_whenConverted_thenRowsColumnsAndChannelsAreCorrect() {
    Pixels pixels = noise(5, 7, 3, 3);
    BufferedImage image = pixels.toBufferedImage();

    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        int rgb = image.getRGB(x, y);
        assertThat(rgb >> 16 & 255).isEqualTo(pixels.value(y, x, 0));
        assertThat(rgb >> 8 & 255).isEqualTo(pixels.value(y, x, 1));
        assertThat(rgb & 255).isEqualTo(pixels.value(y, x, 2));
        assertThat(pixels.value(y, x, 2)).isEqualTo(pixels.data()[(y * 7 + x) * 3 + 2] & 255);
      }
    }
  }

  @Test
  void givenGrayscaleBufferedImage_whenConverted_thenValuesAreUnchanged() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 128);
    image.getRaster().setSample(1, 0, 0, 7);

    assertThat(Pixels.of(image, 1).data()).containsExactly((byte) 128, (byte) 7);
    assertThat(Pixels.of(image, 3).data()).containsExactly(128, 128, 128, 7, 7, 7);
  }

  @Test
  void givenRgbImage_whenConvertedToGrayscale_thenItIsBt601Luma() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 200 << 16 | 100 << 8 | 50);

    int expected = (int) Math.round(.299 * 200 + .587 * 100 + .114 * 50);
    assertThat(Pixels.of(image, 1).value(0, 0, 0)).isEqualTo(expected);
  }

  @Test
  void givenTransparentPixels_whenConverted_thenTheyAreCompositedOverBackground() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00123456);
    image.setRGB(1, 0, 0x80102030);

    assertThat(Pixels.of(image, 3).data())
        .containsExactly(
            (byte) 255,
            (byte) 255,
            (byte) 255,
            blend(0x10, 255),
            blend(0x20, 255),
            blend(0x30, 255));
    assertThat(Pixels.of(image, 3, new RgbColor(10, 20, 30)).data())
        .containsExactly(
            (byte) 10, (byte) 20, (byte) 30, blend(0x10, 10), blend(0x20, 20), blend(0x30, 30));
  }

  /** Source-over with an alpha of 128 of 255, rounded to the nearest. */
  private static byte blend(int value, int background) {
    return (byte) Math.round((value * 128.0 + background * 127.0) / 255);
  }

  @Test
  void givenArrayOfWrongLength_whenCreated_thenBothLengthsAreReported() {
    assertThatThrownBy(() -> new Pixels(ImageShape.square(4, 3), new byte[47]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4x4x3 needs 48 values, got an array of 47");
  }

  @Test
  void givenInvalidShapes_whenCreated_thenThrows() {
    assertThatThrownBy(() -> new ImageShape(0, 4, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0x4");
    assertThatThrownBy(() -> ImageShape.square(4, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 channel (grayscale) or 3 (red, green, blue), got 2");
    assertThatThrownBy(() -> ImageShape.square(30_000, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 2^31 - 1 values, got 30000x30000x3");
  }

  @Test
  void givenGrayBufferedImagesOfEveryDepth_whenConverted_thenValuesAreNotBrightened() {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 128 * 257);
    deep.getRaster().setSample(1, 0, 0, 7 * 257 + 100);

    assertThat(Pixels.of(deep, 1).data()).containsExactly((byte) 128, (byte) 7);
    for (boolean premultiplied : new boolean[] {false, true}) {
      BufferedImage withAlpha = grayWithAlpha(premultiplied);
      withAlpha.getRaster().setPixel(0, 0, new int[] {128, 255});
      withAlpha.getRaster().setPixel(1, 0, new int[] {premultiplied ? 64 : 128, 128});

      assertThat(Pixels.of(withAlpha, 1, RgbColor.BLACK).data())
          .containsExactly((byte) 128, (byte) 64);
      assertThat(Pixels.of(withAlpha, 3, RgbColor.BLACK).data())
          .containsExactly((byte) 128, (byte) 128, (byte) 128, 64, 64, 64);
    }
  }

  private static BufferedImage grayWithAlpha(boolean premultiplied) {
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            premultiplied,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(
        colors, colors.createCompatibleWritableRaster(2, 1), premultiplied, null);
  }

  @Test
  void givenPixels_whenWrittenAsPng_thenTheJdkReadsTheSameValues(@TempDir Path folder)
      throws IOException {
    for (int channels : new int[] {1, 3}) {
      Pixels image = noise(5, 7, channels, channels);
      Path file = folder.resolve("in/" + channels + ".png");
      ByteArrayOutputStream stream = new ByteArrayOutputStream();

      image.writePng(file);
      image.writePng(stream);

      BufferedImage read = ImageIO.read(new ByteArrayInputStream(image.toPng()));
      assertThat(read.getRaster().getNumBands()).isEqualTo(channels);
      assertThat(read.getRaster().getPixels(0, 0, 7, 5, new int[35 * channels]))
          .isEqualTo(IntStream.range(0, 35 * channels).map(i -> image.data()[i] & 255).toArray());
      assertThat(stream.toByteArray()).isEqualTo(image.toPng());
      assertThat(Files.readAllBytes(file)).isEqualTo(image.toPng());
    }
  }

  @Test
  void givenAStream_whenPngsAreWrittenOneAfterAnother_thenItStaysOpen() throws IOException {
    Pixels image = noise(5, 7, 3, 1);
    AtomicInteger closed = new AtomicInteger();
    ByteArrayOutputStream twice =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };

    image.writePng(twice);
    image.writePng(twice);

    assertThat(closed).hasValue(0);
    assertThat(twice.size()).isEqualTo(2 * image.toPng().length);
  }

  @Test
  void givenAStreamThatFails_whenPngIsWritten_thenItsExceptionIsThrown() {
    IOException disconnected = new IOException("the client has gone");
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw disconnected;
          }
        };

    assertThatThrownBy(() -> noise(5, 7, 3, 1).writePng(failing)).isSameAs(disconnected);
  }
}

package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.JdkImageCodecs;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PNGs that the JDK writes, and single chunks put together here. */
class PngImageTest {
  private final ImageDecoder decoder = ImageDecoder.create();

  @ParameterizedTest
  @CsvSource({
    // Samples of a pixel, bits, whether interlaced.
    "1, 8, false",
    "1, 8, true",
    "1, 16, true",
    "2, 8, true",
    "2, 16, false",
    "3, 8, false",
    "3, 8, true",
    "3, 16, true",
    "4, 8, false",
    "4, 8, true",
    "4, 16, true"
  })
  void givenAnyColorTypeAndDepth_whenDecoded_thenEverySampleIsTheOneStored(
      int bands, int bits, boolean interlaced) throws IOException {
    boolean alpha = bands % 2 == 0;
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? 3 : 1,
            bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(29, 21);
    SeededRandom random = SeededRandom.of(bands, bits);
    int[] samples = new int[29 * 21 * bands];
    Arrays.setAll(samples, i -> random.nextInt(1 << bits));
    raster.setPixels(0, 0, 29, 21, samples);
    byte[] png = png(new BufferedImage(model, raster, false, null), interlaced);
    double max = (1 << bits) - 1;
    RgbColor background = new RgbColor(10, 100, 200);
    int[] behind = {10, 100, 200};
    byte[] data = decoder.withBackground(background).decode(png, "a.png", 3).data();
    for (int i = 0; i < 29 * 21; i++) {
      double opacity = alpha ? Math.round(samples[bands * i + bands - 1] / max * 255) / 255.0 : 1;
      for (int c = 0; c < 3; c++) {
        long value = Math.round(samples[bands * i + (bands < 3 ? 0 : c)] / max * 255);
        long expected = Math.round(value * opacity + behind[c] * (1 - opacity));
        assertThat(data[3 * i + c] & 255).isEqualTo((int) expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true", "4, false", "8, true"})
  void givenAPaletteWithTransparency_whenDecoded_thenItsColorsLieOverTheBackground(
      int bits, boolean interlaced) throws IOException {
    byte[] red = {0, (byte) 200};
    byte[] green = {50, 0};
    byte[] blue = {0, 100};
    byte[] alpha = {51, -1};
    BufferedImage image =
        new BufferedImage(
            17,
            9,
            bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY,
            new IndexColorModel(bits, 2, red, green, blue, alpha));
    image.getRaster().setSample(16, 2, 0, 1);
    Pixels pixels = decoder.decode(png(image, interlaced), "a.png", 3);
    assertThat(pixels.value(2, 16, 0)).isEqualTo(200);
    assertThat(pixels.value(2, 16, 2)).isEqualTo(100);
    assertThat(pixels.value(0, 0, 0)).isEqualTo(204);
    assertThat(pixels.value(0, 0, 1)).as("a fifth of 50, four of 255").isEqualTo(214);
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "1, 16", "3, 8", "3, 16"})
  void givenATransparentColorKey_whenDecoded_thenTheBackgroundShowsThere(int bands, int bits)
      throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            false,
            false,
            1,
            bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
    int key = bits == 8 ? 7 : 0x0107;
    for (int b = 0; b < bands; b++) {
      raster.setSample(0, 0, b, key);
      // Another color, which differs in the low byte only.
      raster.setSample(1, 0, b, key + 1);
    }
    byte[] png = png(new BufferedImage(model, raster, false, null), false);
    byte[] keys = new byte[2 * bands];
    for (int b = 0; b < bands; b++) {
      keys[2 * b] = (byte) (key >> 8);
      keys[2 * b + 1] = (byte) key;
    }
    Pixels pixels = decoder.decode(PngChunks.insert(png, "tRNS", keys), "a.png", 3);
    assertThat(pixels.value(0, 0, 1)).isEqualTo(255);
    assertThat(pixels.value(0, 1, 1)).isEqualTo(bits == 8 ? 8 : 1);
  }

  @Test
  void givenABlackDrawingOnTransparency_whenDecoded_thenItIsVisible() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(3, 3, 0xFF000000);
    byte[] png = png(image, false);
    ImageDecoder.Decoded decoded = decoder.decodeWithDetails(png, "a.png", 1);
    assertThat(decoded.transparent()).isTrue();
    assertThat(decoded.pixels().value(3, 3, 0)).isZero();
    assertThat(decoded.pixels().value(0, 0, 0)).isEqualTo(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"IHDR", "IDAT"})
  void givenAFlippedBitInAChunkThatAffectsPixels_whenDecoded_thenRefused(String chunk)
      throws IOException {
    byte[] png = png(Encoded.gradient(20, 20), false);
    int at = PngChunks.find(png, chunk);
    png[at + 8 + 11] ^= 1;
    assertThatThrownBy(() -> decoder.decode(png, "a.png", 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("the checksum of chunk " + chunk);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iCCP", "eXIf", "zTXt", "iTXt", "gAMA", "sBIT", "cHRM", "pHYs", "tIME"})
  void givenDamagedMetadata_whenDecoded_thenPixelsAreUnaffected(String chunk) throws IOException {
    byte[] png = png(Encoded.gradient(20, 20), false);
    byte[] expected = decoder.decode(png, "a.png", 3).data();
    for (byte[] content :
        new byte[][] {{}, {0}, {1, 2, 3}, "a\0\0zzzz".getBytes(), new byte[300]}) {
      byte[] damaged = PngChunks.insert(png, chunk, content);
      assertThat(decoder.decode(damaged, "a.png", 3).data()).isEqualTo(expected);
    }
  }

  private static byte[] png(BufferedImage image, boolean interlaced) throws IOException {
    ImageWriter writer = JdkImageCodecs.writer("png");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}

package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GifImageTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 130;

  private final ImageDecoder decoder = ImageDecoder.create();

  private final int[] pixels = new int[WIDTH * HEIGHT];

  GifImageTest() {
    SeededRandom random = SeededRandom.of(3);
    Arrays.setAll(pixels, i -> random.nextInt(256));
  }

  @ParameterizedTest
  @CsvSource({
    // Bits of the smallest code, clear codes in a row, codes between them, one at the beginning.
    "2, 1, 100000, true",
    "2, 2, 50, true",
    "2, 7, 3, true",
    "8, 1, 100000, true",
    "8, 2, 1000, true",
    "8, 1, 100000, false",
    "11, 1, 100000, true",
    "11, 3, 20, true"
  })
  void givenClearCodesAnywhere_whenDecoded_thenEveryPixelIsRight(
      int rootBits, int clears, int between, boolean first) throws IOException {
    int colors = 1 << Math.min(8, rootBits);
    Lzw lzw = new Lzw(rootBits);
    if (first) {
      lzw.clear(clears);
    }
    for (int i = 0; i < pixels.length; i++) {
      lzw.pixel(pixels[i] % colors);
      if ((i + 1) % between == 0) {
        lzw.clear(clears);
      }
    }
    byte[] data = decoder.decode(gif(colors, lzw.end()), "a.gif", 3).data();
    for (int i = 0; i < pixels.length; i++) {
      assertThat(data[3 * i] & 255).isEqualTo(pixels[i] % colors * 255 / (colors - 1));
    }
  }

  @Test
  void givenMorePixelsThanTheFrameHas_whenDecoded_thenTheyAreIgnored() throws IOException {
    Lzw lzw = new Lzw(2);
    for (int i = 0; i < pixels.length + 100; i++) {
      lzw.pixel(i % 4);
    }
    assertThat(decoder.decode(gif(4, lzw.end()), "a.gif", 1).value(0, 3, 0)).isEqualTo(255);
  }

  @Test
  void givenTooFewPixels_whenDecoded_thenRefused() {
    Lzw lzw = new Lzw(2);
    for (int i = 0; i < pixels.length - 1; i++) {
      lzw.pixel(i % 4);
    }
    assertRefused(gif(4, lzw.end()), "ends after 5199 of 5200 pixels");
  }

  @Test
  void givenACodeThatIsNotInTheTable_whenDecoded_thenRefused() {
    Lzw lzw = new Lzw(8);
    lzw.pixel(1);
    lzw.code(400);
    assertRefused(gif(256, lzw.end()), "code 400 is not in the table");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 200})
  void givenACodeSizeOutOfRange_whenDecoded_thenTheReasonIsGiven(int rootBits) {
    byte[] gif = gif(4, new Lzw(2).end());
    gif[13 + 12 + 10] = (byte) rootBits;
    assertRefused(gif, "the minimum code size is " + rootBits + ", expected 1 to 11");
  }

  @Test
  void givenAColorBeyondThePalette_whenDecoded_thenRefused() {
    Lzw lzw = new Lzw(8);
    for (int i = 0; i < pixels.length; i++) {
      lzw.pixel(i % 5);
    }
    assertRefused(gif(4, lzw.end()), "color 4 of a palette of 4");
  }

  private void assertRefused(byte[] gif, String reason) {
    assertThatThrownBy(() -> decoder.decode(gif, "a.gif", 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("a.gif: damaged GIF")
        .hasMessageContaining(reason);
  }

  /** A frame of gray levels, with a global palette. */
  private static byte[] gif(int colors, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GIF89a".getBytes());
    int bits = Integer.numberOfTrailingZeros(colors);
    out.writeBytes(new byte[] {WIDTH, 0, (byte) HEIGHT, 0, (byte) (0x80 | bits - 1), 0, 0});
    for (int i = 0; i < colors; i++) {
      byte gray = (byte) (i * 255 / (colors - 1));
      out.writeBytes(new byte[] {gray, gray, gray});
    }
    out.writeBytes(new byte[] {0x2C, 0, 0, 0, 0, WIDTH, 0, (byte) HEIGHT, 0, 0});
    out.writeBytes(data);
    out.write(0x3B);
    return out.toByteArray();
  }

  /** Writes each pixel as a code of its own, which grows the table as the decoder's grows. */
  private static final class Lzw {
    private final int rootBits;
    private final ByteArrayOutputStream codes = new ByteArrayOutputStream();
    private int bits;
    private int next;
    private boolean first = true;
    private long buffer;
    private int buffered;

    Lzw(int rootBits) {
      this.rootBits = rootBits;
      this.bits = rootBits + 1;
      this.next = (1 << rootBits) + 2;
    }

    void clear(int times) {
      for (int i = 0; i < times; i++) {
        put(1 << rootBits);
        bits = rootBits + 1;
        next = (1 << rootBits) + 2;
        first = true;
      }
    }

    void pixel(int value) {
      code(value);
    }

    void code(int value) {
      put(value);
      if (!first && next < 4096) {
        next++;
        if (next == 1 << bits && bits < 12) {
          bits++;
        }
      }
      first = false;
    }

    private void put(int code) {
      buffer |= (long) code << buffered;
      buffered += bits;
      while (buffered >= 8) {
        codes.write((int) buffer & 255);
        buffer >>>= 8;
        buffered -= 8;
      }
    }

    /** The minimum code size and blocks of data. */
    byte[] end() {
      put((1 << rootBits) + 1);
      codes.write((int) buffer & 255);
      byte[] all = codes.toByteArray();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(rootBits);
      for (int at = 0; at < all.length; at += 255) {
        byte[] block = Arrays.copyOfRange(all, at, Math.min(all.length, at + 255));
        out.write(block.length);
        out.writeBytes(block);
      }
      out.write(0);
      return out.toByteArray();
    }
  }
}

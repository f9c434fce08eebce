package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.common.primitives.Bytes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.JdkImageCodecs;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegImageTest {
  private static final byte[] EOI = {-1, (byte) 0xD9};

  private final ImageDecoder decoder = ImageDecoder.create();

  @ParameterizedTest
  @CsvSource({"0.3, false", "0.6, false", "0.9, false", "0.3, true", "0.6, true", "0.9, true"})
  void givenAFileThatWasCutAndClosedAgain_whenDecoded_thenRefused(double part, boolean progressive)
      throws IOException {
    byte[] whole = jpeg(noise(200, 160), progressive);
    assertThat(decoder.decode(whole, "a.jpg", 3)).isNotNull();
    int header = scanStart(whole);
    int length = header + (int) (part * (whole.length - header));
    byte[] closed = Bytes.concat(Arrays.copyOf(whole, length), EOI);
    assertRefused(closed, "a.jpg: damaged JPEG (");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givenAFileThatWasTransferredAsText_whenDecoded_thenRefused(boolean progressive)
      throws IOException {
    for (int seed = 1; seed <= 20; seed++) {
      byte[] whole = jpeg(noise(200, 100 + seed), progressive);
      ByteArrayOutputStream mangled = new ByteArrayOutputStream();
      for (byte b : whole) {
        if (b == '\n') {
          mangled.write('\r');
        }
        mangled.write(b);
      }
      assertRefused(mangled.toByteArray(), "a.jpg: damaged JPEG (");
    }
  }

  @Test
  void givenRestartMarkersThatAreMissing_whenDecoded_thenRefused() throws IOException {
    byte[] whole = withRestarts(jpeg(noise(64, 64), false));
    assertRefused(whole, "expected 7 restart markers, found 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 5000})
  void givenBytesBeforeTheEnd_whenDecoded_thenTheImageIsRead(int count) throws IOException {
    for (boolean progressive : new boolean[] {false, true}) {
      byte[] whole = jpeg(noise(64, 48), progressive);
      byte[] padded =
          Bytes.concat(Arrays.copyOf(whole, whole.length - 2), new byte[count], EOI, new byte[9]);
      assertThat(decoder.decode(padded, "a.jpg", 3).data())
          .isEqualTo(decoder.decode(whole, "a.jpg", 3).data());
    }
  }

  @Test
  void givenHundredsOfScansOfManyPixels_whenDecoded_thenRefusedFromTheirNumber()
      throws IOException {
    byte[] image = jpeg(new BufferedImage(2000, 2000, BufferedImage.TYPE_BYTE_GRAY), true);
    byte[] scans = withScans(image, 250);
    assertTimeoutPreemptively(
        Duration.ofMinutes(1), () -> assertRefused(scans, "scans of 2000 x 2000 pixels"));
  }

  @Test
  void givenHundredsOfScansOfFewPixels_whenOpened_thenAccepted() throws IOException {
    byte[] image = withScans(jpeg(noise(32, 32), true), 250);
    assertThat(JpegImage.open(image).width()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "Corrupt JPEG data: premature end of data segment, true",
    "Corrupt JPEG data: bad Huffman code, true",
    "Premature end of JPEG file, true",
    "Corrupt JPEG data: found marker 0xd9 instead of RST3, true",
    "Inconsistent progression sequence for component 0 coefficient 3, true",
    "Corrupt JPEG data: 12 extraneous bytes before marker 0xd9, false",
    "Warning: unknown JFIF revision number 2.01, false",
    "Unknown Adobe color transform code 9, false",
    "Invalid SOS parameters for sequential JPEG, false",
    "Bogus APP1/Exif segment; ignoring, false"
  })
  void givenAWarningOfLibjpeg_whenClassified_thenDamageIsDistinguished(
      String warning, boolean damage) {
    JpegDamage listener = new JpegDamage();
    listener.warningOccurred(null, warning);
    assertThat(listener.damage() != null).isEqualTo(damage);
  }

  private void assertRefused(byte[] jpeg, String reason) {
    assertThatThrownBy(() -> decoder.decode(jpeg, "a.jpg", 3))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining(reason);
  }

  private static BufferedImage noise(int width, int height) {
    SeededRandom random = SeededRandom.of(width, height);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int base = (x + y) / 2 % 200;
        image.setRGB(x, y, (base + random.nextInt(50)) * 0x010101);
      }
    }
    return image;
  }

  private static byte[] jpeg(BufferedImage image, boolean progressive) throws IOException {
    ImageWriter writer = JdkImageCodecs.writer("jpeg");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static int scanStart(byte[] jpeg) {
    return Bytes.indexOf(jpeg, new byte[] {-1, (byte) 0xDA}) + 14;
  }

  /** Repeats the last scan. */
  private static byte[] withScans(byte[] jpeg, int count) {
    int last = 0;
    for (int i = 0; i + 1 < jpeg.length; i++) {
      last = jpeg[i] == -1 && jpeg[i + 1] == (byte) 0xDA ? i : last;
    }
    byte[] scan = Arrays.copyOfRange(jpeg, last, jpeg.length - 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < count; i++) {
      out.writeBytes(scan);
    }
    out.writeBytes(EOI);
    return out.toByteArray();
  }

  /** States an interval of restarts, but has no restart markers. */
  private static byte[] withRestarts(byte[] jpeg) {
    byte[] interval = {-1, (byte) 0xDD, 0, 4, 0, 2};
    return Bytes.concat(Arrays.copyOf(jpeg, 2), interval, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }
}

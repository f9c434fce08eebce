package org.dcgan.datasets.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Bytes;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles and orientations have the same effect in every format. */
class EmbeddedMetadataTest {
  /** Says that values are linear light, so that conversion changes them a lot. */
  private static final byte[] LINEAR = profile(ColorSpace.CS_LINEAR_RGB);

  private static final byte[] LINEAR_GRAY = profile(ColorSpace.CS_GRAY);
  private static final byte[] SRGB = profile(ColorSpace.CS_sRGB);

  private final ImageDecoder decoder = ImageDecoder.create();

  private static byte[] profile(int space) {
    return ICC_Profile.getInstance(space).getData();
  }

  /** The curve of sRGB (IEC 61966-2-1). */
  private static int ofLinear(int value) {
    double x = value / 255.0;
    double y = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * y);
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void givenAProfile_whenDecoded_thenColorsAreConvertedToSrgb(ImageFormat format)
      throws IOException {
    Pixels pixels = decode(withProfile(plain(format), format, LINEAR));
    assertThat(pixels.value(8, 8, 0)).isCloseTo(ofLinear(128), within(2));
    assertThat(pixels.value(8, 8, 1)).isCloseTo(ofLinear(20), within(3));
    assertThat(pixels.value(8, 8, 2)).isCloseTo(ofLinear(60), within(3));
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void givenTheProfileOfSrgb_whenDecoded_thenNoValueChanges(ImageFormat format) throws IOException {
    byte[] plain = plain(format);
    assertThat(decode(withProfile(plain, format, SRGB)).data()).isEqualTo(decode(plain).data());
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void givenAProfileThatCannotBeUsed_whenDecoded_thenTheImageIsReadWithoutIt(ImageFormat format)
      throws IOException {
    byte[] plain = plain(format);
    byte[] expected = decode(plain).data();
    byte[] noise = LINEAR.clone();
    Arrays.fill(noise, 132, noise.length, (byte) 0x5A);
    for (byte[] profile :
        new byte[][] {
          Arrays.copyOf(LINEAR, LINEAR.length / 2), Arrays.copyOf(LINEAR, 50), noise, LINEAR_GRAY
        }) {
      assertThat(decode(withProfile(plain, format, profile)).data()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "PNG"})
  void givenAGrayProfile_whenDecoded_thenGrayValuesAreConverted(String name) throws IOException {
    ImageFormat format = ImageFormat.valueOf(name);
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, 60);
    }
    byte[] plain = Encoded.of(image, name.toLowerCase(Locale.ROOT));
    Pixels pixels = decode(withProfile(plain, format, LINEAR_GRAY));
    assertThat(pixels.value(8, 8, 0)).isCloseTo(ofLinear(60), within(2));
    assertThat(pixels.value(8, 8, 2)).isCloseTo(ofLinear(60), within(2));
  }

  @Test
  void givenACmykProfile_whenDecoded_thenItsColorsAreUsed() throws IOException {
    // 0 is full ink, as Adobe writes. Without a profile, cyan is cyan.
    byte[] cyan = Encoded.cmykJpeg(16, 16, 0, 255, 255, 255);
    byte[] paper = Encoded.cmykJpeg(16, 16, 255, 255, 255, 255);
    assertThat(decode(cyan).value(8, 8, 0)).isLessThan(30);
    assertThat(decode(cyan).value(8, 8, 1)).isGreaterThan(150);

    Pixels red = decode(withProfile(cyan, ImageFormat.JPEG, CmykProfile.bytes()));
    assertThat(red.value(8, 8, 0)).isCloseTo(255, within(6));
    assertThat(red.value(8, 8, 1)).isLessThan(20);
    assertThat(red.value(8, 8, 2)).isLessThan(20);
    Pixels white = decode(withProfile(paper, ImageFormat.JPEG, CmykProfile.bytes()));
    for (int channel = 0; channel < 3; channel++) {
      assertThat(white.value(8, 8, channel)).isCloseTo(255, within(3));
    }
  }

  @Test
  void givenACmykProfileThatIsDamaged_whenDecoded_thenTheImageIsReadWithoutIt() throws IOException {
    byte[] cyan = Encoded.cmykJpeg(16, 16, 0, 255, 255, 255);
    byte[] expected = decode(cyan).data();
    byte[] profile = CmykProfile.bytes();
    byte[] cut = Arrays.copyOf(profile, profile.length / 2);
    for (byte[] unusable : new byte[][] {cut, LINEAR, LINEAR_GRAY}) {
      assertThat(decode(withProfile(cyan, ImageFormat.JPEG, unusable)).data()).isEqualTo(expected);
    }
  }

  @Test
  void givenAProfileAndTransparency_whenDecoded_thenTheBackgroundIsNotConverted()
      throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xFF808080);
    image.setRGB(1, 0, 0x00808080);
    byte[] png = withProfile(Encoded.of(image, "png"), ImageFormat.PNG, LINEAR);
    Pixels pixels =
        decoder.withBackground(new RgbColor(9, 10, 11)).decode(png, "transparent.png", 3);
    assertThat(pixels.value(0, 0, 0)).isCloseTo(ofLinear(128), within(1));
    assertThat(pixels.data()).endsWith(9, 10, 11);
  }

  @Test
  void givenAProfileInPartsOfWhichOneIsMissing_whenDecoded_thenTheImageIsReadWithoutIt()
      throws IOException {
    byte[] plain = plain(ImageFormat.JPEG);
    byte[] part = Bytes.concat("ICC_PROFILE\0".getBytes(ISO_8859_1), new byte[] {1, 2}, LINEAR);
    assertThat(decode(segment(plain, 0xE2, part)).data()).isEqualTo(decode(plain).data());
  }

  @ParameterizedTest
  @CsvSource({
    "JPEG, exif",
    "JPEG, xmp",
    "JPEG, xmp-element",
    "JPEG, xmp-prefix",
    "JPEG, xmp-utf16",
    "PNG, exif",
    "PNG, xmp",
    "PNG, xmp-element",
    "PNG, xmp-packed",
    "PNG, raw-exif",
    "PNG, raw-app1",
    "PNG, raw-exif-packed",
    "PNG, raw-xmp",
    "WEBP, exif",
    "WEBP, xmp",
    "WEBP, exif-named"
  })
  void givenAnOrientation_whenDecoded_thenTheImageIsTurned(ImageFormat format, String kind)
      throws IOException {
    byte[] plain = wide(format);
    Pixels upright = decode(plain);
    // 8: what was the upper right corner is now the upper left one.
    Pixels turned = decode(withOrientation(plain, format, kind, 8));
    int right = upright.shape().width() - 1;
    assertThat(turned.shape().height()).isEqualTo(upright.shape().width());
    for (int c = 0; c < 3; c++) {
      assertThat(turned.value(0, 0, c)).isEqualTo(upright.value(0, right, c));
      assertThat(turned.value(right, 0, c)).isEqualTo(upright.value(0, 0, c));
      assertThat(turned.value(right - 3, 5, c)).isEqualTo(upright.value(5, 3, c));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "PNG", "WEBP"})
  void givenExifAndXmpThatDiffer_whenDecoded_thenExifTakesPrecedence(ImageFormat format)
      throws IOException {
    byte[] plain = wide(format);
    byte[] both = withOrientation(withOrientation(plain, format, "xmp", 8), format, "exif", 1);
    assertThat(decode(both).data()).isEqualTo(decode(plain).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "9", "-1", "6x", "", "99"})
  void givenAnOrientationOutOfRange_whenDecoded_thenTheImageIsNotRotated(String value)
      throws IOException {
    byte[] plain = wide(ImageFormat.PNG);
    byte[] xmp = ("<a tiff:Orientation=\"" + value + "\"/>").getBytes(UTF_8);
    byte[] png =
        PngChunks.insert(
            plain, "iTXt", Bytes.concat("XML:com.adobe.xmp\0\0\0\0\0".getBytes(), xmp));
    assertThat(decode(png).data()).isEqualTo(decode(plain).data());
  }

  private Pixels decode(byte[] encoded) throws IOException {
    return decoder.decode(encoded, "test.img", 3);
  }

  /** An image of one color. */
  private static byte[] plain(ImageFormat format) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0x80143C);
    }
    return format == ImageFormat.WEBP
        ? webp(16, 16, 0x80143C)
        : Encoded.of(image, format.readerName().toLowerCase(Locale.ROOT));
  }

  /** An image that is wider than high. */
  private static byte[] wide(ImageFormat format) throws IOException {
    return format == ImageFormat.WEBP
        ? EmbeddedMetadataTest.class.getResourceAsStream("lossy.webp").readAllBytes()
        : Encoded.of(Encoded.gradient(48, 32), format.readerName().toLowerCase(Locale.ROOT));
  }

  private static byte[] withProfile(byte[] plain, ImageFormat format, byte[] profile)
      throws IOException {
    return switch (format) {
      case JPEG ->
          segment(
              plain,
              0xE2,
              Bytes.concat("ICC_PROFILE\0".getBytes(ISO_8859_1), new byte[] {1, 1}, profile));
      case PNG ->
          PngChunks.insert(
              plain,
              "iCCP",
              Bytes.concat("p\0\0".getBytes(ISO_8859_1), PngChunks.deflated(profile)));
      case WEBP -> webpChunk(plain, "ICCP", profile);
      case GIF -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 13 + ((plain[10] & 0x80) == 0 ? 0 : 3 << (plain[10] & 7) + 1);
        out.write(plain, 0, at);
        out.writeBytes("!\u00ff\u000bICCRGBG1012".getBytes(ISO_8859_1));
        for (int from = 0; from < profile.length; from += 255) {
          byte[] part = Arrays.copyOfRange(profile, from, Math.min(from + 255, profile.length));
          out.write(part.length);
          out.writeBytes(part);
        }
        out.write(0);
        out.write(plain, at, plain.length - at);
        yield out.toByteArray();
      }
      case BMP -> {
        // A header of version 5 instead of the one of 40 bytes.
        ByteBuffer out =
            ByteBuffer.allocate(plain.length + 84 + profile.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(plain, 0, 54);
        out.putInt(14, 124).putInt(10, out.getInt(10) + 84);
        out.putInt(14 + 56, 0x4D424544);
        out.putInt(14 + 112, plain.length + 84 - 14).putInt(14 + 116, profile.length);
        out.position(54 + 84);
        yield out.put(plain, 54, plain.length - 54).put(profile).array();
      }
    };
  }

  private static byte[] withOrientation(byte[] plain, ImageFormat format, String kind, int value) {
    String xmp =
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF><rdf:Description"
            + " xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\""
            + (kind.equals("xmp-element")
                ? "><tiff:Orientation>" + value + "</tiff:Orientation></rdf:Description>"
                : " tiff:Orientation=\"" + value + "\"/>")
            + "</rdf:RDF></x:xmpmeta>";
    if (kind.equals("xmp-prefix")) {
      xmp = xmp.replace("tiff:O", "t:O").replace("xmlns:tiff", "xmlns:t");
    }
    byte[] packet = xmp.getBytes(kind.equals("xmp-utf16") ? UTF_16LE : UTF_8);
    ByteBuffer tiff = ByteBuffer.allocate(26);
    tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) value);
    byte[] exif = tiff.array();
    byte[] named = Bytes.concat("Exif\0\0".getBytes(ISO_8859_1), exif);
    boolean isXmp = kind.startsWith("xmp");
    try {
      return switch (format) {
        case JPEG ->
            segment(
                plain,
                0xE1,
                isXmp
                    ? Bytes.concat("http://ns.adobe.com/xap/1.0/\0".getBytes(ISO_8859_1), packet)
                    : named);
        case WEBP ->
            webpChunk(
                plain,
                isXmp ? "XMP " : "EXIF",
                isXmp ? packet : kind.equals("exif-named") ? named : exif);
        case PNG ->
            switch (kind) {
              case "exif" -> PngChunks.insert(plain, "eXIf", exif);
              case "xmp-packed" ->
                  PngChunks.insert(
                      plain,
                      "iTXt",
                      Bytes.concat(
                          "XML:com.adobe.xmp\0\1\0\0\0".getBytes(ISO_8859_1),
                          PngChunks.deflated(packet)));
              case "xmp", "xmp-element" ->
                  PngChunks.insert(
                      plain,
                      "iTXt",
                      Bytes.concat("XML:com.adobe.xmp\0\0\0\0\0".getBytes(ISO_8859_1), packet));
              default -> PngChunks.insert(plain, chunk(kind), raw(kind, named, packet));
            };
        default -> throw new IllegalArgumentException(format.toString());
      };
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String chunk(String kind) {
    return kind.endsWith("-packed") ? "zTXt" : "tEXt";
  }

  /** As ImageMagick and exiftool write it. */
  private static byte[] raw(String kind, byte[] exif, byte[] xmp) throws IOException {
    byte[] content = kind.equals("raw-xmp") ? xmp : exif;
    String type = kind.equals("raw-app1") ? "APP1" : kind.equals("raw-xmp") ? "xmp" : "exif";
    String hex = HexFormat.of().formatHex(content).replaceAll("(.{72})", "$1\n");
    byte[] text = String.format("\n%s\n%8d\n%s\n", type, content.length, hex).getBytes(ISO_8859_1);
    byte[] key = ("Raw profile type " + type + "\0").getBytes(ISO_8859_1);
    return kind.endsWith("-packed")
        ? Bytes.concat(key, new byte[] {0}, PngChunks.deflated(text))
        : Bytes.concat(key, text);
  }

  /** A JPEG with one more segment at its beginning. */
  private static byte[] segment(byte[] jpeg, int marker, byte[] content) {
    int size = content.length + 2;
    byte[] head = {-1, (byte) marker, (byte) (size >> 8), (byte) size};
    return Bytes.concat(
        Arrays.copyOf(jpeg, 2), head, content, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  /** A WebP with one more chunk at its end. */
  private static byte[] webpChunk(byte[] webp, String name, byte[] content) {
    int padding = content.length & 1;
    ByteBuffer out =
        ByteBuffer.allocate(webp.length + 8 + content.length + padding)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(webp).put(name.getBytes(ISO_8859_1)).putInt(content.length).put(content);
    return out.putInt(4, out.capacity() - 8).array();
  }

  /**
   * A lossless WebP of one color: every code of its five alphabets has one symbol, which takes no
   * bits.
   */
  private static byte[] webp(int width, int height, int rgb) {
    long[] buffer = new long[4];
    int[] at = {0};
    bits(buffer, at, width - 1, 14);
    bits(buffer, at, height - 1, 14);
    bits(buffer, at, 0, 1 + 3 + 1 + 1 + 1);
    int[] symbols = {rgb >> 8 & 255, rgb >> 16 & 255, rgb & 255, 255};
    for (int symbol : symbols) {
      // A simple code of one symbol of 8 bits.
      bits(buffer, at, 1, 1);
      bits(buffer, at, 0, 1);
      bits(buffer, at, 1, 1);
      bits(buffer, at, symbol, 8);
    }
    // Distances: one symbol of a single bit.
    bits(buffer, at, 1, 1);
    bits(buffer, at, 0, 3);
    int size = 1 + (at[0] + 7) / 8;
    ByteBuffer out = ByteBuffer.allocate(20 + size + (size & 1)).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(ISO_8859_1)).putInt(out.capacity() - 8);
    out.put("WEBPVP8L".getBytes(ISO_8859_1)).putInt(size).put((byte) 0x2F);
    for (int i = 0; i < size - 1; i++) {
      out.put((byte) (buffer[i / 8] >>> 8 * (i % 8)));
    }
    return out.array();
  }

  private static void bits(long[] buffer, int[] at, int value, int count) {
    for (int i = 0; i < count; i++, at[0]++) {
      buffer[at[0] / 64] |= (long) (value >> i & 1) << at[0] % 64;
    }
  }
}

package org.dcgan.datasets.format;

import com.google.common.primitives.Bytes;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Encodes images for tests. */
public final class Encoded {
  /** One pixel, lossy. */
  static final byte[] WEBP_LOSSY =
      Base64.getDecoder().decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=");

  /** One pixel, lossless. */
  static final byte[] WEBP_LOSSLESS =
      Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

  private Encoded() {}

  /** WebP images of both kinds. */
  public static List<byte[]> webp() {
    return List.of(WEBP_LOSSY, WEBP_LOSSLESS);
  }

  /** Any image in a format that the JDK writes. */
  public static byte[] of(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("nothing writes " + image + " as " + format);
    }
    return out.toByteArray();
  }

  /** A smooth image in color, darker to the top and left. */
  public static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (255 * x / width) << 16 | (255 * y / height) << 8 | 40);
      }
    }
    return image;
  }

  /** A JPEG of four channels as they are. */
  static byte[] cmykJpeg(int width, int height, int cyan, int magenta, int yellow, int black)
      throws IOException {
    var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, new int[] {cyan, magenta, yellow, black});
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = null;
    for (var all = ImageIO.getImageWritersByFormatName("jpeg"); all.hasNext(); ) {
      ImageWriter next = all.next();
      if (next.getClass().getName().startsWith("com.sun")) {
        writer = next;
      }
    }
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(raster, null, null));
    }
    // Adobe's segment, version 100, whose last byte says that the channels are CMYK, not YCCK.
    byte[] adobe = {-1, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    return Bytes.concat(
        Arrays.copyOf(out.toByteArray(), 2),
        adobe,
        Arrays.copyOfRange(out.toByteArray(), 2, out.size()));
  }

  /** A JPEG with an EXIF segment that states an orientation. */
  static byte[] withOrientation(byte[] jpeg, int orientation, boolean littleEndian) {
    ByteBuffer tiff = ByteBuffer.allocate(26);
    if (littleEndian) {
      tiff.order(ByteOrder.LITTLE_ENDIAN).put((byte) 'I').put((byte) 'I');
    } else {
      tiff.put((byte) 'M').put((byte) 'M');
    }
    tiff.putShort((short) 42).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 10 + tiff.capacity());
    out.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (8 + tiff.capacity()));
    out.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff.array());
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  /** A PNG whose header claims another size. */
  public static byte[] pngClaiming(int width, int height) throws IOException {
    byte[] png = of(gradient(4, 4), "png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return png;
  }
}

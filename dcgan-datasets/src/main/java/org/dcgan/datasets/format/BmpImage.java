package org.dcgan.datasets.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.dcgan.image.MissingDecoderException;
import org.dcgan.internal.io.JdkImageCodecs;

/** A Windows bitmap, decoded by the JDK. */
final class BmpImage implements EncodedImage {
  private static final int FILE_HEADER = 14;

  /** The header of OS/2 1.x, whose sizes have 16 bits. */
  private static final int OS2_HEADER = 12;

  /** The header that may name a profile. */
  private static final int V5_HEADER = 124;

  private static final int EMBEDDED = 0x4D424544;

  private final byte[] bytes;
  private final ByteBuffer in;
  private final int width;
  private final int height;

  private BmpImage(byte[] bytes, ByteBuffer in, int width, int height) {
    this.bytes = bytes;
    this.in = in;
    this.width = width;
    this.height = height;
  }

  static BmpImage open(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < FILE_HEADER + OS2_HEADER) {
      throw new IOException("cut off within the header");
    }
    boolean os2 = in.getInt(FILE_HEADER) == OS2_HEADER;
    long width = os2 ? in.getShort(18) & 0xFFFF : in.getInt(18);
    // Negative heights are of bitmaps whose first row is the upper one.
    long height = os2 ? in.getShort(20) & 0xFFFF : Math.abs((long) in.getInt(22));
    if (width < 1 || height < 1 || height > Integer.MAX_VALUE) {
      throw new IOException("the header states " + width + " x " + height + " pixels");
    }
    return new BmpImage(bytes, in, (int) width, (int) height);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public Metadata metadata() {
    if (bytes.length >= FILE_HEADER + V5_HEADER
        && in.getInt(FILE_HEADER) == V5_HEADER
        && in.getInt(FILE_HEADER + 56) == EMBEDDED) {
      long start = FILE_HEADER + (in.getInt(FILE_HEADER + 112) & 0xFFFFFFFFL);
      long end = start + (in.getInt(FILE_HEADER + 116) & 0xFFFFFFFFL);
      if (end <= bytes.length) {
        return new Metadata(Arrays.copyOfRange(bytes, (int) start, (int) end), null, null);
      }
    }
    return Metadata.NONE;
  }

  @Override
  public RawImage decode(ColorProfiles profiles) throws IOException {
    ImageReader reader = reader();
    // The JDK believes the size that the header states for the file, which many programs leave at
    // 0.
    byte[] file = bytes.clone();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(2, file.length);
    try (ImageInputStream stream = new EncodedStream(file)) {
      reader.setInput(stream, true, true);
      return withoutEmptyAlpha(RasterPixels.of(reader.read(0)));
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader() throws IOException {
    try {
      return JdkImageCodecs.reader("bmp");
    } catch (IllegalStateException e) {
      throw new MissingDecoderException("no decoder for BMP: " + e.getMessage(), e);
    }
  }

  /** Many programs leave the alpha of opaque bitmaps at zero throughout. */
  private static RawImage withoutEmptyAlpha(RawImage image) {
    if (!image.hasAlpha()) {
      return image;
    }
    byte[] data = image.data();
    for (int i = image.bands() - 1; i < data.length; i += image.bands()) {
      if (data[i] != 0) {
        return image;
      }
    }
    for (int i = image.bands() - 1; i < data.length; i += image.bands()) {
      data[i] = -1;
    }
    return image;
  }
}

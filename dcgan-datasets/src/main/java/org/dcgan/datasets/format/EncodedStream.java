package org.dcgan.datasets.format;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of an image as a stream for a decoder. Some decoders treat the end of the stream as
 * zeros and would never return from some damaged files; this stream fails after a number of reads
 * at its end.
 */
final class EncodedStream extends ImageInputStreamImpl {
  /** The number of reads at the end that are allowed, since decoders may look ahead. */
  private static final int ENDS_ALLOWED = 4096;

  private final byte[] bytes;
  private int ends;

  EncodedStream(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 255 : end();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= bytes.length) {
      return end();
    }
    int count = (int) Math.min(length, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  private int end() throws IOException {
    if (++ends > ENDS_ALLOWED) {
      throw new IOException("the decoder reads beyond the end of the file");
    }
    return -1;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}

package org.dcgan.datasets;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes a source's pictures and keeps count of those that cannot be; each is logged once. */
final class Unreadables {
  private static final Logger LOG = LoggerFactory.getLogger(Unreadables.class);

  private final ImageDecoder decoder;
  private final Set<Integer> indices = ConcurrentHashMap.newKeySet();

  Unreadables(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  /** Where a picture's bytes come from. */
  @FunctionalInterface
  interface Bytes {
    byte[] read() throws IOException;
  }

  /** Decodes a picture in colour; whatever goes wrong is this picture's fault only. */
  Pixels decode(int index, String name, Bytes bytes) throws UnreadableImageException {
    try {
      return decoder.decode(bytes.read(), name, 3);
    } catch (UnreadableImageException e) {
      count(index, e);
      throw e;
    } catch (IOException e) {
      UnreadableImageException unreadable =
          new UnreadableImageException(name + ": cannot be read (" + e + ")", e);
      count(index, unreadable);
      throw unreadable;
    }
  }

  private void count(int index, UnreadableImageException e) {
    if (indices.add(index)) {
      LOG.warn("Unreadable picture, number {} so far: {}", indices.size(), e.getMessage());
    }
  }

  int count() {
    return indices.size();
  }
}

package org.dcgan.datasets.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.MissingDecoderException;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.TruncatedFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes the images of a source, and logs and counts each unreadable image once. */
public final class UnreadableImageLog {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableImageLog.class);

  private final ImageDecoder decoder;
  private final TransparencyWatch transparency;
  private final Set<Integer> indices = ConcurrentHashMap.newKeySet();

  /**
   * Creates the log of a source.
   *
   * @param decoder decodes the images
   * @param size the number of images of the source
   */
  public UnreadableImageLog(ImageDecoder decoder, int size) {
    this.decoder = decoder;
    this.transparency = new TransparencyWatch(decoder.background(), size);
  }

  /** Reads the bytes of an image. */
  @FunctionalInterface
  public interface Bytes {
    byte[] read() throws IOException;
  }

  /**
   * Decodes an image to 3 channels. Errors of its content make it unreadable; a lack of memory or
   * of file handles, an interrupt, and the truncation of a file of many images are errors of the
   * source.
   */
  public Pixels decode(int index, String name, Bytes bytes) throws IOException {
    try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
      byte[] encoded = hold.process(() -> name, bytes::read);
      ImageDecoder.Decoded decoded = decoder.decodeWithDetails(encoded, name, 3);
      transparency.saw(index, decoded.transparent());
      return decoded.pixels();
    } catch (UnreadableImageException e) {
      count(index, e);
      throw e;
    } catch (IOException e) {
      if (isOfTheSource(e)) {
        throw e;
      }
      UnreadableImageException unreadable =
          new UnreadableImageException(name + ": cannot be read (" + e + ")", e);
      count(index, unreadable);
      throw unreadable;
    }
  }

  /** Whether the error concerns other images, too, or may not occur again. */
  private static boolean isOfTheSource(IOException e) {
    return e instanceof InsufficientMemoryException
        || e instanceof MissingDecoderException
        || e instanceof InterruptedIOException
        || e instanceof ClosedChannelException
        || e instanceof TruncatedFileException
        || (e instanceof FileSystemException
            && !(e instanceof NoSuchFileException)
            && !(e instanceof AccessDeniedException)
            && !(e instanceof FileSystemLoopException));
  }

  /** Notes whether an image that was decoded elsewhere has transparent pixels. */
  public void saw(int index, boolean transparent) {
    transparency.saw(index, transparent);
  }

  /** Returns whether an image was found to have transparent pixels when it was read. */
  public boolean isTransparent(int index) {
    return transparency.isTransparent(index);
  }

  private void count(int index, UnreadableImageException e) {
    if (indices.add(index)) {
      LOG.warn("Unreadable image, number {} so far: {}", indices.size(), e.getMessage());
    }
  }

  public int count() {
    return indices.size();
  }
}

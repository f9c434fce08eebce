package org.dcgan.datasets.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room for what has to be unpacked before it can be read at random: on the heap while it is small,
 * else in a temporary file, mapped into memory, which is the operating system's to write out. The
 * file is in the folder of the system property {@code java.io.tmpdir}; it has no name any more once
 * it is mapped, or, on Windows, is deleted when the program ends.
 */
final class Scratch {
  /** Below this a mapped file costs more than it saves. */
  static final int HEAP_BYTES = 32 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private Scratch() {}

  /** Zeros to write to. */
  static ByteBuffer allocate(int bytes) throws IOException {
    return bytes <= HEAP_BYTES ? ByteBuffer.allocate(bytes) : mapped(bytes);
  }

  static ByteBuffer mapped(int bytes) throws IOException {
    Path file = Files.createTempFile("dcgan-", ".unpacked");
    // Windows cannot delete what is mapped; it is left to the end of the program.
    file.toFile().deleteOnExit();
    LOG.debug("unpacking {} bytes into {}", bytes, file);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      return channel.map(MapMode.READ_WRITE, 0, bytes);
    }
  }
}

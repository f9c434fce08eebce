package org.dcgan.datasets.pack;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives mapped memory back at once rather than when the collector finds the buffer; until then
 * Windows would let nobody delete the file. Java has no supported way before version 22, so the one
 * that remains open in module {@code jdk.unsupported} is used where it is there.
 */
final class Unmapper {
  private static final Logger LOG = LoggerFactory.getLogger(Unmapper.class);

  private static final @Nullable Object UNSAFE;
  private static final @Nullable Method INVOKE_CLEANER;

  static {
    Object unsafe = null;
    Method method = null;
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field field = type.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      unsafe = field.get(null);
      method = type.getMethod("invokeCleaner", java.nio.ByteBuffer.class);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("Closed files stay mapped until they are collected: {}", e.toString());
    }
    UNSAFE = unsafe;
    INVOKE_CLEANER = method;
  }

  private Unmapper() {}

  /**
   * Unmaps a buffer. Whoever touches it afterwards crashes the JVM.
   *
   * @param buffer as it came from the channel, no slice of it
   */
  static void unmap(MappedByteBuffer buffer) {
    if (INVOKE_CLEANER == null) {
      return;
    }
    try {
      INVOKE_CLEANER.invoke(UNSAFE, buffer);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("Stays mapped until it is collected: {}", e.toString());
    }
  }
}

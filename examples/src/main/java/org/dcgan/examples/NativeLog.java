package org.dcgan.examples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.lwjgl.system.JNI;
import org.lwjgl.system.Library;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.system.SharedLibrary;

/**
 * Suppresses TensorFlow's informational messages, so that the progress of a program can be read.
 * TensorFlow writes them to standard error from C++, where no Java logger can filter them.
 *
 * <p>Most of the messages follow the environment variable {@code TF_CPP_MIN_LOG_LEVEL}, which this
 * class sets to 2 (no INFO, no WARNING). Abseil's messages follow no setting in TensorFlow 2.18, so
 * standard error is redirected through a pipe that drops their lines. If the variable is already
 * set, to any value, nothing is changed: {@code TF_CPP_MIN_LOG_LEVEL=0} shows every message.
 *
 * <p>This affects the whole process, which is why programs do it and not the library.
 */
final class NativeLog {
  private static final String VARIABLE = "TF_CPP_MIN_LOG_LEVEL";
  private static final int STANDARD_ERROR = 2;
  private static final int BUFFER = 8192;

  private final SharedLibrary libc;
  private final int console;
  private final int reading;
  private final int writing;

  private NativeLog(SharedLibrary libc) {
    this.libc = libc;
    ByteBuffer variable = MemoryUtil.memASCII(VARIABLE + "=2"); // never freed: putenv keeps it
    JNI.invokePI(MemoryUtil.memAddress(variable), function("putenv"));
    ByteBuffer ends = MemoryUtil.memAlloc(2 * Integer.BYTES);
    try {
      if (JNI.invokePI(MemoryUtil.memAddress(ends), function("pipe")) != 0) {
        throw new IllegalStateException("no pipe could be opened");
      }
      this.reading = ends.getInt(0);
      this.writing = ends.getInt(Integer.BYTES);
    } finally {
      MemoryUtil.memFree(ends);
    }
    this.console = JNI.invokeI(STANDARD_ERROR, function("dup"));
  }

  /**
   * Starts to suppress messages. Where that is impossible, for example on Windows, nothing changes.
   */
  static void quiet() {
    String system = System.getProperty("os.name");
    boolean linux = system.startsWith("Linux");
    if (System.getenv(VARIABLE) != null || !(linux || system.startsWith("Mac"))) {
      return;
    }
    try {
      String name = linux ? "libc.so.6" : "libSystem.dylib";
      new NativeLog(Library.loadNative(NativeLog.class, "org.lwjgl", name, true)).begin();
    } catch (LinkageError | RuntimeException e) {
      // The messages are shown, which is no reason to fail.
    }
  }

  private long function(String name) {
    long address = libc.getFunctionAddress(name);
    if (address == MemoryUtil.NULL) {
      throw new IllegalStateException("libc has no function " + name);
    }
    return address;
  }

  private void begin() {
    long dup2 = function("dup2");
    long close = function("close");
    Thread filter = new Thread(this::filter, "native-log");
    filter.setDaemon(true);
    filter.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.err.flush();
                  JNI.invokeI(console, STANDARD_ERROR, dup2);
                  JNI.invokeI(writing, close); // ends the filter after it has forwarded the rest
                  try {
                    filter.join(1000);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "native-log-end"));
    JNI.invokeI(writing, STANDARD_ERROR, dup2);
  }

  private void filter() {
    long read = function("read");
    long write = function("write");
    ByteBuffer buffer = MemoryUtil.memAlloc(BUFFER);
    LineFilter lines = new LineFilter();
    long address = MemoryUtil.memAddress(buffer);
    while (true) {
      int count = (int) JNI.invokePPP(reading, address, (long) BUFFER, read);
      if (count <= 0) {
        return;
      }
      byte[] received = new byte[count];
      buffer.get(0, received);
      byte[] kept = lines.filter(received);
      ByteBuffer out = MemoryUtil.memAlloc(Math.max(1, kept.length));
      out.put(0, kept);
      for (int done = 0; done < kept.length; ) {
        long rest = (long) kept.length - done;
        int written = (int) JNI.invokePPP(console, MemoryUtil.memAddress(out) + done, rest, write);
        if (written <= 0) {
          break; // standard error was closed
        }
        done += written;
      }
      MemoryUtil.memFree(out);
    }
  }

  /** Drops lines by their beginning, and forwards everything else immediately. */
  static final class LineFilter {
    private static final List<String> DROPPED =
        List.of("I0000 ", "WARNING: All log messages before absl::InitializeLog()");

    private final StringBuilder start = new StringBuilder();
    private State state = State.START;

    private enum State {
      /** So far, the line could still be one that is dropped. */
      START,
      /** The line is forwarded. */
      PASSED,
      /** The line is dropped. */
      DROPPED
    }

    /**
     * Returns the bytes to forward of some received bytes. Works with any encoding that extends
     * ASCII.
     */
    byte[] filter(byte[] received) {
      StringBuilder kept = new StringBuilder(received.length);
      for (char c : new String(received, StandardCharsets.ISO_8859_1).toCharArray()) {
        boolean end = c == '\n' || c == '\r';
        if (state == State.START) {
          start.append(c);
          String begun = start.toString();
          if (DROPPED.stream().anyMatch(begun::startsWith)) {
            start.setLength(0);
            state = State.DROPPED;
          } else if (DROPPED.stream().noneMatch(line -> line.startsWith(begun))) {
            kept.append(begun);
            start.setLength(0);
            state = end ? State.START : State.PASSED;
          }
        } else {
          if (state == State.PASSED) {
            kept.append(c);
          }
          state = end ? State.START : state;
        }
      }
      return kept.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}

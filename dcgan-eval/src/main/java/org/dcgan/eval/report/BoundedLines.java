package org.dcgan.eval.report;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines in bounded memory: of a longer line, only the beginning is returned. A power loss may
 * leave a gigabyte of zero bytes without a line break in a log.
 */
final class BoundedLines {
  private final Reader in;
  private final int mostCharacters;
  private final char[] buffer = new char[1 << 13];
  private int next;
  private int end;

  BoundedLines(Reader in, int mostCharacters) {
    this.in = in;
    this.mostCharacters = mostCharacters;
  }

  /** Reads a line without its line feed; null at the end of the text. */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    boolean any = false;
    while (true) {
      if (next == end) {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        if (end == 0) {
          return any ? line.toString() : null;
        }
      }
      any = true;
      int begin = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      line.append(buffer, begin, Math.min(next - begin, mostCharacters - line.length()));
      if (next < end) {
        next++;
        return line.toString();
      }
    }
  }
}

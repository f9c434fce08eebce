package org.dcgan.datasets.download;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Content-Range header, with which a server states the bytes that it sends (RFC 9110, section
 * 14.4).
 *
 * @param first the index of the first byte
 * @param last the index of the last byte, at least {@code first}
 * @param total the size of the whole file, more than {@code last}; empty if the server does not
 *     know
 */
record ContentRange(long first, long last, OptionalLong total) {
  // 18 digits always fit a long.
  private static final Pattern SYNTAX =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  /**
   * Parses the header.
   *
   * @return empty if it is malformed or contradicts itself
   */
  static Optional<ContentRange> parse(String header) {
    Matcher matcher = SYNTAX.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(matcher.group(1));
    long last = Long.parseLong(matcher.group(2));
    OptionalLong total =
        matcher.group(3).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(matcher.group(3)));
    boolean consistent = first <= last && last < total.orElse(Long.MAX_VALUE);
    return consistent ? Optional.of(new ContentRange(first, last, total)) : Optional.empty();
  }

  /** The number of bytes that follow. */
  long length() {
    return last - first + 1;
  }
}

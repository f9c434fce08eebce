package org.dcgan.datasets.download;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A strong validator of content, which proves that it is unchanged: a strong ETag, or a
 * Last-Modified date that is strong according to RFC 9110, section 8.8.2.2.
 *
 * @param text the ETag with its quotation marks, or the date as the server wrote it
 */
record Validator(String text) {
  private static final String TAG = "\"[\\x21\\x23-\\x7E]{0,500}\"";

  /** Within this time of a modification there may be another with the same date. */
  private static final int SETTLED_SECONDS = 60;

  /** The strong validator of an answer; a weak tag does not promise the same bytes. */
  static Optional<Validator> of(HttpHeaders headers) {
    Optional<String> tag = headers.firstValue("ETag").filter(t -> t.matches(TAG));
    if (tag.isPresent()) {
      return tag.map(Validator::new);
    }
    Optional<String> modified = headers.firstValue("Last-Modified");
    Optional<Instant> since = modified.flatMap(Validator::date);
    Optional<Instant> now = headers.firstValue("Date").flatMap(Validator::date);
    boolean strong =
        since.isPresent()
            && now.isPresent()
            && !since.get().plusSeconds(SETTLED_SECONDS).isAfter(now.get());
    return strong ? modified.map(Validator::new) : Optional.empty();
  }

  /** Reads one that was kept. */
  static Optional<Validator> parse(String text) {
    return text.matches(TAG) || date(text).isPresent()
        ? Optional.of(new Validator(text))
        : Optional.empty();
  }

  /** Tells whether an answer is certainly about other content. */
  boolean isContradictedBy(HttpHeaders headers) {
    String header = text.startsWith("\"") ? "ETag" : "Last-Modified";
    return headers.firstValue(header).filter(value -> !value.equals(text)).isPresent();
  }

  private static Optional<Instant> date(String text) {
    if (text.length() > 100) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

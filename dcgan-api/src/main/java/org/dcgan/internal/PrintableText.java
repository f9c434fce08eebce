package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

import com.google.common.html.HtmlEscapers;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Escapes untrusted text before it is shown: names of files, archive entries and classes, and any
 * other text that was read from a file or received from a server.
 *
 * <p>Such text may contain line breaks that forge log entries, escape sequences that control a
 * terminal, or invisible and right-to-left marks that make a name look like another one. Every
 * method of this class writes these characters as {@code \}{@code uXXXX}, the notation of Java and
 * JSON, one escape for each UTF-16 code unit. Letters, accents, ideographs and emoji of all
 * languages are not changed.
 */
public final class PrintableText {
  private static final char[] HEXADECIMAL = "0123456789abcdef".toCharArray();
  private static final int LONGEST = 4096;
  private static final int LONGEST_MESSAGE = 1 << 16;

  private PrintableText() {}

  /**
   * Escapes text for a log, an exception message, a console or a table cell.
   *
   * <p>Escaped characters are control characters (C0 including tab and line breaks, DEL, C1), line
   * and paragraph separators, format characters (direction marks, zero-width characters, tags),
   * other invisible characters, and lone surrogates. A backslash before a {@code u} is escaped as
   * well, so that the original text can be determined from the result. Text of more than 4,096
   * characters is shortened to the first 4,096, followed by its length.
   *
   * @param text a name, a path or any other object, by its {@code toString()}
   * @return one line of visible characters and spaces; {@code "null"} for null
   */
  public static String printable(@Nullable Object text) {
    String string = String.valueOf(text);
    if (string.length() <= LONGEST) {
      return escape(string, true);
    }
    return escape(string.substring(0, LONGEST), true)
        + "... ("
        + string.length()
        + " characters in all)";
  }

  /**
   * Escapes a composed message whose parts may already be escaped. It differs from {@link
   * #printable} in that backslashes are not changed.
   *
   * @param message the message
   * @return one line of visible characters and spaces; {@code "null"} for null
   */
  public static String oneLine(@Nullable String message) {
    String text = String.valueOf(message);
    return text.length() <= LONGEST_MESSAGE
        ? escape(text, false)
        : escape(text.substring(0, LONGEST_MESSAGE), false) + "...";
  }

  /**
   * Escapes each line of a text with {@link #oneLine}, for a console or a log.
   *
   * @param text the text, with line feeds between lines
   * @return visible characters, spaces and the line feeds of the text
   */
  public static String lines(String text) {
    return text.lines().map(PrintableText::oneLine).collect(Collectors.joining("\n"));
  }

  /**
   * Escapes text for an HTML page, between tags or in quoted attributes.
   *
   * @param text a name, a path or any other object, by its {@code toString()}
   * @return the printable text, with {@code &}, {@code <}, {@code >} and both types of quotation
   *     marks as entities
   */
  public static String html(@Nullable Object text) {
    return HtmlEscapers.htmlEscaper().escape(escape(String.valueOf(text), true));
  }

  /**
   * Escapes a complete JSON text without changing its meaning, since JSON permits {@code \}{@code
   * uXXXX} for every character of a string. Lone surrogates, which UTF-8 cannot represent, are
   * preserved this way.
   *
   * @param json valid JSON, with or without line breaks for indentation
   * @return equivalent JSON of visible characters, spaces and line feeds
   */
  public static String json(String json) {
    requireNonNull(json, "json");

    StringBuilder result = null;
    int from = 0;
    for (int i = 0; i < json.length(); ) {
      int point = json.codePointAt(i);
      int next = i + Character.charCount(point);
      if (point != '\n' && !isVisible(point)) {
        result = result == null ? new StringBuilder(json.length() + 16) : result;
        result.append(json, from, i);
        appendEscaped(result, json, i, next);
        from = next;
      }
      i = next;
    }
    return result == null ? json : result.append(json, from, json.length()).toString();
  }

  /** Escapes text of any length. */
  static String escape(String text, boolean backslashes) {
    StringBuilder result = null;
    int from = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int next = i + Character.charCount(point);
      boolean ambiguous =
          backslashes && point == '\\' && next < text.length() && text.charAt(next) == 'u';
      if (ambiguous || !isVisible(point)) {
        result = result == null ? new StringBuilder(text.length() + 16) : result;
        result.append(text, from, i);
        appendEscaped(result, text, i, next);
        from = next;
      }
      i = next;
    }
    return result == null ? text : result.append(text, from, text.length()).toString();
  }

  /** Reverses {@link #escape}; other characters are not changed. */
  static String unescape(String text) {
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        result.append((char) Integer.parseInt(text, i + 2, i + 6, 16));
        i += 5;
      } else {
        result.append(text.charAt(i));
      }
    }
    return result.toString();
  }

  private static boolean isEscape(String text, int at) {
    if (at + 6 > text.length() || text.charAt(at) != '\\' || text.charAt(at + 1) != 'u') {
      return false;
    }
    for (int i = at + 2; i < at + 6; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static void appendEscaped(StringBuilder result, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      result.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        result.append(HEXADECIMAL[c >> shift & 0xF]);
      }
    }
  }

  private static boolean isVisible(int point) {
    if (point >= ' ' && point < 0x7F) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !isDefaultIgnorable(point);
    };
  }

  /**
   * Returns whether Unicode defines a character as invisible although its category is letter, mark
   * or unassigned. Variation selectors are excluded, since they follow emoji and ideographs in
   * ordinary text.
   */
  private static boolean isDefaultIgnorable(int point) {
    return point == 0x034F // combining grapheme joiner
        || point == 0x115F // fillers of Hangul
        || point == 0x1160
        || point == 0x17B4 // inherent vowels of Khmer
        || point == 0x17B5
        || point == 0x2065
        || point == 0x3164
        || point == 0xFFA0
        || (point >= 0xFFF0 && point <= 0xFFF8)
        || (point >= 0xE0000 && point <= 0xE00FF)
        || (point >= 0xE01F0 && point <= 0xE0FFF);
  }
}

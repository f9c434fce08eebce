package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

import com.google.common.html.HtmlEscapers;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside safe to show: names of files, archive entries and classes, and whatever
 * else was read from a file or received from a server.
 *
 * <p>Such text may contain line breaks that forge lines of a log, escape sequences that control a
 * terminal, or invisible and right-to-left marks that make a name look like another one. Every
 * method here writes these characters as {@code \}{@code uXXXX}, the notation of Java and JSON, one
 * for each UTF-16 code unit. Letters, accents, ideographs and emoji of any language stay as they
 * are.
 */
public final class PrintableText {
  private static final char[] HEXADECIMAL = "0123456789abcdef".toCharArray();
  private static final int LONGEST = 4096;
  private static final int LONGEST_MESSAGE = 1 << 16;

  private PrintableText() {}

  /**
   * Escapes text for a log, an exception's message, a console or a cell of a table.
   *
   * <p>Escaped are control characters (C0 with tab and line breaks, DEL, C1), line and paragraph
   * separators, format characters (direction marks, zero-width characters, tags), other invisible
   * characters, and surrogates without a partner. A backslash in front of a {@code u} is escaped,
   * too, so that the original can be told from the result. Of text with more than 4,096 characters,
   * the first 4,096 and the length are shown.
   *
   * @param text a name, a path or any other object, by its {@code toString()}
   * @return the text in one line, with visible characters and spaces only; {@code null} as {@code
   *     "null"}
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
   * Escapes a composed message, whose parts may be escaped already: as {@link #printable}, but
   * backslashes stay.
   *
   * @param message the message; {@code null} as {@code "null"}
   * @return the message in one line, with visible characters and spaces only
   */
  public static String oneLine(@Nullable String message) {
    String text = String.valueOf(message);
    return text.length() <= LONGEST_MESSAGE
        ? escape(text, false)
        : escape(text.substring(0, LONGEST_MESSAGE), false) + "...";
  }

  /**
   * Escapes a text of several lines for a console or a log, as {@link #oneLine} each.
   *
   * @param text lines that were composed with line feeds
   * @return the text with visible characters, spaces and its line feeds
   */
  public static String lines(String text) {
    return text.lines().map(PrintableText::oneLine).collect(Collectors.joining("\n"));
  }

  /**
   * Escapes text for an HTML page, for use between tags and in quoted attributes.
   *
   * @param text a name, a path or any other object, by its {@code toString()}
   * @return the printable text, with {@code &}, {@code <}, {@code >} and both kinds of quotation
   *     marks as entities
   */
  public static String html(@Nullable Object text) {
    return HtmlEscapers.htmlEscaper().escape(escape(String.valueOf(text), true));
  }

  /**
   * Escapes a finished JSON text without changing what it means: JSON permits {@code \}{@code
   * uXXXX} for every character of a string. Lone surrogates survive UTF-8 this way.
   *
   * @param json valid JSON, with or without line breaks for indentation
   * @return the same JSON with visible characters, spaces and line feeds only
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

  /** Escapes without a limit of length. */
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

  /** Undoes {@link #escape}; what is no escape stays. */
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
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
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
    switch (Character.getType(point)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.SURROGATE:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
        return false;
      default:
        return !isDefaultIgnorable(point);
    }
  }

  /**
   * Unicode's invisible characters that are letters, marks or unassigned by their category. The
   * variation selectors are not among them: they follow emoji and ideographs in ordinary text.
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
        || point >= 0xFFF0 && point <= 0xFFF8
        || point >= 0xE0000 && point <= 0xE00FF
        || point >= 0xE01F0 && point <= 0xE0FFF;
  }
}

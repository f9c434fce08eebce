package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Formats lines of comma-separated values (RFC 4180) that are safe to open in a spreadsheet.
 *
 * <p>A spreadsheet interprets a cell that begins with {@code =}, {@code +}, {@code -}, {@code @}, a
 * tab or a carriage return as a formula, and a formula may start programs or send data to a server.
 * Text with such a beginning is prefixed with an apostrophe. Text that already begins with an
 * apostrophe is prefixed, too, so that the first apostrophe can always be removed. Invisible
 * characters are escaped as in {@link PrintableText#printable}. {@link #text} returns the original
 * text. Numbers are not changed.
 */
public final class Csv {

  private Csv() {}

  /**
   * Formats one line.
   *
   * @param fields the values: a {@link Number} is not changed, every other object is written as
   *     text by its {@code toString()}; values with commas, quotation marks or line breaks are
   *     quoted
   * @return the line, including its end, CR LF
   */
  public static String line(Object... fields) {
    requireNonNull(fields, "fields");

    return Arrays.stream(fields).map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  /**
   * Returns the original text of a cell that {@link #line} has written.
   *
   * @param cell the cell, without the quotation marks of RFC 4180
   * @return the original text
   */
  public static String text(String cell) {
    requireNonNull(cell, "cell");

    return PrintableText.unescape(cell.startsWith("'") ? cell.substring(1) : cell);
  }

  private static String cell(Object field) {
    String cell = field instanceof Number ? field.toString() : neutral(field.toString());
    return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static String neutral(String text) {
    String escaped = PrintableText.escape(text, true);
    return isFormula(text) ? '\'' + escaped : escaped;
  }

  private static boolean isFormula(String text) {
    // Some spreadsheets ignore leading white space.
    int first = 0;
    while (first < text.length() && isSkipped(text.charAt(first))) {
      first++;
    }
    // The last four are full-width forms, which spreadsheets interpret like the ASCII characters.
    return !text.isEmpty()
        && ("\t\r\n'".indexOf(text.charAt(0)) >= 0
            || (first < text.length()
                && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(first)) >= 0));
  }

  private static boolean isSkipped(char c) {
    return c <= ' '
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.CONTROL
        || Character.getType(c) == Character.FORMAT;
  }
}

package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Lines of comma-separated values (RFC 4180) that are safe to open in a spreadsheet.
 *
 * <p>A spreadsheet takes a cell that begins with {@code =}, {@code +}, {@code -}, {@code @}, a tab
 * or a carriage return for a formula, and a formula may start programs or send data away. Text that
 * begins so gets an apostrophe in front, as does text that begins with an apostrophe already, so
 * that the first apostrophe can always be taken off. Characters that are not visible are written as
 * in {@link PrintableText#printable}. {@link #text} gives the original back. Numbers are written as
 * they are.
 */
public final class Csv {

  private Csv() {}

  /**
   * Formats one line.
   *
   * @param fields the values: a {@link Number} is written as it is, everything else as text by its
   *     {@code toString()}; values with commas, quotation marks or line breaks are quoted
   * @return the line with its end, CR LF
   */
  public static String line(Object... fields) {
    requireNonNull(fields, "fields");

    return Arrays.stream(fields).map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  /**
   * Gives the text of a cell that {@link #line} wrote.
   *
   * @param cell the cell, without the quotation marks of RFC 4180
   * @return the text as it was
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
    // The spreadsheets that drop leading white space see what follows it.
    int first = 0;
    while (first < text.length() && isSkipped(text.charAt(first))) {
      first++;
    }
    // The last four are the full-width forms, which spreadsheets take for the plain ones.
    return !text.isEmpty()
        && ("\t\r\n'".indexOf(text.charAt(0)) >= 0
            || first < text.length()
                && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(first)) >= 0);
  }

  private static boolean isSkipped(char c) {
    return c <= ' '
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.CONTROL
        || Character.getType(c) == Character.FORMAT;
  }
}

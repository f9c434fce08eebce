package org.dcgan.eval.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Text of a chart that has room for so many pixels, as it is measured with the fonts of the
 * machine.
 */
final class ChartText {
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
  private static final int SMALLEST_TITLE = 13;

  /**
   * A number at an axis.
   *
   * @param text the number
   * @param center its place on the axis, in pixels
   * @param width its width in pixels
   */
  record Label(String text, double center, double width) {
    double left() {
      return center - width / 2;
    }

    boolean isApartFrom(Label other, double gap) {
      return Math.abs(center - other.center) >= (width + other.width) / 2 + gap;
    }
  }

  private ChartText() {}

  /** The labels that do not touch each other: the first, the last and as many as fit between. */
  static List<Label> apart(List<Label> labels, double gap) {
    List<Label> kept = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      // The last comes second, so that those between give way to it.
      Label label = labels.get(i == 0 ? 0 : i == 1 ? labels.size() - 1 : i - 1);
      if (kept.stream().allMatch(other -> label.isApartFrom(other, gap))) {
        kept.add(label);
      }
    }
    return kept;
  }

  static double width(String text, Font font) {
    return font.getStringBounds(text, CONTEXT).getWidth();
  }

  /** The font, made smaller if the text would not fit otherwise, but not unreadably small. */
  static Font fitted(String text, Font font, int width) {
    Font smaller = font;
    while (smaller.getSize() > SMALLEST_TITLE && width(text, smaller) > width) {
      smaller = smaller.deriveFont(smaller.getSize2D() - 1);
    }
    return smaller;
  }

  /** The text, or as much of its beginning as fits, with an ellipsis. */
  static String shortened(String text, Font font, int width) {
    if (width(text, font) <= width) {
      return text;
    }
    int end = fitting(text + "…", font, width);
    while (end > 0 && width(text.substring(0, end) + "…", font) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  /** The text in lines, which break at spaces where they can. */
  static List<String> wrapped(String text, Font font, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (width(rest, font) > width) {
      int end = Math.max(fitting(rest, font, width), Character.charCount(rest.codePointAt(0)));
      int space = rest.lastIndexOf(' ', end);
      if (space > 0) {
        lines.add(rest.substring(0, space));
        rest = rest.substring(space + 1);
      } else if (end == rest.length()) {
        break;
      } else {
        lines.add(rest.substring(0, end));
        rest = rest.substring(end);
      }
    }
    lines.add(rest);
    return lines;
  }

  /** The number of chars at the beginning that fit, whole code points. */
  private static int fitting(String text, Font font, int width) {
    int fits = 0;
    int tooMany = text.length() + 1;
    while (tooMany - fits > 1) {
      int middle = (fits + tooMany) / 2;
      if (width(text.substring(0, middle), font) <= width) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits > 0
            && fits < text.length()
            && Character.isSurrogatePair(text.charAt(fits - 1), text.charAt(fits))
        ? fits - 1
        : fits;
  }
}

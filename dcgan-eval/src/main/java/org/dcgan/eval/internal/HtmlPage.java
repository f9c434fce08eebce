package org.dcgan.eval.internal;

import static java.util.Objects.requireNonNull;

import com.google.common.html.HtmlEscapers;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import org.dcgan.internal.PrintableText;
import org.dcgan.internal.io.JdkImageCodecs;

/**
 * Writes self-contained HTML without scripts, readable on phones, with embedded images. Text is
 * escaped, so that names from outside are shown and not interpreted.
 */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      * { box-sizing: border-box; }
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem;
             padding: 1rem; overflow-wrap: break-word; }
      h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
      figure { margin: 1rem 0; }
      .wide { overflow-x: auto; }
      img { max-width: 100%; height: auto; image-rendering: pixelated; background: #fff; }
      figcaption, .note { color: #666; font-size: .9rem; }
      @media (prefers-color-scheme: dark) { figcaption, .note { color: #aaa; } }
      table { border-collapse: collapse; }
      th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884;
               font-variant-numeric: tabular-nums; vertical-align: top; }
      .warning { border-left: 4px solid #d9622b; padding-left: .75rem; }
      summary { cursor: pointer; }
      """;

  private final StringBuilder html = new StringBuilder();

  /**
   * Starts a page.
   *
   * @param title the title and first heading, as plain text
   */
  public HtmlPage(String title) {
    requireNonNull(title, "title");

    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" img-src data:; style-src 'unsafe-inline'\">\n<title>");
    text(title).markup("</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>");
    text(title).markup("</h1>\n");
  }

  /**
   * Appends markup, which must not have text from outside in it.
   *
   * @param markup HTML
   * @return this
   */
  @CanIgnoreReturnValue
  public HtmlPage markup(String markup) {
    requireNonNull(markup, "markup");

    html.append(markup);
    return this;
  }

  /**
   * Appends text, escaped.
   *
   * @param text plain text of any origin
   * @return this
   */
  @CanIgnoreReturnValue
  public HtmlPage text(String text) {
    requireNonNull(text, "text");

    html.append(PrintableText.html(text));
    return this;
  }

  /**
   * Appends a composed message, whose names from outside are escaped already, as for a console.
   *
   * @param message the message
   * @return this
   */
  @CanIgnoreReturnValue
  public HtmlPage message(String message) {
    requireNonNull(message, "message");

    html.append(HtmlEscapers.htmlEscaper().escape(PrintableText.oneLine(message)));
    return this;
  }

  /**
   * Appends an image as PNG.
   *
   * @param image the image
   * @param alternative its description for screen readers, as plain text
   * @return this
   * @throws IOException if it cannot be encoded
   */
  @CanIgnoreReturnValue
  public HtmlPage image(BufferedImage image, String alternative) throws IOException {
    requireNonNull(image, "image");
    requireNonNull(alternative, "alternative");

    ByteArrayOutputStream png = new ByteArrayOutputStream();
    JdkImageCodecs.writePng(image, png);
    return image("png", png.toByteArray(), alternative);
  }

  /**
   * Appends an encoded image.
   *
   * @param type the subtype of its media type, for example {@code gif}
   * @param data the bytes of its file
   * @param alternative its description for screen readers, as plain text
   * @return this
   */
  @CanIgnoreReturnValue
  public HtmlPage image(String type, byte[] data, String alternative) {
    requireNonNull(type, "type");
    requireNonNull(data, "data");
    requireNonNull(alternative, "alternative");

    html.append("<img src=\"data:image/")
        .append(type)
        .append(";base64,")
        .append(Base64.getEncoder().encodeToString(data))
        .append("\" alt=\"");
    return text(alternative).markup("\">");
  }

  /**
   * Ends the page.
   *
   * @return the whole page
   */
  public String end() {
    return html + "</body>\n</html>\n";
  }
}

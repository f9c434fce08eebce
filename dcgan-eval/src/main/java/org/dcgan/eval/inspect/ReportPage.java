package org.dcgan.eval.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import org.dcgan.internal.PrintableText;
import org.dcgan.internal.io.JdkImageCodecs;

/** Writes an {@link InspectionReport} as self-contained HTML, with embedded images. */
final class ReportPage {
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

  private ReportPage() {}

  /** The page as text. */
  static String of(String title, List<String> facts, List<InspectionReport.Section> sections)
      throws IOException {
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" img-src data:; style-src 'unsafe-inline'\">\n<title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n<p>")
        .append(escaped(facts.get(0)))
        .append("</p>\n<details><summary>The networks</summary><pre class=\"wide\">")
        .append(escaped(facts.get(1)))
        .append("</pre></details>\n<main>\n");
    for (InspectionReport.Section section : sections) {
      append(html, section);
    }
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, InspectionReport.Section section)
      throws IOException {
    html.append("<section>\n<h2>").append(escaped(section.title())).append("</h2>\n<p>");
    html.append(escaped(section.text())).append("</p>\n");
    for (String warning : section.warnings()) {
      html.append("<p class=\"warning\">").append(escaped(warning)).append("</p>\n");
    }
    for (InspectionReport.Image image : section.images()) {
      html.append("<figure>");
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      JdkImageCodecs.writePng(image.image(), png);
      appendImage(html, "png", png.toByteArray(), image.alternative());
      html.append("<figcaption>")
          .append(escaped(image.caption()))
          .append("</figcaption></figure>\n");
      if (image.moving().isPresent()) {
        html.append("<details><summary>Moving image</summary>");
        byte[] gif = Files.readAllBytes(image.moving().get());
        appendImage(html, "gif", gif, image.alternative() + ", moving");
        html.append("</details>\n");
      }
    }
    if (!section.numbers().isEmpty()) {
      html.append("<div class=\"wide\"><table>\n");
      for (InspectionReport.Fact fact : section.numbers()) {
        html.append("<tr><th scope=\"row\">")
            .append(escaped(fact.name()))
            .append("</th><td>")
            .append(escaped(fact.value()))
            .append("</td></tr>\n");
      }
      html.append("</table></div>\n");
    }
    html.append("</section>\n");
  }

  private static void appendImage(
      StringBuilder html, String type, byte[] data, String alternative) {
    html.append("<img src=\"data:image/")
        .append(type)
        .append(";base64,")
        .append(Base64.getEncoder().encodeToString(data))
        .append("\" alt=\"")
        .append(escaped(alternative))
        .append("\">");
  }

  private static String escaped(String text) {
    return PrintableText.html(text);
  }
}

package org.dcgan.eval.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.dcgan.eval.internal.HtmlPage;

/** Writes an {@link InspectionReport} as self-contained HTML, with embedded images. */
final class ReportPage {
  private ReportPage() {}

  /** The page as text. */
  static String of(String title, List<String> facts, List<InspectionReport.Section> sections)
      throws IOException {
    HtmlPage page = new HtmlPage(title);
    page.markup("<p>")
        .text(facts.get(0))
        .markup("</p>\n<details><summary>The networks</summary><pre class=\"wide\">")
        .text(facts.get(1))
        .markup("</pre></details>\n<main>\n");
    for (InspectionReport.Section section : sections) {
      append(page, section);
    }
    return page.markup("</main>\n").end();
  }

  private static void append(HtmlPage page, InspectionReport.Section section) throws IOException {
    page.markup("<section>\n<h2>")
        .text(section.title())
        .markup("</h2>\n<p>")
        .text(section.text())
        .markup("</p>\n");
    for (String warning : section.warnings()) {
      page.markup("<p class=\"warning\">").text(warning).markup("</p>\n");
    }
    for (InspectionReport.Image image : section.images()) {
      page.markup("<figure>")
          .image(image.image(), image.alternative())
          .markup("<figcaption>")
          .text(image.caption())
          .markup("</figcaption></figure>\n");
      if (image.moving().isPresent()) {
        page.markup("<details><summary>Moving image</summary>")
            .image(
                "gif", Files.readAllBytes(image.moving().get()), image.alternative() + ", moving")
            .markup("</details>\n");
      }
    }
    if (!section.numbers().isEmpty()) {
      page.markup("<div class=\"wide\"><table>\n");
      for (InspectionReport.Fact fact : section.numbers()) {
        page.markup("<tr><th scope=\"row\">")
            .text(fact.name())
            .markup("</th><td>")
            .text(fact.value())
            .markup("</td></tr>\n");
      }
      page.markup("</table></div>\n");
    }
    page.markup("</section>\n");
  }
}

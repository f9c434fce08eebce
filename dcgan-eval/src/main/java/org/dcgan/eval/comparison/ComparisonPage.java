package org.dcgan.eval.comparison;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.HtmlPage;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.Images;
import org.dcgan.internal.io.AtomicFiles;

/**
 * A page that shows the metrics of one or several generators as a table, with samples of each
 * beside each other: self-contained HTML with all images embedded, without scripts, readable on
 * phones.
 *
 * <pre>{@code
 * ComparisonPage.of("Two runs", comparison)
 *     .addSamples("real images", someFaces)
 *     .addSamples("run 7", dcgan.sample(64, 42))
 *     .write(Path.of("comparison.html"));
 * }</pre>
 *
 * <p>Not thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ComparisonPage {
  private final String title;
  private final Comparison comparison;
  private final List<Samples> samples = new ArrayList<>();

  private record Samples(String name, Images images) {}

  private ComparisonPage(String title, Comparison comparison) {
    this.title = title;
    this.comparison = comparison;
  }

  /**
   * Creates a page without samples.
   *
   * @param title the heading
   * @param comparison the metrics
   * @return a page
   */
  public static ComparisonPage of(String title, Comparison comparison) {
    requireNonNull(title, "title");
    requireNonNull(comparison, "comparison");

    return new ComparisonPage(title, comparison);
  }

  /**
   * Adds samples, which are shown in the order in which they are added.
   *
   * @param name the name of their generator
   * @param images at least one image; choose them by a seed, not by their quality
   * @return this
   */
  @CanIgnoreReturnValue
  public ComparisonPage addSamples(String name, Images images) {
    requireNonNull(name, "name");
    requireNonNull(images, "images");

    samples.add(new Samples(name, images));
    return this;
  }

  /**
   * Writes the page.
   *
   * @param file an HTML file; missing folders are created, an existing file is replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    requireNonNull(file, "file");

    AtomicFiles.writeString(file, html());
  }

  private String html() throws IOException {
    HtmlPage page = new HtmlPage(title);
    for (String line : comparison.conditions()) {
      page.markup("<p>").message(typeset(line)).markup("</p>\n");
    }
    for (String warning : comparison.allWarnings()) {
      page.markup("<p class=\"warning\">").message(typeset(warning)).markup("</p>\n");
    }
    page.markup("<main>\n<div class=\"wide\"><table>\n");
    List<List<String>> rows = comparison.table();
    for (int r = 0; r < rows.size(); r++) {
      page.markup("<tr>");
      for (int c = 0; c < rows.get(r).size(); c++) {
        String cell = r == 0 ? "th scope=\"col\"" : c == 0 ? "th scope=\"row\"" : "td";
        page.markup("<" + cell + ">")
            .message(typeset(rows.get(r).get(c)))
            .markup("</" + cell.substring(0, 2) + ">");
      }
      page.markup("</tr>\n");
    }
    page.markup("</table></div>\n<p class=\"note\">");
    page.text(
            "Lower distances are better, higher precision, recall, density and coverage. The floor"
                + " is what real images reach against other real images; nearest-neighbor distances"
                + " far below the floor show that a generator copies.")
        .markup("</p>\n");
    for (Samples group : samples) {
      page.markup("<section>\n<h2>").text(group.name()).markup("</h2>\n<figure>");
      page.image(
              SampleGrids.legible(group.images()).toBufferedImage(),
              (group.images().count() == 1 ? "1 image of " : group.images().count() + " images of ")
                  + group.name())
          .markup("</figure>\n</section>\n");
    }
    return page.markup("</main>\n").end();
  }

  /** What a terminal might not be able to show. */
  private static String typeset(String text) {
    return text.replace("+/-", "±").replace("Frechet", "Fréchet");
  }
}

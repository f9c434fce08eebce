package org.dcgan.eval.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPageTest {
  private static final TestImages REAL = TestImages.shades(40, NoiseModel.SHAPE);

  @TempDir private Path folder;

  @Test
  void givenTwoModelsWithHostileNames_whenAPageIsWritten_thenNumbersAndSamplesAreShownAsText()
      throws Exception {
    String hostile = "<script>alert(1)</script>\" onerror='x'&\u202e\u0000\n</title>";
    Comparison comparison =
        ImageEvaluation.builder(new RawPixels(NoiseModel.SHAPE))
            .images(20)
            .runs(2)
            .build()
            .compare(
                REAL,
                List.of(
                    new GeneratedImages.OfModel("<i>a</i>", new NoiseModel(5)),
                    new GeneratedImages.OfModel("b\u202ec", new NoiseModel(50))),
                ProgressListener.none());
    Path file = folder.resolve("new/page.html");

    ComparisonPage.of(hostile, comparison)
        .addSamples(hostile, Images.read(REAL, 0, 1, 2))
        .addSamples("b\u202ec", Images.read(REAL, 3))
        .write(file);

    String page = Files.readString(file);
    assertThat(page)
        .doesNotContain("<script", "onerror='", "\" onerror", "\u202e", "\u0000", "<i>")
        .contains("default-src 'none'", "&lt;i&gt;a&lt;/i&gt;", "Fréchet distance", " ± ")
        .contains("alt=\"3 images of &lt;script&gt;", "alt=\"1 image of b\\u202ec\"");
    assertThat(page)
        .as("a name, which is escaped in the same way everywhere")
        .contains("<h2>b\\u202ec</h2>", ">b\\u202ec</th>")
        .doesNotContain("u005c");
    assertThat(page.split("</title>", -1)).hasSize(2);
    assertThat(page.split("<img ", -1)).hasSize(3);
    assertThat(page.split("<tr>", -1)).hasSize(1 + 1 + 8);
    MeanAndDeviation distance =
        comparison.evaluations().get(1).value("Frechet distance").orElseThrow();
    assertThat(page).contains("<td>" + distance.toText().replace("+/-", "±") + "</td>");
  }
}

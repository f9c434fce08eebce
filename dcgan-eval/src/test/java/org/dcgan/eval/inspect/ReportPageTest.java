package org.dcgan.eval.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportPageTest {

  @Test
  void givenHostileNamesEverywhere_whenAPageIsWritten_thenTheyAreVisibleText() throws IOException {
    String hostile =
        "<script>alert(1)</script>\" onerror='x'&\u202egnp\u0000\u001b[2J\u200b\n</title>";
    InspectionReport.Section section =
        new InspectionReport.Section(
            hostile,
            hostile,
            List.of(hostile),
            List.of(new InspectionReport.Fact(hostile, hostile)),
            List.of(
                new InspectionReport.Image(
                    new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB),
                    hostile,
                    hostile,
                    Optional.empty())));
    String page = ReportPage.of(hostile, List.of(hostile, hostile), List.of(section));

    assertThat(page)
        .doesNotContain("<script", "onerror='", "\u202e", "\u0000", "\u001b", "\u200b")
        .doesNotContain("\" onerror")
        .doesNotContain("&\\u202e")
        .contains(
            "alt=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot; onerror=&#39;x&#39;&amp;\\u202egnp"
                + "\\u0000\\u001b[2J\\u200b\\u000a&lt;/title&gt;\"");
    assertThat(page.split("</title>", -1)).hasSize(2);
  }
}

package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTextTest {
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static void assertFits(String text, int width) {
    assertThat(ChartText.width(text, FONT)).as(text).isLessThanOrEqualTo(width);
  }

  @Test
  void givenATextThatFits_whenFitted_thenItIsUnchanged() {
    assertThat(ChartText.shortened("steps", FONT, 100)).isEqualTo("steps");
    assertThat(ChartText.wrapped("two words", FONT, 200)).containsExactly("two words");
    assertThat(ChartText.fitted("steps", FONT.deriveFont(18f), 100).getSize()).isEqualTo(18);
  }

  @Test
  void givenALongText_whenShortened_thenItsBeginningFitsWithAnEllipsis() {
    String shortened = ChartText.shortened("a long text of many words", FONT, 80);

    assertFits(shortened, 80);
    assertThat(shortened).startsWith("a long").endsWith("…");
    assertThat("a long text of many words").startsWith(shortened.replace("…", ""));
  }

  @Test
  void givenALongText_whenWrapped_thenEachLineFitsAndNoWordIsBrokenOrLost() {
    String text = "nnc, the percentage of 2000 images that the nearest generated one gets wrong";
    List<String> lines = ChartText.wrapped(text, FONT, 150);

    assertThat(lines).hasSizeGreaterThan(2).allSatisfy(line -> assertFits(line, 150));
    assertThat(String.join(" ", lines)).isEqualTo(text);
  }

  @Test
  void givenOneLongWord_whenWrapped_thenItIsBrokenBetweenCharacters() {
    String word = "\uD83D\uDE00".repeat(60);
    List<String> lines = ChartText.wrapped(word, FONT, 100);

    assertThat(lines).hasSizeGreaterThan(2).allSatisfy(line -> assertFits(line, 100));
    assertThat(String.join("", lines)).isEqualTo(word);
    assertThat(lines).allSatisfy(line -> assertThat(line.codePoints()).allMatch(c -> c == 0x1F600));
  }

  @Test
  void givenNoRoomAtAll_whenFitted_thenItEnds() {
    assertThat(ChartText.wrapped("ab c", FONT, 0)).containsExactly("a", "b", "c");
    assertThat(ChartText.shortened("abc", FONT, 0)).isEqualTo("…");
    assertThat(ChartText.fitted("abc", FONT.deriveFont(18f), 0).getSize()).isEqualTo(13);
  }

  private static ChartText.Label label(double center) {
    return new ChartText.Label(String.valueOf(center), center, 40);
  }

  @Test
  void givenNumbersThatWouldOverlap_whenKeptApart_thenTheEndsStayAndThoseThatFitBetween() {
    List<ChartText.Label> labels =
        List.of(label(0), label(30), label(60), label(90), label(120), label(130));

    assertThat(ChartText.apart(labels, 6))
        .containsExactlyInAnyOrder(label(0), label(60), label(130));
    assertThat(ChartText.apart(labels.subList(0, 1), 6)).containsExactly(label(0));
    assertThat(ChartText.apart(labels.subList(0, 2), 6)).containsExactly(label(0));
    assertThat(ChartText.apart(List.of(), 6)).isEmpty();
  }
}

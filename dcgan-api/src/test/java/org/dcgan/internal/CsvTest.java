package org.dcgan.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1.png",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        " =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "\uff1d1+1",
        "'=1+1"
      })
  void givenTextThatLooksLikeAFormula_whenWritten_thenItIsPrefixedWithAnApostrophe(String name) {
    String line = Csv.line(name);
    assertThat(line).startsWith("'").endsWith("\r\n");
    assertThat(Csv.text(line.strip())).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t=1", "\r=1", "\n=1", "\t", "\rx"})
  void givenTextBeginningWithTabOrLineBreak_whenWritten_thenItIsEscapedInOneLine(String name) {
    String line = Csv.line(name);
    assertThat(line).startsWith("'\\u00").endsWith("\r\n").hasLineCount(1);
    assertThat(Csv.text(line.strip())).isEqualTo(name);
  }

  @Test
  void givenNegativeNumbers_whenWritten_thenTheyAreUnchanged() {
    assertThat(Csv.line(-1, -2.5, new BigDecimal("-0.00123"), -1L << 62, Double.NEGATIVE_INFINITY))
        .isEqualTo("-1,-2.5,-0.00123,-4611686018427387904,-Infinity\r\n");
  }

  @Test
  void givenCommasAndQuotationMarks_whenWritten_thenCellsAreQuoted() {
    assertThat(Csv.line("a,b", "say \"hi\"", "=a,b", "plain"))
        .isEqualTo("\"a,b\",\"say \"\"hi\"\"\",\"'=a,b\",plain\r\n");
  }

  @Test
  void givenAnyText_whenWrittenAndRead_thenItIsUnchanged() {
    Random random = new Random(11);
    String alphabet = "=+-@'\t\r\n \\u005c\u202e\uff0bab0";
    for (int n = 0; n < 20_000; n++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(10); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String line = Csv.line(text);
      String cell = line.substring(0, line.length() - 2);
      assertThat(cell).doesNotContain("\r", "\n").doesNotContainPattern("^[=+@-]");
      assertThat(Csv.text(cell)).isEqualTo(text.toString());
    }
  }
}

package org.dcgan.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {

  @Test
  void givenLineBreaksAndEscapeCharacters_whenEscaped_thenEachIsWrittenInHexadecimal() {
    assertThat(PrintableText.printable("a\nb\r\tc\u001b[31m\u0000\u007f\u0085\u009b"))
        .isEqualTo("a\\u000ab\\u000d\\u0009c\\u001b[31m\\u0000\\u007f\\u0085\\u009b");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00AD, 0x034F, 0x061C, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028,
        0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069,
        0x3164, 0xFEFF, 0xFFA0, 0xFFF9
      })
  void givenInvisibleCharacter_whenEscaped_thenItIsVisible(int point) {
    assertThat(PrintableText.printable("a" + Character.toString(point) + "b"))
        .isEqualTo(String.format(Locale.ROOT, "a\\u%04xb", point));
  }

  @Test
  void givenTagsOutsideTheBasicPlane_whenEscaped_thenBothCodeUnitsAreVisible() {
    assertThat(PrintableText.printable(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
  }

  @Test
  void givenLoneSurrogates_whenEscaped_thenTheyAreVisibleAndPairsAreUnchanged() {
    assertThat(PrintableText.printable("\ud83dx\udc00 \ud83d\ude00"))
        .isEqualTo("\\ud83dx\\udc00 \ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"C:\\photos\\new", "\u00fcml\u00e4ut/\u9ce5 \u0627.jpg", "", "a b-c_d.png"})
  void givenOrdinaryNames_whenEscaped_thenTheyAreUnchanged(String name) {
    assertThat(PrintableText.printable(name)).isEqualTo(name);
  }

  @Test
  void givenNameThatLooksEscaped_whenEscaped_thenItDiffersFromTheEscapedOne() {
    assertThat(PrintableText.printable("a\\u000ab"))
        .isEqualTo("a\\u005cu000ab")
        .isNotEqualTo(PrintableText.printable("a\nb"));
  }

  @Test
  void givenNull_whenEscaped_thenItIsTheTextNull() {
    assertThat(PrintableText.printable(null)).isEqualTo("null");
  }

  @Test
  void givenMillionCharacters_whenEscaped_thenTextIsShortened() {
    assertThat(PrintableText.printable("\n".repeat(1_000_000)))
        .hasSizeLessThan(25_000)
        .endsWith("... (1000000 characters in all)");
  }

  @Test
  void givenAnyText_whenEscapedAndUnescaped_thenItIsUnchanged() {
    Random random = new Random(7);
    for (int n = 0; n < 20_000; n++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(
            random.nextBoolean()
                ? "\\u0005cdu\n\u202e".charAt(random.nextInt(11))
                : (char) random.nextInt(0x10000));
      }
      String escaped = PrintableText.printable(text);
      assertThat(PrintableText.unescape(escaped)).isEqualTo(text.toString());
      assertThat(escaped).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }
  }

  @Test
  void givenMarkup_whenEscapedForHtml_thenItIsText() {
    assertThat(PrintableText.html("<script>\"'&\u202egpj.exe\n"))
        .isEqualTo("&lt;script&gt;&quot;&#39;&amp;\\u202egpj.exe\\u000a");
  }

  @Test
  void givenJsonWithInvisibleCharacters_whenEscaped_thenItIsEquivalentAndKeepsItsLines() {
    String json = "{\n  \"a\u202e\u009b\ud800\": \"\\\\u\\n\u007f\"\n}";
    String escaped = PrintableText.json(json);
    assertThat(escaped).isEqualTo("{\n  \"a\\u202e\\u009b\\ud800\": \"\\\\u\\n\\u007f\"\n}");
    assertThat(new String(escaped.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(escaped);
  }
}

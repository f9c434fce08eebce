package org.dcgan.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.dcgan.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sealed file is read as it was written, or is refused with its name and the reason. */
class ManifestFormatTest {
  private static final ManifestFormat FORMAT =
      ManifestFormat.sealed("dcgan-test", 3, "a test's manifest", "make it again");

  private static byte[] file() {
    return FORMAT.encode(
        new JsonMap()
            .put("name", "line\nend, \u2028, \ud83d\ude00, \ud800 and \u00e9")
            .put("count", Long.MIN_VALUE)
            .put("value", 0.1)
            .put("nothing", (String) null)
            .put("odd", Double.NEGATIVE_INFINITY)
            .put("list", List.of(1, 2, 3))
            .put("inside", new JsonMap().put("flag", true)));
  }

  private static String decode(byte[] bytes) throws ModelFormatException {
    return FORMAT.decode(
        "file.json",
        bytes,
        (fields, version) ->
            fields.string("name")
                + "|"
                + fields.longInteger("count", Long.MIN_VALUE, Long.MAX_VALUE)
                + "|"
                + fields.number("value")
                + "|"
                + fields.nullableString("nothing")
                + "|"
                + fields.extendedNumber("odd")
                + "|"
                + fields.integers("list", 0, 9)
                + "|"
                + fields.object("inside").flag("flag")
                + "|"
                + version);
  }

  @Test
  void givenValuesOfEveryType_whenWrittenAndRead_thenTheyAreEqual() throws Exception {
    assertThat(decode(file()))
        .isEqualTo(
            "line\nend, \u2028, \ud83d\ude00, \ufffd and \u00e9|-9223372036854775808|0.1|null|"
                + "-Infinity|[1, 2, 3]|true|3");
  }

  @Test
  void givenInvisibleCharacters_whenWritten_thenTheyAreEscapedAndReadBack() {
    String text = "a\u202eb\u200f\u0000\u001b\u007f\u2028\ufeff \u00e9\ud83d\ude00";

    String json = new JsonMap().put(text, text).put("list", List.of(text)).toText();

    String escaped = "a\\u202eb\\u200f\\u0000\\u001b\\u007f\\u2028\\ufeff \u00e9\ud83d\ude00";
    assertThat(json)
        .isEqualTo(
            String.format(
                java.util.Locale.ROOT,
                "{\n  \"%s\": \"%s\",\n  \"list\": [\"%s\"]\n}",
                escaped,
                escaped,
                escaped));
    JsonFields read = StrictJson.parse(json.getBytes(UTF_8));
    assertThat(read.string(text)).isEqualTo(text);
    assertThat(read.strings("list")).containsExactly(text);
  }

  @Test
  void givenLoneSurrogates_whenWritten_thenTheyAreReplacedSinceStrictJsonRefusesThem() {
    String json = new JsonMap().put("a", "\ud800b\udfff").toText();

    assertThat(json).isEqualTo("{\n  \"a\": \"\ufffdb\ufffd\"\n}");
    assertThatThrownBy(() -> StrictJson.parse("{\"a\": \"\\ud800b\"}"))
        .isInstanceOf(JsonProblem.class);
  }

  @Test
  void givenFile_whenChecksumIsComputedAsDocumented_thenItMatches() throws Exception {
    String text = new String(file(), UTF_8);
    String body = text.substring(0, text.lastIndexOf(",\n"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
    assertThat(text)
        .startsWith("{\n  \"format\": \"dcgan-test\",\n  \"formatVersion\": 3,\n  \"name\": ")
        .isEqualTo(body + ",\n  \"sha256\": \"" + HexFormat.of().formatHex(digest) + "\"\n}\n");
  }

  @Test
  void givenFlippedBitOrTruncation_whenRead_thenExceptionNamesTheFile() {
    byte[] whole = file();
    for (int bit = 0; bit < 8 * whole.length; bit += 3) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(damaged, "file.json");
    }
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "file.json is damaged");
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1), "file.json is damaged");
  }

  private static void assertRefused(byte[] bytes, String... says) {
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(says);
  }

  @Test
  void givenMalformedJson_whenRead_thenTheMessageHasThePositionAndNoAdviceToAcceptIt() {
    assertThatThrownBy(() -> StrictJson.parse("{\"rate\": 0&001}"))
        .isInstanceOf(JsonProblem.class)
        .hasMessage(
            "expected well-formed JSON, found a syntax error at line 1 column 10 path $.rate");
    assertThatThrownBy(() -> StrictJson.parse("{\"a\nb\": 1}"))
        .isInstanceOf(JsonProblem.class)
        .hasMessageContaining("control characters")
        .hasMessageContaining(" at line 1 column 3 path $.");
    assertThatThrownBy(() -> StrictJson.parse("{\"" + "\u202e".repeat(5000) + "\": 1, x"))
        .isInstanceOf(JsonProblem.class)
        .hasMessageMatching("[ -~]{0,1000}");
  }

  @Test
  void givenNewerVersion_whenRead_thenBothVersionsAndRemedyAreReported() {
    byte[] newer =
        ManifestFormat.sealed("dcgan-test", 4, "a test's manifest", "make it again")
            .encode(new JsonMap().put("new", 1));
    assertRefused(newer, "file.json has format version 4", "up to 3", "newer version");
  }

  @Test
  void givenOtherFormat_whenRead_thenBothFormatsAreReported() {
    byte[] other =
        ManifestFormat.sealed("dcgan-other", 1, "something", "nothing").encode(new JsonMap());
    assertRefused(other, "dcgan-test", "dcgan-other", "a test's manifest");
  }

  @Test
  void givenUnknownKey_whenRead_thenThrows() {
    byte[] more = FORMAT.encode(new JsonMap().put("inside", new JsonMap().put("a", 1).put("b", 2)));
    assertThatThrownBy(
            () -> FORMAT.decode("f", more, (f, v) -> f.object("inside").integer("a", 0, 1)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("the key \"b\" in inside is unknown in this version of the format");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1.5}",
        "{\"a\": 1.0}",
        "{\"a\": 1e0}",
        "{\"a\": 2147483648}",
        "{\"a\": 4294967297}",
        "{\"a\": -1}",
        "{\"a\": 99999999999999999999}",
        "{\"a\": 1e400}",
        "{\"a\": \"1\"}",
        "{\"a\": null}",
        "{\"a\": [1]}",
        "{}"
      })
  void givenInvalidInteger_whenRead_thenExceptionNamesItsPath(String text) {
    JsonFields fields = StrictJson.parse(text);
    assertThatThrownBy(() -> fields.integer("a", 0, Integer.MAX_VALUE))
        .isInstanceOf(JsonProblem.class)
        .hasMessageContaining("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{\"a\": NaN}",
        "{\"a\": Infinity}",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": 1,}",
        "{\"a\": 01}",
        "{\"a\": 1} x",
        "{\"a\": 1}{}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": 1; \"b\": 2}",
        "{\"a\" = 1}",
        "// comment\n{}",
        "{\"a\": \"tab\t\"}"
      })
  void givenInvalidJson_whenParsed_thenThrows(String text) {
    assertThatThrownBy(() -> StrictJson.parse(text)).isInstanceOf(JsonProblem.class);
  }

  @Test
  void givenDeepOrManyValues_whenParsed_thenThrowsInBoundedMemory() {
    for (String text :
        List.of(
            "{\"a\": " + "[".repeat(1_000_000),
            "{\"a\":".repeat(17) + "1" + "}".repeat(17),
            "{\"a\": [" + "0,".repeat(StrictJson.MOST_VALUES) + "0]}")) {
      assertThatThrownBy(() -> StrictJson.parse(text))
          .isInstanceOf(JsonProblem.class)
          .hasMessageContaining("at most");
    }
    assertThatThrownBy(() -> StrictJson.parse(new byte[StrictJson.MOST_BYTES + 1]))
        .isInstanceOf(JsonProblem.class)
        .hasMessageContaining("at most");
  }

  @Test
  void givenExtremeScalars_whenWrittenAndRead_thenTheyAreEqual() {
    for (Scalar scalar :
        List.of(
            Scalar.of(1e300),
            Scalar.of(-Double.MAX_VALUE),
            Scalar.of(Double.MIN_VALUE),
            Scalar.of(-0.0),
            Scalar.of(Long.MIN_VALUE),
            Scalar.of(Long.MAX_VALUE),
            Scalar.of(1_000_000_000L),
            Scalar.of(Double.NaN),
            Scalar.of("a \ud800 b"),
            Scalar.NONE)) {
      byte[] bytes = FORMAT.encode(new JsonMap().put("s", scalar));
      JsonFields read = StrictJson.parse(bytes);
      assertThat(read.scalars()).containsEntry("s", scalar);
    }
  }

  @Test
  void givenNumbersInDifferentNotations_whenCompared_thenValuesAreCompared() {
    JsonFields read = StrictJson.parse("{\"a\": 1e-8, \"b\": 3.0, \"c\": 9007199254740993}");
    assertThat(read.scalars())
        .containsEntry("a", Scalar.of(1.0E-8))
        .containsEntry("b", Scalar.of(3))
        .containsEntry("c", Scalar.of(9007199254740993L))
        .doesNotContainEntry("c", Scalar.of(9007199254740992L));
    // What JDK 17 and JDK 19 print for the same double.
    assertThat(StrictJson.parse("{\"a\": 2.0E-3}").scalars()).containsEntry("a", Scalar.of(0.002));
    assertThat(StrictJson.parse("{\"a\": 2.2250738585072014E-308}").scalars())
        .isEqualTo(StrictJson.parse("{\"a\": 2.22507385850720138E-308}").scalars());
  }
}

package org.dcgan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RgbColorTest {
  @ParameterizedTest
  @CsvSource({
    "white, #ffffff",
    "Black, #000000",
    "gray, #808080",
    "GRAY, #808080",
    "#12AbcD, #12abcd",
    "012345, #012345"
  })
  void givenText_whenParsed_thenReturnsColor(String text, String expected) {
    RgbColor color = RgbColor.parse(text);
    assertThat(color.toString()).isEqualTo(expected);
    assertThat(RgbColor.parse(color.toString())).isEqualTo(color);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pink", "#12345", "#1234567", "12345g", "-12345"})
  void givenInvalidText_whenParsed_thenMessageContainsIt(String text) {
    assertThatThrownBy(() -> RgbColor.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("#ffcc00");
  }

  @Test
  void givenValueOutOfRange_whenCreated_thenComponentIsNamed() {
    assertThatThrownBy(() -> new RgbColor(0, 256, 0))
        .hasMessageContaining("green must be 0 to 255");
    assertThatThrownBy(() -> new RgbColor(0, 0, -1)).hasMessageContaining("blue must be 0 to 255");
  }
}

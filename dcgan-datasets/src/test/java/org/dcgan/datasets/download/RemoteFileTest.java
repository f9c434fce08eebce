package org.dcgan.datasets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFileTest {

  private static RemoteFile named(String name) {
    return new RemoteFile(
        name, URI.create("https://a.invalid/x"), RemoteFile.UNKNOWN, Optional.empty());
  }

  @Test
  void givenAPlainName_whenCreated_thenAccepted() {
    assertThat(named("train images (1).tar.gz").name()).isEqualTo("train images (1).tar.gz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "..",
        ".hidden",
        "a/b",
        "a\\b",
        "C:a",
        "a\nb",
        "a\n/../../b\nc",
        "a\u2028/../../b",
        "a\u0085/../../b"
      })
  void givenANameWithFoldersOrControlCharacters_whenCreated_thenRefusedOnAnyOfItsLines(
      String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have no folders in it");
  }
}

package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void givenCompiledClasses_whenVersionIsAsked_thenItIsThatOfTheBuild() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    Matcher parent =
        Pattern.compile("<parent>.*?<version>(.*?)</version>", Pattern.DOTALL).matcher(pom);
    assertThat(parent.find()).isTrue();

    assertThat(Version.LIBRARY).isEqualTo(parent.group(1));
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A locale changes neither what is computed nor what is written. Each runs in a process of its own,
 * since charsets are chosen when it starts.
 *
 * <p>Other locales by hand: {@code java -Duser.language=fa -Duser.country=IR ... LocaleProbe
 * folder}, then mr_IN, th_TH_TH and tr_TR; result.txt must be the same.
 */
class LocaleTest {
  /** Digits of any script but ASCII's. */
  private static final String FOREIGN_DIGIT = "(?s).*[\\p{Nd}&&[^0-9]].*";

  @TempDir private static Path folder;
  private static List<String> expected;

  @BeforeAll
  static void runHere() throws Exception {
    // In a process of its own, too: the first model of a process decides with how many threads all
    // of them compute, and other numbers of threads give other bits.
    Path here = Files.createDirectory(folder.resolve("here"));
    expected = results(here, Program.start(LocaleProbe.class, here, here));
  }

  @Test
  void givenTheLocaleOfTheBuild_whenRun_thenThereAreResultsToCompareWith() {
    assertThat(expected)
        .anyMatch(line -> line.matches("samples [0-9a-f]{64}"))
        .contains("2 steps")
        .anyMatch(line -> line.startsWith("SVM true "))
        .anyMatch(line -> line.contains("copy.png"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar_EG"})
  void givenOtherDigitsAndNoCharset_whenTrainedAndEvaluated_thenNothingChanges(String locale)
      throws Exception {
    Path there = Files.createDirectory(folder.resolve(locale));
    String[] parts = locale.split("_");
    Process process =
        Program.start(
            LocaleProbe.class,
            there,
            List.of("-Duser.language=" + parts[0], "-Duser.country=" + parts[1]),
            there);

    assertThat(results(there, process)).isEqualTo(expected);
    assertNoForeignDigits(there);
  }

  private static List<String> results(Path folder, Process process) throws Exception {
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("output.txt"))).isZero();
    return Files.readAllLines(folder.resolve("result.txt"));
  }

  private static void assertNoForeignDigits(Path there) throws IOException {
    int texts = 0;
    try (Stream<Path> files = Files.walk(there)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.matches(".*\\.(txt|csv|json|ndjson|html)")) {
          texts++;
          // The time of day is the logger's, which belongs to the application.
          String text = Files.readString(file).replaceAll("(?m)^\\S+ (INFO|WARN) ", "");
          assertThat(text.matches(FOREIGN_DIGIT)).as(file + ": " + text).isFalse();
        }
        assertThat(name.matches(FOREIGN_DIGIT)).as(file.toString()).isFalse();
      }
    }
    assertThat(texts).isGreaterThan(6);
  }
}

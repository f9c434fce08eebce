package org.dcgan.eval.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Some points of each kind of save at which the process is killed; {@link ReliabilityCampaign} has
 * hundreds. Skipped where there is no C compiler.
 */
@Tag(TestTags.KILL)
class KillPointTest {
  @TempDir private static Path tools;
  private static Optional<Path> library;
  @TempDir private Path folder;

  @BeforeAll
  static void compile() throws Exception {
    library = Children.killpoint(tools);
  }

  @ParameterizedTest(name = "{0} at operation {1}, which is done before: {2}")
  @CsvSource({
    "MODEL, 20, true",
    "MODEL, 90, false",
    "CHECKPOINT, 96, true",
    "HASHER, 9, true",
    "CLASSIFIER, 9, true",
    "WEIGHTS, 170, false",
    "PACK, 8, true",
    "FEATURES, 6, true"
  })
  void givenASaveThatIsKilled_whenLoadedAndSavedAgain_thenNothingIsLostAndNothingIsLeft(
      SaveKind kind, int operation, boolean after) throws Exception {
    assumeTrue(library.isPresent(), "no C compiler (cc) for the library that kills a process");
    Path clean = Files.createDirectory(folder.resolve("clean"));
    Path place = Files.createDirectory(folder.resolve("place"));
    for (Path each : List.of(clean, place)) {
      kind.save(each, 1);
      kind.save(each, 2);
    }
    kind.save(clean, 3);

    String outcome =
        Children.outcome(
            Children.start(
                Children.killing(library.get(), place, operation, after),
                SaveChild.class,
                kind,
                place,
                3,
                1));

    assertThat(outcome).isEqualTo(Integer.toString(Children.KILLED));
    assertThat(kind.load(place)).isIn(2, 3);
    kind.save(place, 3);
    assertThat(kind.load(place)).isEqualTo(3);
    assertThat(names(place)).isEqualTo(names(clean));
  }

  private static List<String> names(Path place) throws IOException {
    return SaveKind.names(place);
  }
}

package org.dcgan.eval.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dcgan.datasets.Box;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts of choices and boxes, for programs that receive them other than as files. */
class EditedTextTest {
  private static final SampleSelection CHOICES =
      new SampleSelection(7, 20, Map.of("smiling-woman", List.of(3, 17)));
  private static final SampleBoxes BOXES =
      new SampleBoxes(7, 20, List.of(new SampleBoxes.SampleBox(3, new Box(1, 2, 5, 6))));

  @TempDir private Path folder;

  @Test
  void givenChoicesAndBoxes_whenConvertedToText_thenItIsThatOfTheFiles() throws IOException {
    CHOICES.write(folder.resolve("choices.json"));
    BOXES.write(folder.resolve("boxes.json"));

    assertThat(CHOICES.toJson()).isEqualTo(Files.readString(folder.resolve("choices.json")));
    assertThat(BOXES.toJson()).isEqualTo(Files.readString(folder.resolve("boxes.json")));
    assertThat(SampleSelection.parse(CHOICES.toJson())).isEqualTo(CHOICES);
    assertThat(SampleBoxes.parse(BOXES.toJson())).isEqualTo(BOXES);
  }

  @Test
  void givenOtherTexts_whenParsed_thenTheMessageNamesTheExpectedFormAndThePlace() {
    assertThatThrownBy(() -> SampleSelection.parse("{\"seed\": 1, \"count\": \"x\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected {\"seed\": 42, \"count\": 200, \"choices\": ")
        .hasMessageContaining("got something else (");
    assertThatThrownBy(() -> SampleBoxes.parse(CHOICES.toJson()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected \"dcgan-sample-boxes\"");
    assertThatThrownBy(() -> SampleBoxes.parse("[]"))
        .hasMessageContaining("expected a JSON object, got");
    assertThatThrownBy(() -> SampleSelection.parse(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("json");
    assertThatThrownBy(() -> SampleBoxes.parse(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("json");
  }

  @Test
  void givenATextOfALaterVersion_whenParsedOrRead_thenTheMessageNamesBothVersions()
      throws IOException {
    String later = CHOICES.toJson().replace("\"formatVersion\": 1", "\"formatVersion\": 3");
    Path file = Files.writeString(folder.resolve("later.json"), later);

    assertThatThrownBy(() -> SampleSelection.parse(later))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "its format version is 3, and this version of the library reads versions up to 2; read"
                + " it with a newer version of the library");
    assertThatThrownBy(() -> SampleSelection.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": its format version is 3");
  }

  @Test
  void givenGradients_whenScaled_thenTheLargestOfEachImageIsOne() {
    Images scaled =
        GuidedBackprop.scaled(
            Images.of(new ImageShape(1, 2, 1), new float[] {0.5f, -2, 0, 0, 30, 15}));

    assertThat(scaled.toArray()).containsExactly(0.25f, -1, 0, 0, 1, 0.5f);
  }
}

package org.dcgan.eval.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.datasets.Box;
import org.dcgan.latent.Labels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of samples of a conditional model name the label, without which they are other images. */
class SampleLabelTest {
  private static final SampleBoxes BOXES =
      new SampleBoxes(
          7, 20, OptionalInt.of(1), List.of(new SampleBoxes.SampleBox(3, new Box(1, 2, 5, 6))));
  private static final SampleSelection CHOICES =
      new SampleSelection(7, 20, OptionalInt.of(1), Map.of("lamp", List.of(3, 17)));

  private static Dcgan plain;
  private static Dcgan conditional;

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws IOException {
    plain = model(0);
    conditional = model(8);
    conditional.gatherStatistics(TinyModel.ROOMS.take(16), 8);
  }

  private static Dcgan model(int classes) {
    return Dcgan.builder()
        .resolution(16)
        .width(2)
        .latentDim(4)
        .classes(classes)
        .precision(Precision.FLOAT32)
        .device(Device.CPU)
        .threads(2)
        .build();
  }

  @AfterAll
  static void close() {
    plain.close();
    conditional.close();
  }

  private static Dcgan of(int label) {
    return conditional.withLabels(Labels.oneHot(8, label));
  }

  @Test
  void givenALabel_whenWrittenAndRead_thenItIsKeptAndTheVersionIsTheSecond() throws IOException {
    BOXES.write(folder.resolve("boxes.json"));
    CHOICES.write(folder.resolve("choices.json"));

    assertThat(SampleBoxes.read(folder.resolve("boxes.json"))).isEqualTo(BOXES);
    assertThat(SampleSelection.read(folder.resolve("choices.json"))).isEqualTo(CHOICES);
    assertThat(BOXES.toJson()).contains("\"formatVersion\": 2", "\"label\": 1");
    assertThat(CHOICES.toJson()).contains("\"formatVersion\": 2", "\"label\": 1");
    assertThat(CHOICES.with("bed", List.of(2)).label()).hasValue(1);
  }

  @Test
  void givenNoLabel_whenWrittenAndRead_thenTheFileIsThatOfTheFirstVersion() {
    SampleBoxes boxes = new SampleBoxes(7, 20, BOXES.boxes());
    SampleSelection choices = new SampleSelection(7, 20, CHOICES.samples());

    assertThat(boxes.toJson()).contains("\"formatVersion\": 1").doesNotContain("label");
    assertThat(choices.toJson()).contains("\"formatVersion\": 1").doesNotContain("label");
    assertThat(SampleBoxes.parse(boxes.toJson()).label()).isEmpty();
    assertThat(SampleSelection.parse(choices.toJson()).label()).isEmpty();
  }

  @Test
  void givenALabelThatIsNone_whenRead_thenTheKeyIsNamed() {
    for (String label : List.of("-1", "null", "\"3\"", "0.5")) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  SampleBoxes.parse(
                      "{\"seed\": 1, \"count\": 6, \"label\": " + label + ", \"boxes\": []}"))
          .withMessageContaining("label");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SampleSelection(1, 6, OptionalInt.of(-1), Map.of()))
        .withMessage("the label must be at least 0, got -1");
  }

  @Test
  void givenSamplesOfAnotherLabel_whenUsed_thenBothLabelsAndTheRemedyAreNamed() {
    String[] parts = {
      "are of samples of label 1, but the model generates samples of label 2",
      "choose the label 1 (--label"
    };
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ForgetObjects.find(of(2), BOXES, ForgetObjects.Options.DEFAULT))
        .withMessageContainingAll(parts);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOXES.writeSheet(of(2), folder.resolve("sheet.png")))
        .withMessageContainingAll(parts);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHOICES.concept(of(2), "lamp"))
        .withMessageContainingAll(parts);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHOICES.candidates(conditional.withLabels(Labels.ofEachClass(8, 1))))
        .withMessageContaining("generates samples of Labels[8 x 8]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHOICES.candidates(conditional))
        .withMessageContaining("the model was given no label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOXES.latents(plain))
        .withMessageContaining("the model has no classes; use the conditional model");
  }

  @Test
  void givenTheLabelOrNone_whenUsed_thenTheSamplesAreThoseOfTheModel() {
    assertThat(CHOICES.concept(of(1), "lamp").exemplars())
        .isEqualTo(conditional.latents(20, 7).select(3, 17));
    assertThat(BOXES.latents(of(1))).isEqualTo(conditional.latents(20, 7));
    SampleBoxes unknown = new SampleBoxes(7, 20, BOXES.boxes());
    for (Dcgan model : List.of(plain, conditional, of(1), of(2))) {
      assertThatCode(() -> unknown.requireLabelOf(model)).doesNotThrowAnyException();
    }
  }

  @Test
  void givenAModelWithALabel_whenSamplesAreOffered_thenTheFileHasItAndIsKeptFromOtherSamples()
      throws IOException {
    Path boxes = SampleBoxes.offer(of(5), 2, 1, folder);
    Path choices = SampleSelection.offer(of(5), 2, 1, folder);
    byte[] sheet = Files.readAllBytes(folder.resolve("samples.png"));

    assertThat(SampleBoxes.read(boxes).label()).hasValue(5);
    assertThat(SampleSelection.read(choices).label()).hasValue(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleBoxes.offer(of(6), 2, 1, folder))
        .withMessageContainingAll(
            boxes + " is of 2 samples of seed 1 of label 5",
            "label 6 were asked for",
            "another folder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleSelection.offer(of(6), 2, 1, folder))
        .withMessageContaining("label 6 were asked for");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleBoxes.offer(of(5), 2, 9, folder))
        .withMessageContaining("2 samples of seed 9 of label 5 were asked for");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleSelection.offer(of(5), 3, 1, folder))
        .withMessageContaining("3 samples of seed 1 of label 5 were asked for");
    assertThat(folder.resolve("samples.png")).hasBinaryContent(sheet);
    SampleBoxes.offer(of(5), 2, 1, folder);
    Dcgan mixed = conditional.withLabels(Labels.oneHot(8, 1).lerp(Labels.oneHot(8, 2), 0.5));
    assertThat(SampleBoxes.read(SampleBoxes.offer(mixed, 1, 1, folder.resolve("mixed"))).label())
        .isEmpty();
  }

  @Test
  void givenAModelWithALabel_whenReported_thenThePageNamesIt() throws IOException {
    InspectionReport.Section section =
        new InspectionReport.Section("a", "b", List.of(), List.of(), List.of());
    InspectionReport.of("Rooms", of(5)).add(section).write(folder.resolve("of-5.html"));
    InspectionReport.of("Rooms", plain).add(section).write(folder.resolve("plain.html"));

    assertThat(folder.resolve("of-5.html")).content().contains("samples are of label 5 of 0 to 7");
    assertThat(folder.resolve("plain.html")).content().doesNotContain("label 5");
  }

  @Test
  void givenViews_whenAskedForTheirLabels_thenThoseOfTheViewAreReturned() {
    assertThat(plain.labels()).isEmpty();
    assertThat(conditional.labels()).isEmpty();
    assertThat(of(5).labels()).isEqualTo(Optional.of(Labels.oneHot(8, 5)));
  }
}

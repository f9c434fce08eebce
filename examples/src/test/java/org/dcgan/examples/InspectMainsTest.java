package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.examples.studies.FacesStudy;
import org.dcgan.examples.studies.RoomsStudy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each inspection program writes its results, or reports what it needs. */
class InspectMainsTest {
  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void train() {
    Program.Outcome training =
        Program.run(
            new TrainDcgan(),
            "--format=rooms",
            "--count=96",
            "--resolution=16",
            "--width=4",
            "--latent-dim=8",
            "--batch-size=32",
            "--epochs=2",
            "--precision=float32",
            "--out",
            folder.resolve("train"));
    assertThat(training.code()).as(training.err()).isZero();
    model = folder.resolve("train/model");
  }

  private static Program.Outcome run(
      java.util.concurrent.Callable<Integer> command, String out, Object... more) {
    Object[] all = new Object[more.length + 4];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "--model";
    all[more.length + 1] = model;
    all[more.length + 2] = "--out";
    all[more.length + 3] = folder.resolve(out);
    return Program.run(command, all);
  }

  private static void assertWorked(Program.Outcome outcome, String out, String... wanted) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    for (String file : wanted) {
      assertThat(folder.resolve(out).resolve(file)).isNotEmptyFile();
    }
  }

  @Test
  void givenAModel_whenLatentsAreWalked_thenGridAnimationAndNeighborsAreWritten() throws Exception {
    Program.Outcome outcome =
        run(new WalkLatents(), "walk", "--points=3", "--steps=2", "--format=rooms", "--count=96");

    assertWorked(outcome, "walk", "walk.png", "walk.gif", "walk-nearest.png");
    assertThat(outcome.lastLine()).startsWith("5 frames, largest change ");
    assertThat(Files.readString(folder.resolve("walk/result.json")))
        .contains("\"largestJumpToMean\"", "\"distance\"", "\"interpolation\": \"LINEAR\"");
  }

  @Test
  void givenAWalkOfOnePoint_whenAskedFor_thenItIsRefused() {
    Program.Outcome outcome = run(new WalkLatents(), "none", "--points=1");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("error: ", "points must be at least 2, got 1");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void givenNoChoicesThenSome_whenCalculatedAndTurned_thenASheetThenFiguresAreWritten()
      throws Exception {
    Program.Outcome offered = run(new LatentArithmetic(), "sum", "--candidates=12");
    assertWorked(offered, "sum", "candidates.png", "choices.json");
    assertThat(offered.lastLine()).contains("pass it as --choices");

    Path choices = folder.resolve("sum/choices.json");
    Files.writeString(
        choices,
        "{\"seed\": 42, \"count\": 12, \"choices\": {\"lamp\": [0, 1, 2], \"left\": [3],"
            + " \"right\": [4, 5]}}");
    Program.Outcome sum =
        run(new LatentArithmetic(), "sum", "--choices", choices, "--expression=lamp - left");
    assertWorked(sum, "sum", "arithmetic.png");
    assertThat(sum.out()).contains("warning: the concept \"left\" has 1 exemplar");
    assertThat(sum.lastLine()).startsWith("lamp - left; see ");

    assertWorked(
        run(new TurnSamples(), "turn", "--choices", choices, "--subjects=2", "--steps=3"),
        "turn",
        "turn.png",
        "turn.gif",
        "result.json");
    Program.Outcome wrong =
        run(new LatentArithmetic(), "sum", "--choices", choices, "--expression=chair");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("no selection named \"chair\"");
  }

  @Test
  void givenNoModel_whenInspected_thenThePretrainedModelIsUsedWithItsSelectedSamples()
      throws Exception {
    Path out = folder.resolve("pretrained");
    assertWorked(
        Program.run(new SampleModel(), "--count=4", "--out", out.resolve("samples.png")),
        "pretrained",
        "samples.png");
    assertWorked(Program.run(new LatentArithmetic(), "--out", out), "pretrained", "arithmetic.png");
    assertWorked(
        Program.run(new TurnSamples(), "--subjects=2", "--steps=3", "--out", out),
        "pretrained",
        "turn.png");
    assertThat(Files.readString(out.resolve("result.json")))
        .contains("\"model\": \"pretrained-rooms64\"", "\"left\"", "\"right\"");
    Program.Outcome forgotten = Program.run(new ForgetWindows(), "--samples=4", "--out", out);
    assertWorked(forgotten, "pretrained", "forgotten.png", "boxes.png");
    assertThat(forgotten.lastLine()).contains(" feature maps of generator/");
  }

  @Test
  void givenNoModel_whenFacesAreStudied_thenItIsAskedFor() {
    Program.Outcome outcome =
        Program.run(new FacesStudy(), "--data", folder, "--attributes", folder);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--model DIR is missing");
  }

  @Test
  void givenRooms_whenTheDiscriminatorIsInspected_thenAFigureIsWritten() {
    Program.Outcome outcome =
        run(
            new GuidedBackpropagation(),
            "guided",
            "--format=rooms",
            "--count=96",
            "--maps=2",
            "--top=2",
            "--rule=keep_leak");

    assertWorked(outcome, "guided", "guided.png", "result.json");
    Program.Outcome wrong =
        run(new GuidedBackpropagation(), "guided", "--format=rooms", "--layer=windows");
    assertThat(wrong.err())
        .contains("no layer with feature maps is named \"windows\"", "discriminator/convolution2");
  }

  @Test
  void givenNoBoxesThenSome_whenForgotten_thenSamplesThenFiguresAreWritten() throws Exception {
    Program.Outcome offered = run(new ForgetWindows(), "forget", "--candidates=3");
    assertWorked(offered, "forget", "samples.png", "sample-0002-x32.png", "boxes.json");

    Path boxes = folder.resolve("forget/boxes.json");
    Files.writeString(
        boxes,
        "{\"seed\": 42, \"count\": 3, \"boxes\": [{\"sample\": 1, \"x\": 2, \"y\": 2,"
            + " \"width\": 6, \"height\": 5}]}");
    Program.Outcome forgotten =
        run(new ForgetWindows(), "forget", "--boxes", boxes, "--layer=convolution1");
    assertWorked(forgotten, "forget", "forgotten.png", "boxes.png", "result.json");
    assertThat(forgotten.lastLine()).contains("of 4 feature maps of generator/convolution1");

    Files.writeString(
        boxes,
        "{\"seed\": 42, \"count\": 3, \"boxes\": [{\"sample\": 1, \"x\": 12, \"y\": 2,"
            + " \"width\": 6, \"height\": 5}]}");
    Program.Outcome outside = run(new ForgetWindows(), "forget", "--boxes", boxes);
    assertThat(outside.code()).isEqualTo(1);
    assertThat(outside.err()).contains("reaches outside of its image of 16 x 16");
  }

  @Test
  void givenRemovedMaps_whenSampled_thenTheImagesDiffer() throws Exception {
    Path all = folder.resolve("s/all.png");
    Path without = folder.resolve("s/without.png");
    Program.run(new SampleModel(), "--model", model, "--count=4", "--out", all);
    Program.Outcome outcome =
        Program.run(
            new SampleModel(),
            "--model",
            model,
            "--count=4",
            "--remove",
            "convolution1=0,1,2",
            "--out",
            without);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Files.mismatch(all, without)).isNotEqualTo(-1);
    Program.Outcome wrong =
        Program.run(
            new SampleModel(), "--model", model, "--remove", "convolution1=x", "--out", without);
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("--remove takes a layer", "convolution1=x");
  }

  @Test
  void givenTrainingImages_whenCompared_thenAFigureIsWritten() {
    assertWorked(
        run(new NearestTrainingImages(), "nearest", "--format=rooms", "--count=96", "--samples=5"),
        "nearest",
        "nearest.png",
        "result.json");
  }

  @Test
  void givenAModel_whenInspected_thenOnePageIsWritten() throws Exception {
    Path choices =
        Files.writeString(
            folder.resolve("some.json"),
            "{\"seed\": 42, \"count\": 12, \"choices\": {\"a\": [0, 1, 2], \"b\": [3, 4, 5]}}");
    Program.Outcome outcome =
        run(
            new InspectModel(),
            "page",
            "--format=rooms",
            "--count=96",
            "--choices",
            choices,
            "--expression=a - b",
            "--turn=a,b");

    assertWorked(outcome, "page", "inspection.html", "walk.gif", "result.json");
    assertThat(Files.readString(folder.resolve("page/inspection.html")))
        .contains("Vector arithmetic: a - b", "Turning from a to b", "Samples beside");
    assertThat(run(new InspectModel(), "page", "--turn=a,b").err())
        .contains("--choices, which is missing");
  }

  @Test
  void givenFacesAndAttributes_whenStudied_thenFiguresAreThere() throws Exception {
    SyntheticRooms rooms = SyntheticRooms.builder().count(60).resolution(16).build();
    Path faces = Files.createDirectories(folder.resolve("faces"));
    StringBuilder table = new StringBuilder("file,smiling,eyeglasses,male\n");
    for (int i = 0; i < rooms.size(); i++) {
      String name = i + ".png";
      javax.imageio.ImageIO.write(
          rooms.read(i).toBufferedImage(), "png", faces.resolve(name).toFile());
      int label = rooms.label(i);
      table.append(name);
      for (int bit = 0; bit < 3; bit++) {
        table.append(',').append((label >> bit & 1) == 1 ? "0.99" : "0.01");
      }
      table.append('\n');
    }
    Path attributes = Files.writeString(folder.resolve("attributes.csv"), table.toString());
    Program.Outcome outcome =
        run(
            new FacesStudy(),
            "study",
            "--data",
            faces,
            "--attributes",
            attributes,
            "--candidates=40");

    assertWorked(
        outcome,
        "study",
        "smile.png",
        "glasses.png",
        "turn-smile.png",
        "walk.gif",
        "exemplars.json",
        "inspection.html",
        "result.json");
    Path selected = folder.resolve("study/choices.json");
    String byHand =
        "{\"seed\": 42, \"count\": 40, \"choices\": {\"left\": [3, 7], \"right\": [4, 5]}}";
    Files.writeString(selected, byHand);
    assertWorked(
        run(
            new FacesStudy(),
            "study",
            "--data",
            faces,
            "--attributes",
            attributes,
            "--candidates=40",
            "--turn",
            selected),
        "study",
        "turn.png");
    assertThat(selected).as("the file that was filled in by hand").hasContent(byHand);
    Files.writeString(attributes, "name,happy\n");
    assertThat(run(new FacesStudy(), "study", "--data", faces, "--attributes", attributes).err())
        .contains("expected a header file,smiling,eyeglasses,male");
  }

  @Test
  void givenALayerThatGDoesNotHave_whenStudied_thenItIsRefusedBeforeAnythingIsLearned() {
    Program.Outcome ofModel = run(new RoomsStudy(), "no-layer", "--layer=nothing");
    Program.Outcome ofNewModel =
        Program.run(
            new RoomsStudy(), "--layer=nothing", "--out", folder.resolve("no-layer").toString());

    for (Program.Outcome outcome : List.of(ofModel, ofNewModel)) {
      assertThat(outcome.err()).contains("error: ", "nothing", "convolution");
      assertThat(outcome.code()).isEqualTo(1);
    }
    assertThat(folder.resolve("no-layer")).doesNotExist();
  }

  @Test
  void givenChoicesButNothingToDoWithThem_whenInspected_thenTheyAreNotIgnored() throws Exception {
    Path choices =
        Files.writeString(
            folder.resolve("some.json"),
            "{\"seed\": 42, \"count\": 12, \"choices\": {\"lamp\": [0, 1, 2]}}");

    Program.Outcome alone = run(new InspectModel(), "page", "--choices", choices);
    Program.Outcome mistyped =
        run(new InspectModel(), "page", "--choices", choices, "--expression=lmap - lamp");

    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("--choices has no effect without --expression or --turn");
    assertThat(mistyped.code()).isEqualTo(1);
    assertThat(mistyped.err()).contains("no selection named \"lmap\"");
    assertThat(folder.resolve("page")).doesNotExist();
  }

  @Test
  void givenAModelWithoutRecognizableRooms_whenStudied_thenTheErrorSaysSo() {
    Program.Outcome outcome =
        run(
            new RoomsStudy(),
            "rooms",
            "--rooms=96",
            "--classifier-rooms=128",
            "--classifier-epochs=1",
            "--triples=2");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("error: ", "samples clearly show");
  }
}

package org.dcgan.examples.studies.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.inspect.TurnVector;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.classifier.SupervisedNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The studies on a generator that is known to be perfect. */
class RoomStudiesTest {
  private static final ProgressListener QUIET = ProgressListener.none();

  private static RoomClassifier classifier;
  private static final DrawnRooms dcgan = new DrawnRooms();

  @BeforeAll
  static void train() {
    classifier =
        RoomClassifier.train(
            32,
            new RoomClassifier.Options(
                8000, 1001, 16, new SupervisedNetwork.Plan(3, 64, 1.5e-3, 0, 42)),
            QUIET);
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void givenUnseenRooms_whenTheClassifierIsEvaluated_thenItIsAccurate() {
    RoomClassifier.Quality quality = classifier.examine(300, 5);

    assertThat(quality.right().values())
        .allSatisfy(right -> assertThat(right.share()).isGreaterThan(0.93));
    assertThat(quality.angleError()).isLessThan(6);
    assertThat(quality.boxOverlap().get(RoomObject.BED)).isGreaterThan(0.4);
  }

  @Test
  void givenRooms_whenInspected_thenBoxesLieWithinTheImage() throws IOException {
    SyntheticRooms rooms = SyntheticRooms.builder().count(20).resolution(32).seed(9).build();
    List<RoomPrediction> predictions =
        classifier.predict(Images.read(rooms, 0, 1, 2, 3, 4, 5, 6, 7));

    assertThat(predictions).hasSize(8);
    for (RoomPrediction prediction : predictions) {
      assertThat(prediction.boxes().values())
          .allSatisfy(
              box -> {
                assertThat(box.x() + box.width()).isLessThanOrEqualTo(32);
                assertThat(box.y() + box.height()).isLessThanOrEqualTo(32);
              });
    }
  }

  @Test
  void givenAMapThatDrawsWindows_whenForgotten_thenWindowsAreGoneAndTheRestIsNot(
      @TempDir Path folder) throws IOException {
    ForgettingStudy.Result result =
        ForgettingStudy.run(
            dcgan,
            classifier,
            RoomObject.WINDOW,
            new ForgettingStudy.Options("", 60, 20, 120, List.of(1.0), 2, 42),
            QUIET);

    assertThat(result.forgetting().removed()).contains(0).doesNotContain(2, 3);
    assertThat(result.boxes().boxes()).hasSizeBetween(10, 20);
    ForgettingStudy.Removal removal = result.removals().get(0);
    assertThat(result.before().get(RoomObject.WINDOW).share()).isBetween(0.3, 0.7);
    assertThat(removal.after().get(RoomObject.WINDOW).share()).isLessThan(0.1);
    assertThat(removal.after().get(RoomObject.BED).share())
        .isBetween(
            result.before().get(RoomObject.BED).share() - 0.1,
            result.before().get(RoomObject.BED).share() + 0.1);
    assertThat(removal.control().get(RoomObject.WINDOW).trials()).isEqualTo(240);
    StudyCharts.forgetting(result, folder.resolve("forgetting.png"));
    assertThat(folder.resolve("forgetting.png")).isNotEmptyFile();
  }

  @Test
  void givenACoordinateThatIsTheLamp_whenCalculatedWith_thenAveragesSucceed() {
    ArithmeticStudy.Result result =
        ArithmeticStudy.run(dcgan, classifier, new ArithmeticStudy.Options(300, 30, 3, 42), QUIET);

    assertThat(result.averaged().success().share()).isGreaterThan(0.7);
    assertThat(result.averaged().success().share())
        .isGreaterThan(result.baseline().success().share());
    assertThat(result.single().lamp().trials()).isEqualTo(30);
    assertThat(result.example().images().count()).isEqualTo(9);
  }

  @Test
  void givenACoordinateThatIsTheAngle_whenTurned_thenTheAngleGrows(@TempDir Path folder)
      throws IOException {
    TurnStudy.Result result =
        TurnStudy.run(
            dcgan,
            classifier,
            new TurnStudy.Options(
                100, 4, 30, new TurnVector.Options(5, -1, 1, SamplingOptions.DEFAULT), 42));

    assertThat(result.monotonic()).isTrue();
    assertThat(result.degrees()).isGreaterThan(20);
    assertThat(result.turned().share()).isGreaterThan(0.9);
    assertThat(result.angles()).hasSize(5);
    StudyCharts.turn(result, folder.resolve("turn.png"));
    assertThat(folder.resolve("turn.png")).isNotEmptyFile();
  }

  @Test
  void givenTooFewExemplars_whenCalculatedWith_thenTheErrorSaysWhatIsMissing() {
    assertThatThrownBy(
            () ->
                ArithmeticStudy.run(
                    dcgan, classifier, new ArithmeticStudy.Options(3, 1, 3, 42), QUIET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 3 samples clearly show");
  }

  @Test
  void givenImpossibleOptions_whenMade_thenAllAreNamed() {
    assertThatThrownBy(() -> new ForgettingStudy.Options("", 0, 0, 0, List.of(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("boxed")
        .hasMessageContaining("controls");
    assertThatThrownBy(() -> new TurnStudy.Options(1, 0, 1, TurnVector.Options.DEFAULT, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subjects");
  }
}

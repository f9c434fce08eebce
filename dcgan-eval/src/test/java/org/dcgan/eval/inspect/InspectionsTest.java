package org.dcgan.eval.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each inspection runs on a tiny model. */
class InspectionsTest {
  private static final ProgressListener QUIET = ProgressListener.none();

  private static Dcgan dcgan;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    dcgan = TinyModel.train();
  }

  @AfterAll
  static void close() {
    dcgan.close();
  }

  private static LatentWalk.Options walk(
      int steps, LatentWalk.Interpolation course, boolean closed) {
    return new LatentWalk.Options(3, steps, course, closed, 5, SamplingOptions.DEFAULT);
  }

  private static Concept concept(String name, int... samples) {
    return new Concept(name, dcgan.latents(20, 1).select(samples));
  }

  // Walking

  @Test
  void givenThreePoints_whenWalked_thenFramesAreThoseOfTheLatentsBetween() {
    LatentWalk.Walk walk =
        LatentWalk.random(dcgan, walk(4, LatentWalk.Interpolation.LINEAR, false));
    Latents points = dcgan.latents(3, 5);

    assertThat(walk.points()).isEqualTo(points);
    assertThat(walk.frames().count()).isEqualTo(9);
    assertThat(walk.frames().slice(0, 1).toArray())
        .containsExactly(dcgan.generator().generate(points.select(0)).toArray(), within(1e-5f));
    assertThat(walk.frames().slice(8, 9).toArray())
        .containsExactly(dcgan.generator().generate(points.select(2)).toArray(), within(1e-5f));
    Latents middle = points.select(1).lerp(points.select(2), 0.5);
    assertThat(walk.frames().slice(6, 7).toArray())
        .containsExactly(dcgan.generator().generate(middle).toArray(), within(1e-5f));
    assertThat(walk.smoothness().jumps()).hasSize(8);
    assertThat(walk.smoothness().ratio()).isBetween(1.0, 8.0);
  }

  @Test
  void givenAClosedSphericalWalk_whenWalked_thenItComesBackAndLeavesTheStraightLine() {
    LatentWalk.Walk closed =
        LatentWalk.random(dcgan, walk(4, LatentWalk.Interpolation.SPHERICAL, true));
    LatentWalk.Walk open =
        LatentWalk.random(dcgan, walk(4, LatentWalk.Interpolation.LINEAR, false));

    assertThat(closed.frames().count()).isEqualTo(12);
    assertThat(closed.smoothness().jumps()).hasSize(12);
    assertThat(closed.frames().slice(4, 5).toArray())
        .containsExactly(open.frames().slice(4, 5).toArray(), within(1e-4f));
    assertThat(closed.frames().slice(2, 3)).isNotEqualTo(open.frames().slice(2, 3));
  }

  @Test
  void givenAWalk_whenWritten_thenAGridAndAnAnimationAreWritten() throws IOException {
    LatentWalk.Walk walk =
        LatentWalk.random(dcgan, walk(4, LatentWalk.Interpolation.LINEAR, false));
    walk.writePng(folder.resolve("walk.png"));
    walk.writeGif(folder.resolve("walk.gif"));

    BufferedImage rows = ImageIO.read(folder.resolve("walk.png").toFile());
    assertThat(rows.getWidth()).isEqualTo(5 * 96 + 4 * 2 + 20);
    assertThat(rows.getHeight()).isEqualTo(2 * 96 + 2 + 20);
    assertThat(frames(folder.resolve("walk.gif"))).as("forward and backward").isEqualTo(16);
    assertThat(walk.toGif()).isEqualTo(Files.readAllBytes(folder.resolve("walk.gif")));
  }

  private static int frames(Path gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (var stream = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(stream);
      return reader.getNumImages(true);
    } finally {
      reader.dispose();
    }
  }

  @Test
  void givenAWalkOfOnePoint_whenAskedFor_thenItIsRefused() {
    assertThatThrownBy(
            () ->
                new LatentWalk.Options(
                    1, 0, LatentWalk.Interpolation.LINEAR, false, 1, SamplingOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("points must be at least 2, got 1")
        .hasMessageContaining("must be at least 1, got 0");
    assertThatThrownBy(
            () -> LatentWalk.through(dcgan, dcgan.latents(1, 1), LatentWalk.Options.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs at least 2 points, got 1");
  }

  @Test
  void givenFramesWithAJump_whenMeasured_thenItIsFoundAndItsSizeKnown() {
    float[] values = new float[5 * 256];
    java.util.Arrays.fill(values, 3 * 256, 4 * 256, 0.5f); // frame 3 differs from both neighbors
    java.util.Arrays.fill(values, 4 * 256, 5 * 256, 0.75f);
    Smoothness smoothness = Smoothness.of(Images.of(ImageShape.square(16, 1), values), false);

    assertThat(smoothness.jumps()).containsExactly(0.0, 0.0, 0.5, 0.25);
    assertThat(smoothness.steepest()).isEqualTo(2);
    assertThat(smoothness.mean()).isCloseTo(0.1875, within(1e-12));
    assertThat(smoothness.ratio()).isCloseTo(0.5 / 0.1875, within(1e-12));
  }

  // Neighbors

  @Test
  void givenTrainingImages_whenTheirNearestAreSearched_thenTheyFindThemselves() throws IOException {
    Images some = Images.read(TinyModel.ROOMS, 7, 50, 3);
    NearestImages pixels = NearestImages.byPixels(some, TinyModel.ROOMS, QUIET);
    NearestImages features =
        NearestImages.byFeatures(some, TinyModel.ROOMS, dcgan.discriminator().features(), QUIET);

    assertThat(pixels.matches()).extracting(NearestImages.Match::index).containsExactly(7, 50, 3);
    assertThat(features.matches()).extracting(NearestImages.Match::index).containsExactly(7, 50, 3);
    assertThat(pixels.meanDistance()).isZero();
    assertThat(pixels.images()).isEqualTo(some);
  }

  @Test
  void givenTrainingImages_whenTheNearestOthersAreSearched_thenOnlyTheImageItselfIsLeftOut()
      throws IOException {
    ImageShape shape = ImageShape.square(1, 1);
    int[] values = {10, 12, 100, 13, 50};
    TestImages points =
        TestImages.of(5, Optional.of(shape), i -> new Pixels(shape, new byte[] {(byte) values[i]}))
            .withUnreadable(2);

    NearestImages others =
        NearestImages.othersByPixels(
            Images.read(points, 1, 3, 4, 0), points, List.of(1, 3, 4, 0), QUIET);

    assertThat(others.matches()).extracting(NearestImages.Match::index).containsExactly(3, 1, 3, 1);
  }

  @Test
  void givenEveryTrainingImageTwice_whenComparedWithSamples_thenTheirNearestOthersAreTheCopies()
      throws IOException {
    Dataset twice = TinyModel.ROOMS.take(6).concat(TinyModel.ROOMS.take(6));

    for (long seed = 1; seed <= 3; seed++) {
      assertThat(Memorization.of(dcgan, twice, 12, seed, QUIET).trainingDistance()).isZero();
    }
  }

  @Test
  void givenOneImage_whenMapsAreGuided_thenItIsRefusedBeforeTheSearch() {
    assertThatThrownBy(() -> new GuidedBackprop.Options("", 1, 1, GuidedRule.DROP_LEAK, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scanned must be at least 2 images, got 1");
    assertThatThrownBy(
            () ->
                GuidedBackprop.of(
                    dcgan, TinyModel.ROOMS.take(1), GuidedBackprop.Options.DEFAULT, QUIET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs at least 2 images, got 1");
  }

  @Test
  void givenNoQueries_whenTheNearestAreSearched_thenThereIsNoMatchAndNoMean() throws IOException {
    Images none = Images.of(TinyModel.ROOMS.shape().orElseThrow(), new float[0]);

    NearestImages nearest = NearestImages.byPixels(none, TinyModel.ROOMS, QUIET);

    assertThat(nearest.matches()).isEmpty();
    assertThat(nearest.images().count()).isZero();
    assertThat(nearest.meanDistance()).isNaN();
  }

  @Test
  void givenATrainedModel_whenComparedWithItsTrainingImages_thenAFigureTellsBothDistances()
      throws IOException {
    Memorization memorization = Memorization.of(dcgan, TinyModel.ROOMS, 6, 1, QUIET);
    memorization.writePng(folder.resolve("nearest.png"));

    assertThat(memorization.byPixels().matches()).hasSize(6);
    assertThat(memorization.byPixels().meanDistance()).isPositive();
    assertThat(memorization.trainingDistance()).isPositive();
    assertThat(ImageIO.read(folder.resolve("nearest.png").toFile()).getWidth())
        .isGreaterThan(4 * 3 * 96);
    assertThatThrownBy(() -> Memorization.of(dcgan, TinyModel.ROOMS, 0, 1, QUIET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, got 0");
  }

  // Arithmetic

  @Test
  void givenConcepts_whenCalculatedWith_thenTheResultIsTheSumOfTheirMeans() {
    Concept a = concept("a", 0, 1, 2);
    Concept b = concept("b", 3, 4, 5);
    Concept c = concept("c", 6, 7, 8);
    Expression expression = Expression.of(a).minus(b).plus(c);

    VectorArithmetic.Result result =
        VectorArithmetic.evaluate(dcgan, expression, VectorArithmetic.Options.DEFAULT);

    assertThat(expression).hasToString("a - b + c");
    Latents all = dcgan.latents(20, 1);
    for (int d = 0; d < 8; d++) {
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += (all.value(i, d) - all.value(3 + i, d) + all.value(6 + i, d)) / 3;
      }
      assertThat((double) result.latents().value(0, d)).isCloseTo(sum, within(1e-5));
    }
    assertThat(result.images().count()).isEqualTo(9);
    assertThat(result.warnings()).isEmpty();
    float[] center = result.latents().select(0).toArray();
    float largest = 0;
    for (int n = 1; n < 9; n++) {
      for (int d = 0; d < 8; d++) {
        largest = Math.max(largest, Math.abs(result.latents().value(n, d) - center[d]));
      }
    }
    assertThat(largest).isBetween(0.15f, 0.25001f);
  }

  @Test
  void givenConcepts_whenCalculatedInPixels_thenItIsTheSumOfTheirImages() {
    Expression expression = Expression.of(concept("a", 0, 1)).minus(concept("b", 2));
    VectorArithmetic.Result result =
        VectorArithmetic.evaluate(dcgan, expression, VectorArithmetic.Options.DEFAULT);
    Images images = dcgan.generator().generate(dcgan.latents(20, 1));

    float expected =
        (images.value(0, 3, 4, 1) + images.value(1, 3, 4, 1)) / 2 - images.value(2, 3, 4, 1);
    assertThat(result.pixelSpace().value(0, 3, 4, 1)).isCloseTo(expected, within(1e-5f));
    assertThat(result.warnings())
        .containsExactly(
            "the concept \"a\" has 2 exemplars; the paper found fewer than three unstable",
            "the concept \"b\" has 1 exemplar; the paper found fewer than three unstable");
  }

  @Test
  void givenAConceptWithoutExemplars_whenMade_thenItIsRefused() {
    assertThatThrownBy(() -> concept("lamp"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"lamp\" needs at least one exemplar, got none");
  }

  @Test
  void givenTexts_whenParsed_thenExpressionsOrErrorsResult() {
    Map<String, Concept> known =
        Map.of("smiling-woman", concept("smiling-woman", 0), "man", concept("man", 1));
    assertThat(Expression.parse("smiling-woman - man + man", known::get))
        .hasToString("smiling-woman - man + man");
    assertThatThrownBy(() -> Expression.parse("man man", known::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a + or -, got \"man\"");
    assertThatThrownBy(() -> Expression.parse("man +", known::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends with a sign");
    assertThatThrownBy(() -> Expression.parse("", known::get))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenAResult_whenWritten_thenTheFigureIsThere() throws IOException {
    VectorArithmetic.evaluate(
            dcgan,
            Expression.of(concept("a", 0, 1, 2)).plus(concept("b", 3, 4, 5)),
            VectorArithmetic.Options.DEFAULT)
        .writePng(folder.resolve("a.png"));
    assertThat(ImageIO.read(folder.resolve("a.png").toFile()).getHeight()).isGreaterThan(4 * 96);
  }

  // Choices

  @Test
  void givenChoices_whenWrittenAndRead_thenTheyAreTheSame() throws IOException {
    SampleSelection choices =
        new SampleSelection(1, 20, Map.of("lamp", List.of(3, 17))).with("bed", List.of(0, 1, 2));
    choices.write(folder.resolve("c.json"));

    assertThat(SampleSelection.read(folder.resolve("c.json"))).isEqualTo(choices);
    assertThat(choices.concept(dcgan, "lamp").exemplars())
        .isEqualTo(dcgan.latents(20, 1).select(3, 17));
    assertThatThrownBy(() -> choices.concept(dcgan, "chair"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no selection named \"chair\"")
        .hasMessageContaining("lamp");
  }

  @Test
  void givenAFileOfChoicesThatIsThere_whenOfferedAgain_thenItIsKept() throws IOException {
    Path file = SampleSelection.offer(dcgan, 6, 1, folder);
    assertThat(folder.resolve(SampleSelection.SHEET)).isNotEmptyFile();
    Files.writeString(file, "{\"seed\": 1, \"count\": 6, \"choices\": {\"bed\": [5]}}");

    SampleSelection.offer(dcgan, 6, 1, folder);

    assertThat(SampleSelection.read(file).samples()).isEqualTo(Map.of("bed", List.of(5)));
  }

  @Test
  void givenFilesThatAreNoChoices_whenRead_thenTheErrorSaysWhatIsExpected() throws IOException {
    for (String text :
        List.of(
            "",
            "[]",
            "{\"seed\": 1}",
            "{\"seed\": 1, \"count\": 6, \"choices\": {\"bed\": [6]}}",
            "{\"seed\": 1, \"count\": 6, \"choices\": {\"bed\": \"x\"}}")) {
      Path file = Files.writeString(folder.resolve("bad.json"), text);
      assertThatThrownBy(() -> SampleSelection.read(file))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bad.json: expected {\"seed\": 42");
    }
  }

  @Test
  void givenScores_whenTheHighestAreChosen_thenTheyAreInOrderAndTheFirstOfEqualOnes() {
    assertThat(SampleSelection.highest(new double[] {1, 5, Double.NaN, 5, -2, 7}, 3))
        .containsExactly(5, 1, 3);
    assertThat(SampleSelection.highest(new double[] {1}, 3)).containsExactly(0);
  }

  // Turning

  @Test
  void givenTwoGroups_whenLatentsAreTurned_thenFractionsOfTheDifferenceAreAdded()
      throws IOException {
    TurnVector vector = TurnVector.between(concept("left", 0, 1, 2, 3), concept("right", 4));
    Latents subjects = dcgan.latents(2, 9);
    TurnVector.Turn turn =
        vector.apply(dcgan, subjects, new TurnVector.Options(5, -1, 1, SamplingOptions.DEFAULT));

    Latents all = dcgan.latents(20, 1);
    Latents difference = all.select(4).minus(all.slice(0, 4).mean());
    assertThat(vector.vector()).isEqualTo(difference);
    assertThat(turn.frames().count()).isEqualTo(10);
    Images expected = dcgan.generator().generate(subjects.select(1).plus(difference.scaled(-0.5)));
    assertThat(turn.frames().slice(6, 7).toArray())
        .containsExactly(expected.toArray(), within(1e-5f));
    assertThat(vector.warnings())
        .containsExactly("the group \"right\" has 1 exemplar; the paper averages four");
    turn.writePng(folder.resolve("turn.png"));
    turn.writeGif(folder.resolve("turn.gif"));
    assertThat(frames(folder.resolve("turn.gif"))).isEqualTo(8);
    assertThat(turn.toGif()).isEqualTo(Files.readAllBytes(folder.resolve("turn.gif")));
    assertThat(folder.resolve("turn.png")).isNotEmptyFile();
  }

  // Guided backpropagation

  @Test
  void givenADataset_whenGuided_thenTheTopImagesAreThoseOfAPlainSearch() throws IOException {
    GuidedBackprop.Options options =
        new GuidedBackprop.Options("", 3, 4, GuidedRule.DROP_LEAK, 1000, 1);
    GuidedBackprop.Result result = GuidedBackprop.of(dcgan, TinyModel.ROOMS, options, QUIET);

    assertThat(result.layer().name()).isEqualTo("discriminator/convolution2");
    int[] all = java.util.stream.IntStream.range(0, 96).toArray();
    Activations activations =
        dcgan.discriminator().activations(Images.read(TinyModel.ROOMS, all), result.layer().name());
    for (GuidedBackprop.Feature feature : result.trained()) {
      double[] peaks = new double[96];
      for (int n = 0; n < 96; n++) {
        peaks[n] = activations.strongest(n, feature.map()).value();
      }
      double fourth = java.util.Arrays.stream(peaks).sorted().toArray()[92];
      assertThat(feature.top())
          .hasSize(4)
          .allSatisfy(
              t -> assertThat((double) t.response().value()).isGreaterThanOrEqualTo(fourth - 1e-4));
      assertThat(feature.gradients().count()).isEqualTo(4);
    }
    assertThat(result.random().get(0).gradients())
        .isNotEqualTo(result.trained().get(0).gradients());
    result.writePng(folder.resolve("guided.png"));
    assertThat(folder.resolve("guided.png")).isNotEmptyFile();
  }

  @Test
  void givenGradients_whenScaledForDisplay_thenTheLargestIsOneAndZeroStaysZero() {
    Images stretched =
        GuidedBackprop.scaled(
            Images.of(new org.dcgan.image.ImageShape(1, 2, 1), new float[] {-4, 2, 0, 0}));

    assertThat(stretched.toArray()).containsExactly(-1, 0.5f, 0, 0);
  }

  @Test
  void givenAnUnknownLayerOrTooManyMaps_whenGuided_thenTheErrorSaysSo() {
    assertThatThrownBy(
            () ->
                GuidedBackprop.of(
                    dcgan,
                    TinyModel.ROOMS,
                    new GuidedBackprop.Options("windows", 1, 1, GuidedRule.PLAIN, 10, 1),
                    QUIET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("discriminator/convolution2 (8 maps of 4x4)");
    assertThatThrownBy(
            () ->
                GuidedBackprop.of(
                    dcgan,
                    TinyModel.ROOMS,
                    new GuidedBackprop.Options("", 9, 1, GuidedRule.PLAIN, 10, 1),
                    QUIET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 feature maps, but 9 were asked for");
  }

  // Forgetting

  private static SampleBoxes boxes(Box... boxes) {
    List<SampleBoxes.SampleBox> all = new java.util.ArrayList<>();
    for (int i = 0; i < boxes.length; i++) {
      all.add(new SampleBoxes.SampleBox(i, boxes[i]));
    }
    return new SampleBoxes(1, 20, all);
  }

  @Test
  void givenBoxes_whenForgotten_thenPositionsAreCountedAndPositiveWeightsRemoved() {
    ForgetObjects.Forgetting forgetting =
        ForgetObjects.find(
            dcgan,
            boxes(new Box(0, 0, 8, 8), new Box(4, 4, 8, 4), new Box(8, 8, 8, 8)),
            new ForgetObjects.Options("convolution1", LogisticRegression.Options.DEFAULT, 1, 1));

    // Places of 8x8 maps are 2x2 pixels: 16, 8 and 16 of them inside.
    assertThat(forgetting.layer().name()).isEqualTo("generator/convolution1");
    assertThat(forgetting.positives()).isEqualTo(40);
    assertThat(forgetting.negatives()).isEqualTo(40);
    assertThat(forgetting.weights()).hasSize(4);
    for (int map = 0; map < 4; map++) {
      assertThat(forgetting.removed().contains(map)).isEqualTo(forgetting.weights().get(map) > 0);
    }
    assertThat(forgetting.randomMaps(3).maps()).hasSize(forgetting.removed().size());
    ForgetObjects.Comparison comparison = forgetting.compare(dcgan, dcgan.latents(3, 2));
    assertThat(comparison.with()).isEqualTo(dcgan.sample(3, 2));
    assertThat(comparison.without()).isEqualTo(dcgan.sample(3, 2, forgetting.sampling()));
  }

  @Test
  void givenABoxSmallerThanAPosition_whenForgotten_thenThatPositionCounts() {
    ForgetObjects.Forgetting forgetting =
        ForgetObjects.find(dcgan, boxes(new Box(5, 5, 1, 1)), ForgetObjects.Options.DEFAULT);

    assertThat(forgetting.layer()).isEqualTo(ForgetObjects.secondHighest(dcgan.architecture()));
    assertThat(forgetting.positives()).isEqualTo(1);
  }

  @Test
  void givenInvalidBoxes_whenForgotten_thenAllAreNamed() {
    assertThatThrownBy(
            () ->
                ForgetObjects.find(
                    dcgan,
                    boxes(
                        new Box(10, 0, 8, 2),
                        new Box(0, 16, 1, 1),
                        new Box(1, 0, Integer.MAX_VALUE, 2)),
                    ForgetObjects.Options.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the box at (10, 0) of 8 x 2 pixels on sample 0 reaches out")
        .hasMessageContaining("the box at (0, 16)")
        .hasMessageContaining("the box at (1, 0) of 2147483647 x 2");
    assertThatThrownBy(() -> ForgetObjects.find(dcgan, boxes(), ForgetObjects.Options.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 box around the object, got none");
    assertThatThrownBy(
            () ->
                ForgetObjects.find(
                    dcgan, boxes(new Box(0, 0, 16, 16)), ForgetObjects.Options.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cover their samples completely");
    assertThatThrownBy(
            () ->
                ForgetObjects.find(
                    dcgan,
                    boxes(new Box(0, 0, 4, 4)),
                    new ForgetObjects.Options(
                        "convolution7", LogisticRegression.Options.DEFAULT, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"convolution7\"")
        .hasMessageContaining("generator/projection (8 maps of 4x4)");
    assertThatThrownBy(
            () -> new SampleBoxes(1, 2, List.of(new SampleBoxes.SampleBox(2, new Box(0, 0, 1, 1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("numbered 0 to 1, but a box is on sample 2");
  }

  @Test
  void givenBoxes_whenWrittenAndRead_thenTheyAreTheSameAndCanBeLookedAt() throws IOException {
    Path file = SampleBoxes.offer(dcgan, 2, 1, folder);
    assertThat(folder.resolve("sample-0001-x32.png")).isNotEmptyFile();
    assertThat(folder.resolve("samples.png")).isNotEmptyFile();
    assertThat(SampleBoxes.read(file).boxes()).isEmpty();

    SampleBoxes boxes = boxes(new Box(1, 2, 3, 4), new Box(5, 6, 7, 8));
    boxes.write(file);
    assertThat(SampleBoxes.read(file)).isEqualTo(boxes);
    boxes.writeSheet(dcgan, folder.resolve("sheet.png"));
    assertThat(folder.resolve("sheet.png")).isNotEmptyFile();

    Files.writeString(file, "{\"seed\": 1, \"count\": 2, \"boxes\": [{\"sample\": 0}]}");
    assertThatThrownBy(() -> SampleBoxes.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("boxes.json: expected {\"seed\": 42");
  }

  // The page

  @Test
  void givenAllSections_whenReported_thenOneSelfContainedPageIsWritten() throws IOException {
    ImageSource rooms = TinyModel.ROOMS;
    LatentWalk.Walk walk =
        LatentWalk.random(dcgan, walk(2, LatentWalk.Interpolation.LINEAR, false));
    walk.writeGif(folder.resolve("walk.gif"));
    TurnVector vector = TurnVector.between(concept("<left>", 0), concept("right", 1));
    ForgetObjects.Forgetting forgetting =
        ForgetObjects.find(dcgan, boxes(new Box(0, 0, 8, 8)), ForgetObjects.Options.DEFAULT);
    Path page = folder.resolve("page.html");
    InspectionReport.of("Rooms & <more>", dcgan)
        .add(walk, folder.resolve("walk.gif"))
        .add(Memorization.of(dcgan, rooms, 2, 1, QUIET))
        .add(
            GuidedBackprop.of(
                dcgan,
                rooms,
                new GuidedBackprop.Options("", 1, 1, GuidedRule.DROP_LEAK, 10, 1),
                QUIET))
        .add(
            VectorArithmetic.evaluate(
                dcgan, Expression.of(concept("a", 0)), VectorArithmetic.Options.DEFAULT))
        .add(vector, vector.apply(dcgan, dcgan.latents(1, 1), TurnVector.Options.DEFAULT))
        .add("windows", forgetting.compare(dcgan, dcgan.latents(2, 1)))
        .write(page);

    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<title>Rooms &amp; &lt;more&gt;</title>")
        .contains("name=\"viewport\"")
        .contains("Turning from &lt;left&gt; to right")
        .contains("Forgetting windows")
        .contains("has 1 exemplar; the paper")
        .contains("data:image/gif;base64,")
        .doesNotContain("<script", "http://", "https://", "<left>", "src=\"/");
    assertThat(html.split("<img ", -1)).hasSize(9);
    assertThat(html.split(" alt=\"[^\"]", -1)).as("each image in words").hasSize(9);
  }

  @Test
  void givenNoSections_whenReported_thenItIsRefused() {
    assertThatThrownBy(
            () -> InspectionReport.of("Empty", dcgan).write(folder.resolve("empty.html")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs at least one section, got none");
    assertThat(folder.resolve("empty.html")).doesNotExist();
  }
}

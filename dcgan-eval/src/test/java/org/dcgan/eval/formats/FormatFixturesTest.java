package org.dcgan.eval.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.eval.baseline.TrialFolder;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FloatFormat;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.tensorflow.compute.PatchFile;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of every version of every format that the library ever wrote are read, with the values that
 * were written, and runs go on. {@link FormatFixtures} made them.
 */
class FormatFixturesTest {
  /** Other machines add in another order. */
  private static final float ROUNDING = 1e-3f;

  /** The state after runs that were never stopped. */
  private static final Map<Integer, Map<String, float[]>> UNINTERRUPTED = new HashMap<>();

  @TempDir private Path folder;

  @Test
  @EnabledIfSystemProperty(named = "dcgan.fixtures", matches = ".+")
  void givenAFolder_whenFixturesOfThisVersionAreWanted_thenTheyAreWritten() throws IOException {
    Path out = Path.of(System.getProperty("dcgan.fixtures"));
    FormatFixtures.write(out);
    assertThat(out).isNotEmptyDirectory();
  }

  static Stream<Path> versions() throws IOException, URISyntaxException {
    Path root = Path.of(FormatFixturesTest.class.getResource("/formats").toURI());
    try (Stream<Path> versions = Files.list(root)) {
      return versions.sorted().toList().stream();
    }
  }

  private static Properties expected(Path version) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(version.resolve("expected.properties"))) {
      properties.load(in);
    }
    return properties;
  }

  private static float number(Properties expected, String key) {
    return Float.parseFloat(expected.getProperty(key));
  }

  private static void assertIsTheModel(Dcgan dcgan, Properties expected) {
    assertThat(dcgan.step()).isEqualTo(FormatFixtures.STOPPED_AT);
    float[] pixels = dcgan.sample(1, 5).toArray();
    float[] parameter = dcgan.parameter("discriminator/convolution2/weights");
    for (int i = 0; i < 8; i++) {
      assertThat(parameter[i * 3]).isEqualTo(number(expected, "parameter." + i));
      assertThat(pixels[i * 90]).isCloseTo(number(expected, "sample." + i), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenAModelOfAVersion_whenLoaded_thenItGeneratesWhatItDid(Path version) throws IOException {
    Path model = FormatFixtures.unzip(version.resolve("model.zip"), folder);
    try (Dcgan dcgan = Dcgan.load(model, FormatFixtures.RUNTIME);
        Dcgan built = FormatFixtures.model(number(version))) {
      assertIsTheModel(dcgan, expected(version));
      assertThat(dcgan.architecture()).isEqualTo(built.architecture());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenWeightsOfAVersion_whenLoaded_thenTheyGenerateWhatTheModelDid(Path version)
      throws IOException {
    Path weights = FormatFixtures.unzip(version.resolve("weights.zip"), folder);
    try (Dcgan dcgan = WeightFiles.load(weights, FormatFixtures.RUNTIME)) {
      assertIsTheModel(dcgan, expected(version));
    }
  }

  /**
   * Version 3 added half precision, conditional models with the label of samples, averages of D.
   */
  static Stream<Path> sinceVersion3() throws IOException, URISyntaxException {
    return versions().filter(version -> number(version) >= 3);
  }

  @ParameterizedTest
  @MethodSource("sinceVersion3")
  void givenWeightsInHalfPrecisionOfAVersion_whenLoaded_thenTheyAreThoseOfTheModelRounded(
      Path version) throws IOException {
    Path weights = FormatFixtures.unzip(version.resolve("weights-half.zip"), folder);
    try (Dcgan dcgan = WeightFiles.load(weights, FormatFixtures.RUNTIME)) {
      float[] parameter = dcgan.parameter("discriminator/convolution2/weights");
      for (int i = 0; i < 8; i++) {
        float single = number(expected(version), "parameter." + i);
        // 11 significant bits: at most half of the last, relative to the number.
        assertThat(parameter[i * 3]).isCloseTo(single, within(Math.abs(single) * 0x1p-11f));
        assertThat(parameter[i * 3]).isNotEqualTo(single);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sinceVersion3")
  void givenAConditionalModelOfAVersion_whenLoaded_thenItGeneratesTheClassAsItDid(Path version)
      throws IOException {
    Path model = FormatFixtures.unzip(version.resolve("conditional.zip"), folder);
    Properties expected = expected(version);
    try (Dcgan dcgan = Dcgan.load(model, FormatFixtures.RUNTIME);
        Dcgan built = FormatFixtures.conditionalModel()) {
      assertThat(dcgan.architecture()).isEqualTo(built.architecture());
      float[] pixels = dcgan.sampleClass(1, 1).toArray();
      float[] parameter = dcgan.parameter("discriminator/hidden1/weights");
      for (int i = 0; i < 8; i++) {
        assertThat(parameter[i * 3]).isEqualTo(number(expected, "conditional.parameter." + i));
        assertThat(pixels[i * 90])
            .isCloseTo(number(expected, "conditional.sample." + i), within(ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sinceVersion3")
  void givenAConditionalRunOfAVersion_whenResumed_thenItEndsWhereOneThatWasNeverStoppedDoes(
      Path version) throws IOException {
    Path run = FormatFixtures.unzip(version.resolve("conditional-run.zip"), folder.resolve("run"));
    Map<String, float[]> resumed = trainConditional(run, 2);
    Map<String, float[]> uninterrupted = trainConditional(folder.resolve("fresh"), 4);

    assertThat(resumed).hasSameSizeAs(uninterrupted);
    resumed.forEach(
        (name, values) ->
            assertThat(values)
                .as(name)
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(uninterrupted.get(name)));
  }

  @ParameterizedTest
  @MethodSource("sinceVersion3")
  void givenARunWithAnAverageOfDOfAVersion_whenResumed_thenItsFeaturesAreThoseOfOneNeverStopped(
      Path version) throws IOException {
    Path run = FormatFixtures.unzip(version.resolve("average-run.zip"), folder.resolve("run"));
    assertThat(averagedFeatures(run, 2))
        .containsExactly(averagedFeatures(folder.resolve("fresh"), 4), within(ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("sinceVersion3")
  void givenARunByTimeOfAVersion_whenResumedAfterItsLengthWasFixed_thenItEndsAtThatStep(
      Path version) throws IOException {
    Path run = FormatFixtures.unzip(version.resolve("decay-run.zip"), folder.resolve("run"));
    try (Dcgan dcgan = FormatFixtures.model()) {
      TrainingSummary summary = dcgan.train(FormatFixtures.DATA, FormatFixtures.decayingPlan(run));

      assertThat(summary.outcome()).isEqualTo(TrainingSummary.Outcome.COMPLETED);
      assertThat(summary.steps()).isPositive();
      assertThat(summary.step())
          .isEqualTo(Long.parseLong(expected(version).getProperty("decay.steps")));
    }
  }

  private static float[] averagedFeatures(Path run, long steps) throws IOException {
    FeatureOptions averaged =
        FeatureOptions.DEFAULT
            .withWeights(DiscriminatorWeights.AVERAGED)
            .withBatchNorm(BatchNormMode.BATCH);
    try (Dcgan dcgan = FormatFixtures.model()) {
      TrainingSummary summary = dcgan.train(FormatFixtures.DATA, FormatFixtures.averagedPlan(run));
      assertThat(summary.steps()).isEqualTo(steps);
      Images images = Images.read(FormatFixtures.DATA, 0, 1, 2, 3);
      return dcgan.discriminator().features(averaged).extract(images).row(1);
    }
  }

  private static Map<String, float[]> trainConditional(Path run, long steps) throws IOException {
    try (Dcgan dcgan = FormatFixtures.conditionalModel()) {
      TrainingSummary summary =
          dcgan.train(FormatFixtures.DATA, FormatFixtures.conditionalPlan(run));
      assertThat(summary.outcome()).isEqualTo(Outcome.COMPLETED);
      assertThat(summary.steps()).isEqualTo(steps);
      return state(dcgan);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenARunOfAVersion_whenResumed_thenItEndsWhereOneThatWasNeverStoppedDoes(Path version)
      throws IOException {
    // Once to the end, and once with another stop: the same bits. From the beginning, on this
    // machine: the same but for rounding, since another machine made the fixture.
    Path once = FormatFixtures.unzip(version.resolve("run.zip"), folder.resolve("once"));
    Path twice = FormatFixtures.unzip(version.resolve("run.zip"), folder.resolve("twice"));
    int number = number(version);
    Map<String, float[]> resumed = train(number, once, Long.MAX_VALUE, FormatFixtures.STOPPED_AT);
    train(number, twice, 12, FormatFixtures.STOPPED_AT);
    Map<String, float[]> stoppedAgain = train(number, twice, Long.MAX_VALUE, 12);
    Map<String, float[]> uninterrupted = uninterrupted(number);

    assertThat(resumed).hasSameSizeAs(uninterrupted);
    resumed.forEach(
        (name, values) -> {
          assertThat(stoppedAgain.get(name)).as(name).isEqualTo(values);
          for (int i = 0; i < values.length; i++) {
            assertThat(values[i])
                .as("%s[%d]", name, i)
                .isCloseTo(uninterrupted.get(name)[i], within(ROUNDING));
          }
        });
  }

  /** Model and plan of the fixtures are the same since version 2. */
  private Map<String, float[]> uninterrupted(int version) throws IOException {
    int kind = Math.min(version, 2);
    Map<String, float[]> known = UNINTERRUPTED.get(kind);
    if (known == null) {
      known = train(version, folder.resolve("fresh"), Long.MAX_VALUE, 0);
      UNINTERRUPTED.put(kind, known);
    }
    return known;
  }

  /** The number of a version from the name of its folder. */
  private static int number(Path version) {
    return Integer.parseInt(version.getFileName().toString().substring(1));
  }

  private static Map<String, float[]> train(int version, Path run, long stopAt, long from)
      throws IOException {
    try (Dcgan dcgan = FormatFixtures.model(version)) {
      StopSignal stop = new StopSignal();
      TrainingSummary summary =
          dcgan.train(
              FormatFixtures.DATA,
              FormatFixtures.plan(run, version).build(),
              stop,
              FormatFixtures.stopAt(stopAt, stop));
      boolean stopped = stopAt < Long.MAX_VALUE;
      assertThat(summary.outcome()).isEqualTo(stopped ? Outcome.STOPPED : Outcome.COMPLETED);
      assertThat(summary.steps()).isEqualTo((stopped ? stopAt : 18) - from);
      return state(dcgan);
    }
  }

  private static Map<String, float[]> state(Dcgan dcgan) {
    Map<String, float[]> state = new LinkedHashMap<>();
    Stream.concat(
            dcgan.architecture().generatorParameters().stream(),
            dcgan.architecture().discriminatorParameters().stream())
        .map(ParameterSpec::name)
        .forEach(name -> state.put(name, dcgan.parameter(name)));
    return state;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenAHasherOfAVersion_whenLoaded_thenItsCodesAreThoseItGave(Path version)
      throws IOException {
    Path saved = FormatFixtures.unzip(version.resolve("hasher.zip"), folder);
    Properties expected = expected(version);
    try (SemanticHasher hasher = SemanticHasher.load(saved)) {
      ImageCodes codes = hasher.codes(FormatFixtures.DATA, ProgressListener.none());
      for (int i = 0; i < 4; i++) {
        SemanticCode code = SemanticCode.parse(expected.getProperty("code." + i));
        // A unit at its threshold may fall to either side of it on another machine.
        assertThat(codes.get(i).distance(code)).isLessThanOrEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenAClassifierOfAVersion_whenLoaded_thenItHasItsWeights(Path version) throws IOException {
    Path saved = FormatFixtures.unzip(version.resolve("classifier.zip"), folder);
    LinearClassifier classifier = LinearClassifier.load(saved);
    assertThat(classifier.classNames()).isEqualTo(FormatFixtures.DATA.classNames());
    assertThat(classifier.dimension()).isEqualTo(768);
    assertThat(classifier.weights(1)[3]).isEqualTo(number(expected(version), "weight"));
    assertThat(classifier.bias(1)).isEqualTo(number(expected(version), "bias"));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenAFeatureMatrixOfAVersion_whenOpened_thenItHasItsRows(Path version) throws IOException {
    try (FeatureMatrix matrix = FeatureMatrix.open(version.resolve("stripes.features"))) {
      matrix.verify();
      assertThat(matrix.rows()).isEqualTo(48);
      assertThat(matrix.columns()).isEqualTo(768);
      assertThat(matrix.format()).isEqualTo(FloatFormat.FLOAT16);
      assertThat(matrix.dataset()).isEqualTo(FormatFixtures.DATA.description());
      assertThat(matrix.classNames()).isEqualTo(FormatFixtures.DATA.classNames());
      assertThat(IntStream.range(0, 48).map(matrix::label)).allMatch(label -> label < 2);
      assertThat(matrix.label(47)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenAPackOfAVersion_whenOpened_thenItHasItsImages(Path version) throws IOException {
    Path pack = folder.resolve("images.pack");
    Files.copy(version.resolve("images.pack"), pack);
    try (ImagePack images = ImagePack.open(pack)) {
      images.verify(ProgressListener.none());
      assertThat(images.size()).isEqualTo(48);
      assertThat(images.classNames()).isEqualTo(FormatFixtures.DATA.classNames());
      for (int i = 0; i < 48; i++) {
        assertThat(images.read(i).data()).isEqualTo(FormatFixtures.DATA.read(i).data());
        assertThat(images.name(i)).isEqualTo(FormatFixtures.DATA.name(i));
        assertThat(images.label(i)).isEqualTo(FormatFixtures.DATA.label(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenPatchesOfAVersion_whenRead_thenTheyHaveTheirValues(Path version) throws IOException {
    PatchFile read = PatchFile.read(version.resolve("patches.npz"));
    Path again = folder.resolve("again.npz");
    Path made = folder.resolve("made.npz");
    read.write(again);
    FormatFixtures.patches().write(made);
    assertThat(again).hasSameBinaryContentAs(made);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenTrialsChoicesAndBoxesOfAVersion_whenRead_thenTheyAreThoseWritten(Path version)
      throws IOException {
    FormatFixtures.unzip(version.resolve("trials.zip"), folder);
    TrialFolder trials = new TrialFolder(folder, Duration.ofMinutes(5), InstantSource.system());
    assertThat(trials.finished(5)).isEqualTo(FormatFixtures.trialResults());
    assertThat(SampleSelection.read(version.resolve("choices.json")))
        .isEqualTo(FormatFixtures.choices());
    assertThat(SampleBoxes.read(version.resolve("boxes.json"))).isEqualTo(FormatFixtures.boxes());
  }

  @ParameterizedTest
  @MethodSource("sinceVersion3")
  void givenChoicesAndBoxesOfALabelOfAVersion_whenRead_thenTheyAreThoseWritten(Path version)
      throws IOException {
    assertThat(SampleSelection.read(version.resolve("choices-label.json")))
        .isEqualTo(FormatFixtures.labeledChoices());
    assertThat(SampleBoxes.read(version.resolve("boxes-label.json")))
        .isEqualTo(FormatFixtures.labeledBoxes());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givenTheFixturesOfAVersion_whenWrittenByThisVersion_thenNoneIsForgotten(Path version)
      throws IOException {
    Stream<String> added =
        number(version) < 3
            ? Stream.of()
            : Stream.of(
                "average-run.zip",
                "boxes-label.json",
                "choices-label.json",
                "conditional-run.zip",
                "conditional.zip",
                "decay-run.zip",
                "weights-half.zip");
    try (Stream<Path> files = Files.list(version)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      added,
                      Stream.of(
                          "boxes.json",
                          "choices.json",
                          "classifier.zip",
                          "expected.properties",
                          "hasher.zip",
                          "images.pack",
                          "model.zip",
                          "patches.npz",
                          "run.zip",
                          "stripes.features",
                          "trials.zip",
                          "weights.zip"))
                  .toList());
    }
  }
}

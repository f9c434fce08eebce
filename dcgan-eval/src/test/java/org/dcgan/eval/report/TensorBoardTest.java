package org.dcgan.eval.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.eval.report.EventReader.Message;
import org.dcgan.image.ImageShape;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event files are compared with the output of a reader that implements the specification of the
 * format.
 */
class TensorBoardTest {
  // Fields of tensorflow/core/util/event.proto and framework/summary.proto.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int HISTO = 5;

  @TempDir private Path folder;

  private List<Message> events() throws IOException {
    return events(folder);
  }

  private static List<Message> events(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.sorted().toList();
      assertThat(all).allMatch(file -> file.getFileName().toString().contains("tfevents"));
      return EventReader.read(all.get(all.size() - 1));
    }
  }

  private static List<Message> values(List<Message> events, String tag) {
    return events.stream()
        .filter(event -> event.has(SUMMARY))
        .flatMap(event -> event.message(SUMMARY).messages(VALUE).stream())
        .filter(value -> value.text(TAG).equals(tag))
        .toList();
  }

  private static List<Long> steps(List<Message> events, String tag) {
    return events.stream()
        .filter(event -> !values(List.of(event), tag).isEmpty())
        .map(event -> event.integer(STEP))
        .toList();
  }

  @Test
  void givenTheStandardsOwnExample_whenSummed_thenTheReadersChecksumIsCrc32c() {
    // RFC 3720, B.4, and the well-known check value.
    assertThat(EventReader.crc32c("123456789".getBytes(US_ASCII))).isEqualTo(0xE3069283);
    assertThat(EventReader.crc32c(new byte[32])).isEqualTo(0x8A9136AA);
  }

  @Test
  void givenATraining_whenRead_thenScalarsAreTheEventsAtTheirSteps() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(2, 30);

    course.replay(TensorBoard.into(folder));

    List<Message> events = events();
    assertThat(events.get(0).text(FILE_VERSION)).isEqualTo("brain.Event:2");
    assertThat(events).allMatch(event -> event.float64(WALL_TIME) > 1.5e9);
    assertThat(steps(events, "loss/generator")).containsExactly(10L, 20L, 30L, 40L, 50L, 60L);
    assertThat(steps(events, "epoch/loss/generator")).containsExactly(30L, 60L);
    Message last = values(events, "loss/discriminator").get(5);
    assertThat(last.float32(SIMPLE_VALUE)).isEqualTo((float) course.losses(60).discriminator());
    Message fake = values(events, "score/fake").get(0);
    assertThat(fake.float32(SIMPLE_VALUE)).isEqualTo((float) course.losses(10).fakeScore());
    // Each step 128 images in 120 ms, of which 3 waiting.
    assertThat(values(events, "speed/images_per_second"))
        .allSatisfy(v -> assertThat(v.float32(SIMPLE_VALUE)).isCloseTo(1066.667f, within(1e-2f)));
    assertThat(values(events, "speed/data_wait_share"))
        .allSatisfy(v -> assertThat(v.float32(SIMPLE_VALUE)).isCloseTo(0.025f, within(1e-6f)));
    assertThat(values(events, "epoch/images_per_second").get(0).float32(SIMPLE_VALUE))
        .isEqualTo(1066.7f);
  }

  @Test
  void givenATraining_whenRead_thenEachEpochHasItsSamplesAsPng() throws Exception {
    SimulatedTraining.of(2, 3).replay(TensorBoard.into(folder).every(1));

    List<Message> samples = values(events(), "samples");

    assertThat(samples).hasSize(2);
    Message summary = samples.get(1).message(IMAGE);
    var image = ImageIO.read(new ByteArrayInputStream(summary.bytes(4)));
    assertThat(image.getHeight()).isEqualTo((int) summary.integer(1)).isEqualTo(8 * 96 + 7 * 2);
    assertThat(image.getWidth()).isEqualTo((int) summary.integer(2));
    assertThat(summary.integer(3)).isEqualTo(3);
  }

  @Test
  void givenAConditionalModel_whenRead_thenTheSamplesHaveOneRowForEachClass() throws Exception {
    TensorBoard board = TensorBoard.into(folder);
    SimulatedTraining course = SimulatedTraining.of(1, 1);

    board.on(course.conditional(10));
    board.on(course.epoch(1));
    board.on(course.finished(org.dcgan.training.TrainingSummary.Outcome.COMPLETED, 1));

    Message summary = values(events(), "samples").get(0).message(IMAGE);
    assertThat(summary.integer(1)).isEqualTo(10 * 96 + 9 * 2);
    assertThat(summary.integer(2)).isEqualTo(7 * 96 + 6 * 2);
  }

  @Test
  void givenAScoredCheckpoint_whenRead_thenItsScoreIsThere() throws Exception {
    TensorBoard board = TensorBoard.into(folder);
    SimulatedTraining course = SimulatedTraining.of(1, 1);

    board.on(course.started());
    board.on(new TrainingEvent.Scored(7, "a distance", 12.5, true));
    board.on(course.finished(org.dcgan.training.TrainingSummary.Outcome.COMPLETED, 1));

    assertThat(values(events(), "best_by").get(0).float32(SIMPLE_VALUE)).isEqualTo(12.5f);
  }

  @Test
  void givenAResumedRun_whenRead_thenALaterFileSaysFromWhereOn() throws Exception {
    SimulatedTraining course = SimulatedTraining.of(4, 10);
    TensorBoard board = TensorBoard.into(folder);
    course.replayUpTo(board, 25);

    board.on(course.started(20, Optional.of(Path.of("run/step-20"))));
    board.on(course.step(30));
    board.on(course.finished(org.dcgan.training.TrainingSummary.Outcome.COMPLETED, 40));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
    List<Message> events = events();
    assertThat(events.get(1).integer(STEP)).isEqualTo(21);
    assertThat(events.get(1).message(SESSION_LOG).integer(1)).as("START").isEqualTo(1);
    assertThat(steps(events, "loss/generator")).containsExactly(30L);
  }

  @Test
  void givenAFolderThatCannotBeMade_whenARunIsResumed_thenItIsWrittenOnceTheObstacleIsGone()
      throws Exception {
    SimulatedTraining course = SimulatedTraining.of(4, 10);
    Path obstacle = folder.resolve("events");
    Files.writeString(obstacle, "a file");
    TensorBoard board = TensorBoard.into(obstacle);

    board.on(course.started(20, Optional.of(Path.of("run/step-20"))));
    board.on(course.step(30));
    Files.delete(obstacle);
    board.on(course.epoch(4));
    board.on(course.finished(org.dcgan.training.TrainingSummary.Outcome.COMPLETED, 40));

    List<Message> events = events(obstacle);
    assertThat(events.get(1).integer(STEP)).as("from where on events are void").isEqualTo(21);
    assertThat(steps(events, "epoch/loss/generator")).containsExactly(40L);
  }

  @Test
  void givenValues_whenCollectedInAHistogram_thenEachIsInOneBucketAndMomentsAreExact()
      throws Exception {
    float[] values = {-2, -2, 0, 1, 4, Float.NaN, Float.POSITIVE_INFINITY};

    Message histogram =
        Message.parse(Histogram.of(FloatBuffer.wrap(values)).orElseThrow().toByteArray());

    assertThat(histogram.float64(1)).isEqualTo(-2);
    assertThat(histogram.float64(2)).isEqualTo(4);
    assertThat(histogram.float64(3)).isEqualTo(5);
    assertThat(histogram.float64(4)).isEqualTo(1);
    assertThat(histogram.float64(5)).isEqualTo(25);
    double[] limits = histogram.doubles(6);
    double[] counts = histogram.doubles(7);
    assertThat(limits).hasSameSizeAs(counts).isSorted();
    assertThat(limits[limits.length - 1]).isEqualTo(4);
    assertThat(Arrays.stream(counts).sum()).isEqualTo(5);
    assertThat(counts[0]).isEqualTo(2);
    assertThat(counts[counts.length - 1]).isEqualTo(1);
    assertThat(Histogram.of(FloatBuffer.wrap(new float[] {Float.NaN}))).isEmpty();
    assertThat(Histogram.of(FloatBuffer.wrap(new float[] {3, 3})).orElseThrow().getBucket(0))
        .isEqualTo(2);
  }

  @Test
  void givenHistogramsAreEnabled_whenTrained_thenAllParametersAndLayersHaveThem() throws Exception {
    try (Dcgan dcgan =
        Dcgan.builder().resolution(16).width(4).latentDim(8).precision(Precision.FLOAT32).build()) {
      TrainingPlan plan = TrainingPlan.builder().epochs(2).batchSize(8).samplesPerEpoch(4).build();

      dcgan.train(
          TestImages.shades(24, ImageShape.square(16, 3)),
          plan,
          TensorBoard.into(folder).histograms(dcgan));

      List<Message> events = events();
      dcgan.architecture().discriminatorLayers().stream()
          .flatMap(layer -> layer.parameters().stream())
          .forEach(
              parameter -> {
                List<Message> histograms = values(events, "weights/" + parameter.name());
                assertThat(histograms).as(parameter.name()).hasSize(2);
                Message now = histograms.get(1).message(HISTO);
                float[] weights = dcgan.parameter(parameter.name());
                double sum = 0;
                for (float weight : weights) {
                  sum += weight;
                }
                assertThat(now.float64(3)).isEqualTo(weights.length);
                assertThat(now.float64(4)).isCloseTo(sum, within(1e-9));
              });
      dcgan
          .architecture()
          .generatorFeatureLayers()
          .forEach(
              layer -> {
                Message now = values(events, "activations/" + layer.name()).get(1).message(HISTO);
                assertThat(now.float64(3))
                    .isEqualTo(16.0 * layer.maps() * layer.side() * layer.side());
                assertThat(now.float64(1)).as("after ReLU").isNotNegative();
              });
      assertThat(values(events, "activations/discriminator/convolution1")).hasSize(2);
    }
  }
}

package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.protocol.NearestNeighborProtocol.Point;
import org.dcgan.eval.protocol.NearestNeighborProtocol.Result;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.RealData;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

/** The error of real images classified by the nearest of n samples, for several n in one pass. */
class NearestNeighborProtocolTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 1);
  private static final List<String> CLASSES = List.of("a", "b", "c");

  private static TestImages labeled(int size, int seed) {
    return TestImages.noise(size + seed, SHAPE)
        .withLabels(CLASSES, i -> (i * 7 + i / 5) % CLASSES.size());
  }

  /** The same images in batches of another size, with more of them than were asked for. */
  private record Batches(ImageSource source, int batch, int extra) implements LabeledImageStream {
    @Override
    public String description() {
      return "batches";
    }

    @Override
    public ImageShape imageShape() {
      return source.shape().orElseThrow();
    }

    @Override
    public void read(long count, Consumer consumer) throws IOException {
      int most = Math.min(source.size(), (int) count + extra);
      for (int first = 0; first < most; first += batch) {
        int[] indices = new int[Math.min(batch, most - first)];
        int[] labels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
          indices[i] = first + i;
          labels[i] = source.label(first + i);
        }
        consumer.accept(Images.read(source, indices), labels);
      }
    }
  }

  /** Errors and distances by a plain loop over integers. */
  private record PlainLoop(int errors, double meanDistance) {
    static PlainLoop of(ImageSource samples, int count, ImageSource test) throws IOException {
      int errors = 0;
      double distances = 0;
      for (int t = 0; t < test.size(); t++) {
        byte[] image = test.read(t).data();
        long least = Long.MAX_VALUE;
        int label = -1;
        for (int s = 0; s < count; s++) {
          byte[] sample = samples.read(s).data();
          long sum = 0;
          for (int i = 0; i < image.length; i++) {
            long difference = (image[i] & 255) - (sample[i] & 255);
            sum += difference * difference;
          }
          if (sum < least) {
            least = sum;
            label = samples.label(s);
          }
        }
        errors += label == test.label(t) ? 0 : 1;
        distances += Math.sqrt(least) / 255;
      }
      return new PlainLoop(errors, distances / test.size());
    }
  }

  private static Result run(List<Integer> counts, LabeledImageStream samples, ImageSource test)
      throws IOException {
    return new NearestNeighborProtocol(counts).run(samples, test, ProgressListener.none());
  }

  @Test
  void givenRandomImages_whenClassified_thenEveryPointIsThatOfAPlainLoopOverItsSamples()
      throws IOException {
    TestImages samples = labeled(900, 1);
    ImageSource test = new Shifted(labeled(1000, 2), 901, 60);

    Result result = run(List.of(1, 10, 257, 900), LabeledImageStream.of(samples), test);

    assertThat(result.samples()).isEqualTo(samples.description());
    assertThat(result.test()).isEqualTo(test.description());
    assertThat(result.points()).extracting(Point::samples).containsExactly(1, 10, 257, 900);
    for (Point point : result.points()) {
      PlainLoop expected = PlainLoop.of(samples, point.samples(), test);
      assertThat(point.error()).isEqualTo(Proportion.of(expected.errors(), 60));
      assertThat(point.nnd()).isCloseTo(expected.meanDistance(), within(1e-6));
      assertThat(point.confusion().total()).isEqualTo(60);
      assertThat(point.confusion().correct()).isEqualTo(60 - expected.errors());
    }
    assertThat(result.points().get(3).nnd()).isLessThan(result.points().get(0).nnd());
  }

  /** Images of a source from an index on. */
  private record Shifted(TestImages source, int from, int size) implements ImageSource {
    @Override
    public Optional<ImageShape> shape() {
      return source.shape();
    }

    @Override
    public Pixels read(int index) throws IOException {
      return source.read(from + index);
    }

    @Override
    public int label(int index) {
      return source.label(from + index);
    }

    @Override
    public List<String> classNames() {
      return source.classNames();
    }

    @Override
    public String description() {
      return source.description() + " from " + from;
    }
  }

  @Test
  void givenBatchesOfAnySize_whenClassified_thenTheResultIsTheSame() throws IOException {
    TestImages samples = labeled(600, 3);
    ImageSource test = new Shifted(labeled(700, 4), 604, 40);
    List<Point> expected = run(List.of(5, 300, 600), LabeledImageStream.of(samples), test).points();

    for (int batch : new int[] {1, 7, 300, 600}) {
      Result result = run(List.of(5, 300, 600), new Batches(samples, batch, 0), test);
      assertThat(result.points()).as("batches of %d", batch).isEqualTo(expected);
    }
    assertThat(run(List.of(5, 300), new Batches(samples, 64, 200), test).points())
        .as("more samples than asked for")
        .isEqualTo(expected.subList(0, 2));
  }

  @Test
  void givenEquallyNearSamples_whenClassified_thenTheFirstOneCounts() throws IOException {
    // Samples 0 and 1 are equally far from the test image, as are copies of both in later batches.
    TestImages samples =
        TestImages.filled(8, SHAPE, i -> i % 2 == 0 ? 90 : 110).withLabels(CLASSES, i -> i % 2);
    TestImages test = TestImages.filled(1, SHAPE, i -> 100).withLabels(CLASSES, i -> 0);

    Result result = run(List.of(1, 2, 8), new Batches(samples, 2, 0), test);

    assertThat(result.points()).extracting(p -> p.error().successes()).containsExactly(0L, 0L, 0L);
  }

  @Test
  void givenMoreBatchesThanMemoryShouldHold_whenClassified_thenEarlierOnesAreReleased()
      throws IOException {
    List<WeakReference<Images>> batches = new ArrayList<>();
    AtomicLong held = new AtomicLong();
    TestImages source = labeled(300, 5);
    Batches samples = new Batches(source, 100, 0);
    LabeledImageStream watched =
        new LabeledImageStream() {
          @Override
          public String description() {
            return "watched";
          }

          @Override
          public ImageShape imageShape() {
            return SHAPE;
          }

          @Override
          public void read(long count, Consumer consumer) throws IOException {
            samples.read(
                count,
                (images, labels) -> {
                  batches.add(new WeakReference<>(images));
                  consumer.accept(images, labels);
                });
            System.gc();
            held.set(batches.stream().filter(batch -> batch.get() != null).count());
          }
        };

    Result result = run(List.of(300), watched, labeled(10, 6));

    assertThat(result.points()).hasSize(1);
    assertThat(batches).hasSize(3);
    assertThat(held).hasValue(0);
  }

  @Test
  void givenALongTest_whenWatched_thenEverySampleIsCounted() throws IOException {
    AtomicLong total = new AtomicLong();
    AtomicLong done = new AtomicLong();

    Result unused =
        new NearestNeighborProtocol(List.of(10, 500))
            .run(
                LabeledImageStream.of(labeled(600, 7)),
                labeled(5, 8),
                (name, units, unit) -> {
                  total.set(units);
                  return done::addAndGet;
                });

    assertThat(total).hasValue(500);
    assertThat(done).hasValue(500);
  }

  @Test
  void givenSomeOfMnist_whenClassified_thenErrorsAndDistancesAreThoseOfNumPy() throws IOException {
    // NumPy 2.4.6: argmin of the squared distances of all pairs as 64-bit integers, pixels / 255.
    try (Mnist training = Mnist.train(RealData.folder("mnist"));
        Mnist test = Mnist.test(RealData.folder("mnist"))) {
      Result result = run(List.of(500, 2000), LabeledImageStream.of(training), test.take(300));

      assertThat(result.points()).extracting(p -> p.error().successes()).containsExactly(58L, 38L);
      assertThat(result.points().get(0).nnd()).isCloseTo(5.837434008006526, within(1e-6));
      assertThat(result.points().get(1).nnd()).isCloseTo(5.231421299586401, within(1e-6));
    }
  }

  @Test
  void givenFewerImagesThanTheDefault_whenLimited_thenTheCountsEndThere() {
    assertThat(NearestNeighborProtocol.DEFAULT.upTo(60_000).counts())
        .containsExactly(1_000, 10_000, 50_000, 60_000);
    assertThat(NearestNeighborProtocol.DEFAULT.upTo(1_000_000))
        .isEqualTo(NearestNeighborProtocol.DEFAULT);
    assertThat(NearestNeighborProtocol.AUTHORS.upTo(7).counts()).containsExactly(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NearestNeighborProtocol.AUTHORS.upTo(0))
        .withMessageContaining("at least 1, got 0");
  }

  @Test
  void givenInvalidCounts_whenCreated_thenTheyAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NearestNeighborProtocol(List.of()))
        .withMessageContaining("name at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NearestNeighborProtocol(List.of(10, 10)))
        .withMessageContaining("ascending order, got 10 after 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NearestNeighborProtocol(List.of(0)))
        .withMessageContaining("at least 1");
  }

  @Test
  void givenImagesThatDoNotFit_whenClassified_thenTheMessageSaysWhich() {
    TestImages samples = labeled(20, 0);
    TestImages test = labeled(5, 0);
    LabeledImageStream stream = LabeledImageStream.of(samples);

    assertRefused(30, stream, test, "30 images were asked for", "only 20", "ask for fewer");
    assertRefused(
        5, stream, TestImages.noise(5, SHAPE), "no classes", "choose a source with labels");
    assertRefused(
        5, stream, TestImages.noise(5, SHAPE).withClasses("x", "y", "z"), "[x, y, z]", "[a, b, c]");
    assertRefused(
        5,
        stream,
        TestImages.noise(5, ImageShape.square(4, 1)).withClasses("a", "b", "c"),
        "takes images of 3x4x1",
        "4x4x1");
    assertRefused(5, stream, labeled(5, 0).withLabels(CLASSES, i -> i - 1), "image #0", "no label");
    assertRefused(5, stream, labeled(5, 0).withLabels(CLASSES, i -> i), "image #3", "the label 3");
    assertRefused(5, stream, labeled(0, 0), "at least 1 image");
    assertRefused(10, new Batches(labeled(6, 0), 4, 0), test, "batches ended after 6 of 10 images");
    assertRefused(
        5,
        new Batches(labeled(6, 0).withLabels(CLASSES, i -> 3), 4, 0),
        test,
        "batches gave the label 3, expected 0 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabeledImageStream.of(TestImages.noise(5, SHAPE)))
        .withMessageContaining("choose a source with labels");
  }

  /** A generator whose images are all the same. */
  private static final class Gray implements ImageSampler {
    @Override
    public ImageShape imageShape() {
      return SHAPE;
    }

    @Override
    public Iterable<Images> sampleBatches(long count, long seed) {
      return List.of(Images.of(SHAPE, new float[(int) count * SHAPE.size()]));
    }
  }

  @Test
  void givenAGeneratorOfOtherClasses_whenClassified_thenBothNumbersAreNamed() throws IOException {
    TestImages test = labeled(5, 0);

    for (int classes : new int[] {1, 2, 4}) {
      assertRefused(
          4,
          LabeledImageStream.inTurn(new Gray(), classes, 1, "run 7"),
          test,
          "of the 3 classes of " + test.description(),
          "run 7 (generated, classes in turn, seed 1) has " + classes + " classes",
          "trained on these classes");
    }
    LabeledImageStream fitting = LabeledImageStream.inTurn(new Gray(), 3, 1, "run 7");
    assertThat(run(List.of(4), fitting, test).points()).hasSize(1);
  }

  private static void assertRefused(
      int count, LabeledImageStream samples, ImageSource test, String... parts) {
    assertThatThrownBy(() -> run(List.of(count), samples, test))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void givenASampleThatIsNotFinite_whenClassified_thenItsIndexIsNamed() {
    LabeledImageStream diverged =
        new LabeledImageStream() {
          @Override
          public String description() {
            return "run 7";
          }

          @Override
          public ImageShape imageShape() {
            return SHAPE;
          }

          @Override
          public void read(long count, Consumer consumer) throws IOException {
            float[] values = new float[2 * SHAPE.size()];
            consumer.accept(Images.of(SHAPE, values), new int[2]);
            values[values.length - 1] = Float.NaN;
            consumer.accept(Images.of(SHAPE, values), new int[2]);
          }
        };

    assertRefused(
        4, diverged, labeled(5, 0), "image 3 of run 7 has the value NaN", "earlier checkpoint");
  }

  @Test
  void givenAnInterruptedThread_whenClassified_thenTheTestEndsAndTheThreadStaysInterrupted() {
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> run(List.of(10), LabeledImageStream.of(labeled(20, 0)), labeled(5, 0)))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      boolean unused = Thread.interrupted(); // so that later tests are not interrupted
    }
  }
}

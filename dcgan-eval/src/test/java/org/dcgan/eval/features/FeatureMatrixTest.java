package org.dcgan.eval.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.internal.HalfFloats;
import org.dcgan.internal.io.TruncatedFileException;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file contains the features of every image with its label. */
class FeatureMatrixTest {
  private static final ImageShape SHAPE = ImageShape.square(2, 1);

  @TempDir private Path folder;

  /** Images whose first pixel is their index. */
  private static TestImages unlabeled(int size) {
    return TestImages.of(
            size,
            Optional.of(SHAPE),
            index -> new Pixels(SHAPE, new byte[] {(byte) index, 0, (byte) 255, 127}))
        .withDescription("numbered(" + size + ")");
  }

  private static final ImageSource SOURCE = unlabeled(50).withClasses("a", "b", "c");

  /** The pixels, and a constant. */
  private record PixelsAnd(float constant) implements FeatureExtractor {
    @Override
    public int dimension() {
      return 5;
    }

    @Override
    public ImageShape inputShape() {
      return SHAPE;
    }

    @Override
    public Features extract(Images images) {
      float[] values = new float[images.count() * 5];
      float[] pixels = images.toArray();
      for (int i = 0; i < images.count(); i++) {
        System.arraycopy(pixels, i * 4, values, i * 5, 4);
        values[i * 5 + 4] = constant;
      }
      return Features.of(5, values);
    }
  }

  @ParameterizedTest
  @EnumSource(FloatFormat.class)
  void givenASource_whenWritten_thenEveryRowAndLabelIsInTheFile(FloatFormat format)
      throws IOException {
    Path file = folder.resolve("f.features");
    FeatureExtraction.by(new PixelsAnd(0.5f)).batch(7).format(format).write(SOURCE, file).close();

    try (FeatureMatrix matrix = FeatureMatrix.open(file)) {
      matrix.verify();
      assertThat(matrix.rows()).isEqualTo(50);
      assertThat(matrix.columns()).isEqualTo(5);
      assertThat(matrix.dataset()).isEqualTo("numbered(50)");
      assertThat(matrix.extractor()).isEqualTo("PixelsAnd(5 features)");
      for (int i = 0; i < 50; i++) {
        float first = i / 127.5f - 1;
        float expected =
            format == FloatFormat.FLOAT16 ? HalfFloats.toFloat(HalfFloats.toHalf(first)) : first;
        assertThat(matrix.row(i)[0]).isEqualTo(expected);
        assertThat(matrix.row(i)[4]).isEqualTo(0.5f);
        assertThat(matrix.label(i)).isEqualTo(i % 3);
      }
      assertThat(matrix.subset(9, 3).row(1)).isEqualTo(matrix.row(3));
      assertThat(matrix.subset(9, 3).labels()).containsExactly(0, 0);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void givenASource_whenReadIntoMemory_thenItIsWhatTheFileHolds() throws IOException {
    FeatureTable memory = FeatureExtraction.by(new PixelsAnd(1)).batch(8).read(SOURCE);

    try (FeatureMatrix matrix =
        FeatureExtraction.by(new PixelsAnd(1)).write(SOURCE, folder.resolve("f"))) {
      assertThat(memory.row(49)).isEqualTo(matrix.row(49));
      assertThat(memory.labels()).isEqualTo(matrix.labels());
      assertThat(memory.description()).isEqualTo(matrix.description());
    }
  }

  @Test
  void givenAnyFloat_whenHalved_thenItIsTheNearestHalf() {
    for (int bits = 0; bits < 0x7C00; bits++) {
      float half = HalfFloats.toFloat((short) bits);
      float next = HalfFloats.toFloat((short) (bits + 1));
      assertThat(HalfFloats.toHalf(half)).isEqualTo((short) bits);
      assertThat(HalfFloats.toHalf(-half)).isEqualTo((short) (bits | 0x8000));
      if (bits < 0x7BFF) {
        float middle = (half + next) / 2;
        assertThat(HalfFloats.toHalf(middle)).isEqualTo((short) (bits + (bits & 1)));
        assertThat(HalfFloats.toHalf(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        assertThat(HalfFloats.toHalf(Math.nextDown(middle))).isEqualTo((short) bits);
      }
    }
    assertThat(HalfFloats.toFloat(HalfFloats.toHalf(1e6f))).isInfinite();
    assertThat(HalfFloats.toFloat(HalfFloats.toHalf(Float.NaN))).isNaN();
    assertThat(HalfFloats.toFloat((short) 0x3555)).isEqualTo(0.333251953125f);
  }

  @Test
  void givenAFeatureTooLargeForAHalf_whenWritten_thenItIsNamedAndNothingIsLeft() {
    Path file = folder.resolve("f");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FeatureExtraction.by(new PixelsAnd(1e5f))
                    .format(FloatFormat.FLOAT16)
                    .write(SOURCE, file))
        .withMessageContainingAll("feature 4 of image 0 is 100000.0", "store FLOAT32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureExtraction.by(new PixelsAnd(Float.NaN)).write(SOURCE, file))
        .withMessageContaining("is NaN");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenASourceWithoutLabels_whenExtracted_thenItsFeaturesAreThoseOfALabeledOne()
      throws IOException {
    ImageSource unlabeled = unlabeled(50);
    FeatureExtraction extraction = FeatureExtraction.by(new PixelsAnd(1));

    FeatureTable memory = extraction.read(unlabeled);
    try (FeatureMatrix file = extraction.write(unlabeled, folder.resolve("f"))) {
      for (FeatureTable table : List.of(memory, file)) {
        assertThat(table.classNames()).isEmpty();
        assertThat(table.labels()).hasSize(50).containsOnly(ImageSource.NO_LABEL);
        assertThat(table.row(49)).isEqualTo(extraction.read(SOURCE).row(49));
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> L2Svm.train(memory, 1, SvmOptions.DEFAULT))
        .withMessageContaining("got 50 rows and the classes []")
        .withMessageContaining("Dataset.labeled");
  }

  @Test
  void givenRowsOfWhichSomeHaveNoLabel_whenAnSvmIsTrained_thenTheRowIsNamed() throws IOException {
    FeatureTable table =
        FeatureTable.of(
            Features.of(1, new float[] {1, 2, 3}),
            new int[] {0, 1, ImageSource.NO_LABEL},
            List.of("a", "b"),
            "rows");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> L2Svm.train(table, 1, SvmOptions.DEFAULT))
        .withMessageContaining("the label of row 2 is -1");
  }

  @Test
  void givenALongBatchThatIsBeingRead_whenTheExtractorFails_thenReadingHasEndedWithoutAnInterrupt()
      throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    TestImages source =
        TestImages.of(
            200,
            Optional.of(SHAPE),
            index -> {
              if (index >= 100) {
                reading.countDown();
                Uninterruptibles.sleepUninterruptibly(50, TimeUnit.MILLISECONDS);
                // An interrupt here would close the channel of a file for good.
                interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
              }
              return new Pixels(SHAPE, new byte[4]);
            });
    FeatureExtractor failing =
        new FeatureExtractor() {
          @Override
          public int dimension() {
            return 5;
          }

          @Override
          public ImageShape inputShape() {
            return SHAPE;
          }

          @Override
          public Features extract(Images images) {
            Uninterruptibles.awaitUninterruptibly(reading);
            throw new IllegalStateException("expected");
          }
        };

    assertThatThrownBy(() -> FeatureExtraction.by(failing).batch(100).read(source))
        .isInstanceOf(IllegalStateException.class);

    int read = source.reads();
    TimeUnit.MILLISECONDS.sleep(150);
    assertThat(source.reads()).as("images read after the failure").isEqualTo(read);
    assertThat(interrupted).isFalse();
  }

  @Test
  void givenMoreValuesThanAreEncodedAtATime_whenWritten_thenEveryRowIsThere() throws IOException {
    int dimension = FeatureExtraction.VALUES_AT_A_TIME / 3 + 1;
    FeatureExtractor many =
        new FeatureExtractor() {
          @Override
          public int dimension() {
            return dimension;
          }

          @Override
          public ImageShape inputShape() {
            return SHAPE;
          }

          @Override
          public Features extract(Images images) {
            float[] values = new float[images.count() * dimension];
            for (int i = 0; i < values.length; i++) {
              values[i] = i;
            }
            return Features.of(dimension, values);
          }
        };

    try (FeatureMatrix matrix =
        FeatureExtraction.by(many).write(unlabeled(7), folder.resolve("f"))) {
      matrix.verify();
      for (int row = 0; row < 7; row++) {
        float[] expected = new float[dimension];
        for (int i = 0; i < dimension; i++) {
          expected[i] = row * dimension + i;
        }
        assertThat(matrix.row(row)).isEqualTo(expected);
      }
    }
  }

  @Test
  void givenLabelsBeyondTheClassNames_whenExtracted_thenRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                FeatureExtraction.by(new PixelsAnd(1))
                    .read(unlabeled(3).withLabels(List.of("a", "b"), index -> index % 3)))
        .withMessageContaining("the label of row 2 is 2");
  }

  @Test
  void givenAFileThatShrinksWhileOpen_whenRead_thenAnIOExceptionThatNamesIt() throws IOException {
    Path file = folder.resolve("f");
    try (FeatureMatrix matrix = FeatureExtraction.by(new PixelsAnd(1)).write(SOURCE, file)) {
      matrix.row(49);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(MatrixHeader.DATA_START + 100);
      }
      for (int i = 0; i < 10_000; i++) {
        assertThatThrownBy(() -> matrix.row(49))
            .isInstanceOf(TruncatedFileException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("found " + (MatrixHeader.DATA_START + 100));
      }
      assertThatThrownBy(matrix::verify).isInstanceOf(TruncatedFileException.class);
      assertThat(matrix.row(4)[4]).isEqualTo(1);
    }
    FeatureMatrix closed = FeatureExtraction.by(new PixelsAnd(1)).write(SOURCE, file);
    closed.close();
    assertThatThrownBy(() -> closed.row(4)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenADamagedFile_whenOpened_thenTheDamageIsNamed() throws IOException {
    Path file = folder.resolve("f");
    FeatureExtraction.by(new PixelsAnd(1)).write(SOURCE, file).close();
    byte[] good = Files.readAllBytes(file);

    assertThatThrownBy(() -> opened(java.util.Arrays.copyOf(good, good.length - 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("50 x 5 features take");
    assertThatThrownBy(() -> opened(flipped(good, 40)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("header is damaged");
    assertThatThrownBy(() -> opened(flipped(good, good.length - 20)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("labels are damaged");
    assertThatThrownBy(() -> opened(new byte[100]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a feature matrix");
    try (FeatureMatrix matrix = opened(flipped(good, MatrixHeader.DATA_START + 9))) {
      assertThatThrownBy(matrix::verify)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("values are damaged");
    }
  }

  private static byte[] flipped(byte[] bytes, int place) {
    byte[] copy = bytes.clone();
    copy[place] ^= 1;
    return copy;
  }

  private FeatureMatrix opened(byte[] bytes) throws IOException {
    Path file = folder.resolve("damaged");
    Files.write(file, bytes);
    return FeatureMatrix.open(file);
  }

  @Test
  void givenFeaturesThatDoNotFitIntoTheHeap_whenReadIntoMemory_thenTheErrorNamesTheFile() {
    FeatureExtraction.requireHeap(1_000, 1_000, 16L << 20);
    for (int images : new int[] {2_000, 4_000, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> FeatureExtraction.requireHeap(images, 1_000, 16L << 20))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("16 MB (-Xmx)", "FeatureExtraction.write");
    }
    TestImages many = TestImages.noise(1 << 30, ImageShape.square(2, 1));
    assertThatThrownBy(() -> FeatureExtraction.by(new PixelsAnd(1)).read(many))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("1,073,741,824 images");
  }
}

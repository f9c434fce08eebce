package org.dcgan.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.Features;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;

/**
 * Splits and subsets are the authors', and so is the choice of C, with this library's SVM instead
 * of LIBLINEAR.
 */
class SvhnProtocolTest {
  private static final int TRAINING = 73_257;

  private static long checksum(int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return crc.getValue();
  }

  /**
   * The numbers are those of {@code numpy.random.RandomState(42).shuffle} of 0 to 73,256, and of
   * Python 2.7's {@code random.Random(42).sample} as svhn/svhn_semisup_analysis.py:128-132 calls
   * it, for made-up labels.
   */
  @Test
  void givenSvhnsSize_whenSplitAndSampled_thenTheImagesAreTheAuthors() {
    SvhnProtocol.Split split = SvhnProtocol.AUTHORS.split(TRAINING);

    assertThat(split.validation()).hasSize(10_000).startsWith(18393, 25194, 45083, 1413, 69044);
    assertThat(split.pool()).hasSize(63_257).startsWith(21133, 6418, 19838);
    assertThat(split.pool()).endsWith(37194, 6265, 54886, 860, 15795);
    int[] all =
        IntStream.concat(Arrays.stream(split.validation()), Arrays.stream(split.pool())).toArray();
    assertThat(checksum(all)).isEqualTo(2050929390L);

    int[] labels = Arrays.stream(split.pool()).map(i -> (int) ((long) i * i % 97 % 10)).toArray();
    List<int[]> draws =
        new SvhnProtocol(10_000, 100, List.of(1.0), 1, 1, 42, SvmOptions.DEFAULT)
            .draws(labels, IntStream.range(0, 10).toArray());
    List<int[]> images =
        draws.stream().map(d -> Arrays.stream(d).map(r -> split.pool()[r]).toArray()).toList();
    assertThat(images).hasSize(2);
    assertThat(images.get(0)).startsWith(47511, 16323, 18411, 15986, 20343);
    assertThat(images.get(1)).endsWith(54798, 104, 62405);
    assertThat(images)
        .extracting(SvhnProtocolTest::checksum)
        .containsExactly(1024554633L, 2014042945L);
  }

  private static FeatureTable blobs(int rows, long seed) {
    int classes = 3;
    int dimension = 12;
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[rows * dimension];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextInt(classes);
      for (int j = 0; j < dimension; j++) {
        double center = j % classes == labels[i] ? 1 : 0;
        values[i * dimension + j] = (float) (center + 1.3 * random.nextGaussian());
      }
    }
    return FeatureTable.of(Features.of(dimension, values), labels, List.of("0", "1", "2"), "blobs");
  }

  private static Feature[] nodes(float[] values) {
    Feature[] nodes = new Feature[values.length + 1];
    for (int j = 0; j < values.length; j++) {
      nodes[j] = new FeatureNode(j + 1, values[j]);
    }
    nodes[values.length] = new FeatureNode(values.length + 1, 1);
    return nodes;
  }

  /** Percent of rows that LIBLINEAR gets wrong, fitted to some and asked about others. */
  private static double liblinear(FeatureTable fitted, FeatureTable asked, double c)
      throws IOException {
    Problem problem = new Problem();
    problem.l = fitted.rows();
    problem.n = fitted.columns() + 1;
    problem.bias = 1;
    problem.x = new Feature[problem.l][];
    problem.y = new double[problem.l];
    for (int i = 0; i < problem.l; i++) {
      problem.x[i] = nodes(fitted.row(i));
      problem.y[i] = fitted.label(i);
    }
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, new Parameter(SolverType.L2R_L2LOSS_SVC, c, 1e-6));
    int wrong = 0;
    for (int i = 0; i < asked.rows(); i++) {
      wrong += Linear.predict(model, nodes(asked.row(i))) == asked.label(i) ? 0 : 1;
    }
    return 100.0 * wrong / asked.rows();
  }

  @Test
  void givenFeatures_whenRun_thenErrorsAndTheChosenCAreThoseOfAPlainLoopWithLiblinear()
      throws IOException {
    FeatureTable training = blobs(400, 1);
    FeatureTable test = blobs(300, 2);
    SvhnProtocol protocol =
        new SvhnProtocol(150, 6, List.of(1e-4, 0.05, 30.0), 3, 4, 42, SvmOptions.DEFAULT);

    SvhnProtocol.Result result = protocol.run(training, test, ProgressListener.none());

    SvhnProtocol.Split split = protocol.split(400);
    FeatureTable pool = training.subset(split.pool());
    FeatureTable validation = training.subset(split.validation());
    List<int[]> draws = protocol.draws(pool.labels(), new int[] {1, 2, 0});
    double best = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    int next = 0;
    for (int i = 0; i < 3; i++) {
      double sum = 0;
      for (int draw = 0; draw < 3; draw++) {
        sum += liblinear(pool.subset(draws.get(next++)), validation, protocol.grid().get(i));
      }
      assertThat(result.grid().get(i).validationError().mean()).isCloseTo(sum / 3, within(0.5));
      best = sum / 3 < least ? protocol.grid().get(i) : best;
      least = Math.min(least, sum / 3);
    }
    assertThat(result.c()).isEqualTo(best);
    for (double error : result.testError().values()) {
      assertThat(error)
          .isCloseTo(liblinear(pool.subset(draws.get(next++)), test, best), within(0.7));
    }
    assertThat(result.testError().values()).hasSize(4);
    assertThat(result.confusion().total()).isEqualTo(4 * 300);
    assertThat(100 * (1 - result.confusion().accuracy()))
        .isCloseTo(result.testError().mean(), within(1e-9));
  }

  @Test
  void givenTooFewRows_whenRun_thenTheShortageIsNamed() {
    FeatureTable few = blobs(60, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SvhnProtocol.AUTHORS.run(few, few, ProgressListener.none()))
        .withMessageContaining("only 60");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SvhnProtocol(10, 40, List.of(1.0), 1, 1, 42, SvmOptions.DEFAULT)
                    .run(few, few, ProgressListener.none()))
        .withMessageContaining("40 labels of each class were asked for");
  }

  @Test
  void givenValues_whenSummarized_thenTheSpreadIs196StandardErrors() {
    MeanAndSpread spread = MeanAndSpread.of(List.of(1.0, 3.0, 5.0));

    assertThat(spread.mean()).isEqualTo(3);
    assertThat(spread.spread()).isCloseTo(1.96 * Math.sqrt(8.0 / 3), within(1e-12));
  }
}

package org.dcgan.eval.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;

/** Real images get the label of the nearest sample, in whatever order samples arrive. */
class NearestNeighborClassificationTest {

  @Test
  void givenLabeledSamples_whenScored_thenTheNearestOnesLabelsCount() {
    NearestNeighborClassification.Score score =
        NearestNeighborClassification.of(
                Rows.of(1, new float[] {0, 1, 2, 3}), new int[] {7, 7, 200, 200})
            .add(Rows.of(1, new float[] {0.1f, 2.2f}), new int[] {7, 200})
            .add(Rows.of(1, new float[] {1, 1}), new int[] {200, 7})
            .score();

    assertThat(score).isEqualTo(new NearestNeighborClassification.Score(4, 4, 3));
    assertThat(score.accuracy()).isEqualTo(0.75);
    assertThat(score.errorPercent()).isEqualTo(25);
  }

  @Test
  void givenManySamples_whenAddedInBatches_thenTheScoreIsThatOfAPlainLoop() {
    SeededRandom random = SeededRandom.of(1);
    float[] real = noise(random, 60 * 5);
    float[] samples = noise(random, 3000 * 5);
    int[] realLabels = labels(random, 60);
    int[] sampleLabels = labels(random, 3000);
    int correct = 0;
    int[] expected = new int[60];
    double distances = 0;
    for (int i = 0; i < 60; i++) {
      double least = Double.POSITIVE_INFINITY;
      int label = -1;
      for (int j = 0; j < 3000; j++) {
        double sum = 0;
        for (int d = 0; d < 5; d++) {
          double difference = (double) real[i * 5 + d] - samples[j * 5 + d];
          sum += difference * difference;
        }
        if (sum < least) {
          least = sum;
          label = sampleLabels[j];
        }
      }
      correct += label == realLabels[i] ? 1 : 0;
      expected[i] = label;
      distances += Math.sqrt(least);
    }

    NearestNeighborClassification classification =
        NearestNeighborClassification.of(Rows.of(5, real), realLabels);
    for (int from = 0; from < 3000; from += 1000) {
      classification.add(
          Rows.of(5, java.util.Arrays.copyOfRange(samples, from * 5, (from + 1000) * 5)),
          java.util.Arrays.copyOfRange(sampleLabels, from, from + 1000));
    }

    assertThat(classification.score().correct()).isEqualTo(correct).isBetween(5, 40);
    assertThat(classification.predictions()).isEqualTo(expected);
    assertThat(classification.meanDistance()).isCloseTo(distances / 60, within(1e-12));
  }

  private static float[] noise(SeededRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static int[] labels(SeededRandom random, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(3);
    }
    return labels;
  }

  @Test
  void givenNoSamples_whenScored_thenTheMessageAsksForSome() {
    NearestNeighborClassification empty =
        NearestNeighborClassification.of(Rows.of(1, new float[2]), new int[2]);

    assertThatIllegalStateException()
        .isThrownBy(empty::score)
        .withMessageContaining("add references first");
    assertThatIllegalStateException().isThrownBy(empty::predictions);
    assertThatIllegalStateException().isThrownBy(empty::meanDistance);
  }

  @Test
  void givenLabelsThatDoNotFit_whenAdded_thenTheyAreRefused() {
    Rows rows = Rows.of(1, new float[2]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> NearestNeighborClassification.of(rows, new int[1]))
        .withMessageContaining("2 images need one label each, got 1 labels");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> NearestNeighborClassification.of(rows, new int[2]).add(rows, new int[] {0, -1}))
        .withMessageContaining("at least 0, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NearestNeighborClassification.of(rows, new int[] {0, -1}))
        .withMessageContaining("at least 0, got -1");
  }
}

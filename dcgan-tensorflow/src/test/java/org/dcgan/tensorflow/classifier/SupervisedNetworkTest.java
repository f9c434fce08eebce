package org.dcgan.tensorflow.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.classifier.SupervisedNetwork.Plan;
import org.junit.jupiter.api.Test;

class SupervisedNetworkTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 1);

  /** A bright square in the left or right half, at a height that is the value. */
  private static final class Squares implements ImageSource {
    boolean right(int index) {
      return index % 2 == 1;
    }

    int top(int index) {
      return SeededRandom.of(index).nextInt(12);
    }

    @Override
    public int size() {
      return 512;
    }

    @Override
    public Optional<ImageShape> shape() {
      return Optional.of(SHAPE);
    }

    @Override
    public Pixels read(int index) {
      byte[] data = new byte[256];
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
          data[(top(index) + y) * 16 + x + 2 + (right(index) ? 8 : 0)] = (byte) 255;
        }
      }
      return new Pixels(SHAPE, data);
    }

    @Override
    public String description() {
      return "squares";
    }

    void describe(int index, float[] labels, float[] values, float[] weights) {
      labels[0] = right(index) ? 1 : 0;
      labels[1] = 1 - labels[0];
      values[0] = top(index) / 12f;
      weights[0] = 1;
      values[1] = Float.MAX_VALUE / 1e20f; // means nothing, and is not learned
    }
  }

  private static SupervisedNetwork network() {
    return new SupervisedNetwork(SHAPE, 2, 2, 8, 1, Models.RUNTIME);
  }

  @Test
  void givenImagesWithKnownTruth_whenLearned_thenLabelsAndValuesOfOthersArePredicted()
      throws IOException {
    Squares squares = new Squares();
    try (SupervisedNetwork network = network()) {
      network.train(
          squares, squares::describe, new Plan(8, 32, 3e-3, 0.1, 1), ProgressListener.none());
      int[] indices = {0, 1, 2, 3, 4, 5, 6, 7};
      float[][] rows = network.predict(Images.read(squares, indices));
      for (int i : indices) {
        assertThat(rows[i]).hasSize(4);
        assertThat(rows[i][0] > 0.5).as("label of %d", i).isEqualTo(squares.right(i));
        assertThat(rows[i][1] > 0.5).isEqualTo(!squares.right(i));
        assertThat(rows[i][2])
            .isCloseTo(squares.top(i) / 12f, org.assertj.core.api.Assertions.within(0.15f));
      }
    }
  }

  @Test
  void givenTheSameSeeds_whenLearnedTwice_thenTheAnswersAreTheSameBits() throws IOException {
    Squares squares = new Squares();
    float[][][] answers = new float[2][][];
    for (int i = 0; i < 2; i++) {
      try (SupervisedNetwork network =
          new SupervisedNetwork(
              SHAPE,
              2,
              2,
              4,
              1,
              new org.dcgan.RuntimeOptions(org.dcgan.Precision.FLOAT32, org.dcgan.Device.CPU, 1))) {
        network.train(
            squares, squares::describe, new Plan(1, 64, 1e-3, 0.2, 5), ProgressListener.none());
        answers[i] = network.predict(Images.read(squares, 0, 1));
      }
    }
    assertThat(answers[0]).isDeepEqualTo(answers[1]);
  }

  @Test
  void givenInputOfTheWrongShape_whenUsed_thenTheErrorSaysSo() throws IOException {
    Squares squares = new Squares();
    try (SupervisedNetwork network = network()) {
      assertThatThrownBy(
              () ->
                  network.train(
                      Models.noise(8), squares::describe, Plan.DEFAULT, ProgressListener.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected images of 16x16x1");
      assertThatThrownBy(() -> network.predict(Images.of(Models.noise(2).all())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("16x16x3");
    }
    SupervisedNetwork closed = network();
    closed.close();
    assertThatThrownBy(() -> closed.predict(Images.read(squares, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> new Plan(0, 0, 0, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epochs")
        .hasMessageContaining("batchSize")
        .hasMessageContaining("learningRate")
        .hasMessageContaining("noise");
    assertThatThrownBy(
            () -> new SupervisedNetwork(new ImageShape(16, 12, 1), 0, -1, 0, 1, Models.RUNTIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16x12x1")
        .hasMessageContaining("labels")
        .hasMessageContaining("width");
  }
}

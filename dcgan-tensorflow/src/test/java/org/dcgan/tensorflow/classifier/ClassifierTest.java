package org.dcgan.tensorflow.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.tensorflow.Models;
import org.dcgan.training.AdamOptions;
import org.junit.jupiter.api.Test;

class ClassifierTest {
  private static final int BATCH_SIZE = 8;

  private static final RuntimeOptions RUNTIME =
      new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1);

  private static ClassifierOptions options() {
    return new ClassifierOptions(
        Architecture.builder().resolution(16).width(4).latentDim(4).build(),
        2,
        BATCH_SIZE,
        AdamOptions.DEFAULT.toBuilder().learningRate(0.01).build(),
        0.2,
        0.05,
        1);
  }

  /** Dark above and light below, or the other way round. */
  private static Pixels image(int label, int n) {
    byte[] data = new byte[Models.SHAPE.size()];
    for (int i = 0; i < data.length; i++) {
      boolean upper = i < data.length / 2;
      data[i] = (byte) ((upper == (label == 0) ? 60 : 180) + (i * 31 + n * 17) % 40);
    }
    return new Pixels(Models.SHAPE, data);
  }

  private static double train(Classifier classifier, int steps) {
    byte[] batch = new byte[BATCH_SIZE * Models.SHAPE.size()];
    int[] labels = new int[BATCH_SIZE];
    double loss = 0;
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < BATCH_SIZE; i++) {
        labels[i] = i % 2;
        byte[] data = image(labels[i], step * BATCH_SIZE + i).data();
        System.arraycopy(data, 0, batch, i * data.length, data.length);
      }
      loss = classifier.train(batch, labels, 1);
    }
    return loss;
  }

  @Test
  void givenTwoKindsOfImages_whenTrained_thenUnseenOnesAreClassified() {
    try (Classifier classifier = new Classifier(options(), RUNTIME)) {
      assertThat(train(classifier, 40)).isLessThan(0.2);
      List<Pixels> fresh = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        fresh.add(image(i % 2, 10_000 + i));
      }
      int[] found = classifier.classify(Images.of(fresh));
      for (int i = 0; i < 100; i++) {
        assertThat(found[i]).isEqualTo(i % 2);
      }
      assertThat(classifier.updates()).isEqualTo(40);
    }
  }

  @Test
  void givenOneSeed_whenTrainedTwice_thenTheLogitsAreTheSameToTheBit() {
    Images images = Images.of(List.of(image(0, 1), image(1, 2)));
    try (Classifier one = new Classifier(options(), RUNTIME);
        Classifier two = new Classifier(options(), RUNTIME)) {
      train(one, 3);
      train(two, 3);
      assertThat(one.logits(images)).containsExactly(two.logits(images));
    }
  }

  @Test
  void givenAnUntrainedClassifier_whenUsed_thenTheErrorSaysWhatIsMissing() {
    try (Classifier classifier = new Classifier(options(), RUNTIME)) {
      assertThatThrownBy(() -> classifier.classify(Images.of(List.of(image(0, 1)))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("train it first");
    }
  }

  @Test
  void givenALabelOutOfRange_whenTrained_thenItIsRefusedAndNothingChanges() {
    try (Classifier classifier = new Classifier(options(), RUNTIME)) {
      byte[] batch = new byte[BATCH_SIZE * Models.SHAPE.size()];
      int[] labels = new int[BATCH_SIZE];
      Arrays.fill(labels, 2);
      assertThatThrownBy(() -> classifier.train(batch, labels, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a label must be 0 to 1, got 2");
      assertThat(classifier.updates()).isZero();
    }
  }

  @Test
  void givenWrongNumbers_whenDescribed_thenAllOfThemAreNamed() {
    assertThatThrownBy(
            () ->
                new ClassifierOptions(options().architecture(), 1, 1, AdamOptions.DEFAULT, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("classes")
        .hasMessageContaining("batchSize")
        .hasMessageContaining("dropout")
        .hasMessageContaining("weightDeviation");
  }
}

package org.dcgan.eval.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.Device;
import org.dcgan.ModelFormatException;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.feature.Features;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores follow the definition, confusions are counted, and damaged files are refused. */
class LinearClassifierTest {
  @TempDir private Path folder;

  private final LinearClassifier classifier =
      LinearClassifier.of(List.of("a", "b"), new double[][] {{1, -2, 0.5}, {0, 1, 0}});

  @Test
  void givenWeights_whenScored_thenScoresAreSumsOfProductsWithTheBias() throws IOException {
    FeatureTable table =
        FeatureTable.of(
            Features.of(2, new float[] {1, 1, 3, 0.5f, 0, 2}),
            new int[] {0, 0, 1},
            List.of("a", "b"),
            "three");

    assertThat(classifier.scores(table))
        .containsExactly(new float[] {-0.5f, 1, 2.5f, 0.5f, -3.5f, 2}, within(1e-6f));
    assertThat(classifier.evaluate(table).counts())
        .isEqualTo(List.of(List.of(1, 1), List.of(0, 1)));
    assertThat(classifier.evaluate(table).accuracy()).isEqualTo(2.0 / 3);
  }

  @Test
  void givenRuntimeOptions_whenPredictedAndEvaluated_thenTheAnswersAreThoseOfTheDefault()
      throws IOException {
    FeatureTable table =
        FeatureTable.of(
            Features.of(2, new float[] {1, 1, 3, 0.5f, 0, 2}),
            new int[] {0, 0, 1},
            List.of("a", "b"),
            "three");
    RuntimeOptions oneThread = new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1);

    assertThat(classifier.predict(table, oneThread)).containsExactly(1, 0, 1);
    assertThat(classifier.evaluate(table, oneThread).counts())
        .isEqualTo(classifier.evaluate(table).counts());
    assertThatThrownBy(() -> classifier.predict(table, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("runtime");
  }

  @Test
  void givenASavedClassifier_whenLoaded_thenItIsTheSame() throws IOException {
    LinearClassifier.of(List.of("x"), new double[][] {{9, 9}}).save(folder);
    classifier.save(folder);

    LinearClassifier loaded = LinearClassifier.load(folder);

    assertThat(loaded.classNames()).containsExactly("a", "b");
    assertThat(loaded.weights(0)).containsExactly(1, -2);
    assertThat(loaded.bias(0)).isEqualTo(0.5f);
    int none = loaded.classNames().size();
    assertThatThrownBy(() -> loaded.weights(none)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> loaded.bias(none)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> loaded.weights(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void givenADamagedArray_whenLoaded_thenItIsRefused() throws IOException {
    classifier.save(folder);
    try (var files = Files.newDirectoryStream(folder, "*.npy")) {
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
      }
    }

    assertThatThrownBy(() -> LinearClassifier.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void givenSomethingElse_whenLoaded_thenItIsRefused() throws IOException {
    assertThatThrownBy(() -> LinearClassifier.load(folder.resolve("none")))
        .isInstanceOf(ModelFormatException.class);
    for (String text : List.of("", "[]", "{}", "{\"format\":\"dcgan-linear-classifier\"}")) {
      Files.writeString(folder.resolve("classifier.json"), text);
      assertThatThrownBy(() -> LinearClassifier.load(folder))
          .as(text)
          .isInstanceOf(ModelFormatException.class);
    }
  }
}

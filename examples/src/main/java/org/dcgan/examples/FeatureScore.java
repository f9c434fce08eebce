package org.dcgan.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.report.ResultFile;

/**
 * An evaluation of a comparison, as it is read from its file.
 *
 * @param updates the number of updates of each network
 * @param imagesPerSecond the training images per second
 * @param dimension the number of features
 * @param accuracy the test accuracy with all labels, in [0, 1]
 * @param fewLabels the test accuracies with few labels, in the order of their numbers
 */
record FeatureScore(
    long updates,
    double imagesPerSecond,
    int dimension,
    double accuracy,
    List<FewLabels> fewLabels) {

  /**
   * A test accuracy with few labels.
   *
   * @param labelsPerClass the number of labels of each class
   * @param accuracy the mean test accuracy, in [0, 1]
   */
  record FewLabels(int labelsPerClass, double accuracy) {}

  /**
   * The contents of an evaluation's file.
   *
   * @param variant the name of the variant
   * @param seed the random seed of its training
   * @param updates the number of updates of each network
   * @param imagesPerSecond the training images per second
   * @param svm the result of the protocol
   */
  record Stored(
      String variant, long seed, long updates, double imagesPerSecond, Cifar10Protocol.Result svm) {

    void write(Path file) throws IOException {
      ResultFile.writeTo(file, this);
    }
  }

  /** Reads an evaluation; empty if there is none, or its file is damaged. */
  static Optional<FeatureScore> read(Path file) {
    try {
      JsonObject stored = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      JsonObject svm = stored.getAsJsonObject("svm");
      List<FewLabels> fewLabels = new ArrayList<>();
      for (JsonElement element : svm.getAsJsonArray("fewLabels")) {
        JsonObject point = element.getAsJsonObject();
        fewLabels.add(
            new FewLabels(
                point.get("labelsPerClass").getAsInt(),
                point.getAsJsonObject("testAccuracy").get("mean").getAsDouble()));
      }
      return Optional.of(
          new FeatureScore(
              stored.get("updates").getAsLong(),
              stored.get("imagesPerSecond").getAsDouble(),
              svm.get("dimension").getAsInt(),
              svm.get("testAccuracy").getAsDouble(),
              List.copyOf(fewLabels)));
    } catch (IOException | RuntimeException e) {
      // It is evaluated again.
      return Optional.empty();
    }
  }
}

package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.eval.comparison.ImageEvaluation;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line options for the network whose features metrics compare. */
final class FeatureNetworkOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--features",
      paramLabel = "SAVEDMODEL",
      description =
          "folder of a TensorFlow SavedModel that computes features, for example an Inception"
              + " network; open only models that you trust (default: an untrained discriminator,"
              + " whose distances can be compared only for one dataset)")
  private @Nullable Path features;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description = "signature of --features to use (default: serving_default)")
  private @Nullable String signature;

  @Option(
      names = "--input",
      paramLabel = "NAME",
      description = "input of --features for images (default: the only input of its signature)")
  private @Nullable String input;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "output of --features (default: the only output of its signature)")
  private @Nullable String output;

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description =
          "height and width that --features takes, to which images are resized; 299 for Inception"
              + " v3 (default: those of the images)")
  private @Nullable Integer side;

  @Option(
      names = "--range",
      paramLabel = "BLACK,WHITE",
      split = ",",
      arity = "1",
      hideParamSyntax = true,
      description = "values that --features takes for black and white (default: -1,1)")
  private List<Double> range = new ArrayList<>();

  @Option(
      names = "--features-name",
      paramLabel = "NAME",
      description = "name of the network in tables (default: the folder's name)")
  private @Nullable String name;

  @Option(
      names = "--probabilities",
      paramLabel = "NAME",
      description = "output of --features with class probabilities, for the Inception Score")
  private @Nullable String probabilities;

  @Option(
      names = "--logits",
      paramLabel = "NAME",
      description =
          "output of --features with a number for each class before softmax, for the Inception"
              + " Score")
  private @Nullable String logits;

  /**
   * The extractors that the options name.
   *
   * @param features the features to compare
   * @param classes class probabilities or logits, or null for none
   * @param normalized whether the classes are probabilities
   */
  record Networks(FeatureExtractor features, @Nullable FeatureExtractor classes, boolean normalized)
      implements AutoCloseable {

    /** Starts an evaluation with these networks. */
    ImageEvaluation.Builder evaluation() {
      ImageEvaluation.Builder builder = ImageEvaluation.builder(features);
      if (classes == null) {
        return builder;
      }
      return normalized ? builder.classProbabilities(classes) : builder.classLogits(classes);
    }

    @Override
    public void close() {
      close(classes);
      close(features);
    }

    private static void close(@Nullable FeatureExtractor extractor) {
      if (extractor instanceof SavedModelFeatures network) {
        network.close();
      } else if (extractor instanceof UntrainedFeatures network) {
        network.close();
      }
    }
  }

  /**
   * Opens the networks.
   *
   * @param shape the shape of the images
   * @param real real images of that shape, over which an untrained discriminator gathers statistics
   * @param count the number of them
   * @param seed the random seed of an untrained discriminator
   * @return the networks, to be closed by the caller
   * @throws IOException if they cannot be opened
   */
  Networks open(ImageShape shape, ImageSource real, int count, long seed) throws IOException {
    if (features == null) {
      refuseWithoutNetwork("--signature", signature);
      refuseWithoutNetwork("--input", input);
      refuseWithoutNetwork("--output", output);
      refuseWithoutNetwork("--side", side);
      refuseWithoutNetwork("--range", range.isEmpty() ? null : range);
      refuseWithoutNetwork("--features-name", name);
      refuseWithoutNetwork("--probabilities", probabilities);
      refuseWithoutNetwork("--logits", logits);
      return new Networks(untrained(real, count, seed), null, false);
    }
    if (probabilities != null && logits != null) {
      throw new ParameterException(
          command.commandLine(),
          "--probabilities and --logits contradict each other: give the one that the network has");
    }
    SavedModelFeatures network = open(features, shape, output);
    String classes = probabilities != null ? probabilities : logits;
    if (classes == null) {
      return new Networks(network, null, false);
    }
    try {
      return new Networks(network, open(features, shape, classes), probabilities != null);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static UntrainedFeatures untrained(ImageSource real, int count, long seed)
      throws IOException {
    try {
      return UntrainedFeatures.of(real, count, seed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "an untrained discriminator cannot compare these images: "
              + e.getMessage()
              + "; correct this, or name another network with --features",
          e);
    }
  }

  private void refuseWithoutNetwork(String option, @Nullable Object value) {
    if (value != null) {
      throw new ParameterException(
          command.commandLine(),
          option + " describes the network of --features, which is missing; name its folder");
    }
  }

  private SavedModelFeatures open(Path folder, ImageShape shape, @Nullable String wanted)
      throws IOException {
    SavedModelFeatures.Builder builder = SavedModelFeatures.builder(folder, shape);
    if (signature != null) {
      builder.signature(signature);
    }
    if (input != null) {
      builder.input(input);
    }
    if (wanted != null) {
      builder.output(wanted);
    }
    if (side != null) {
      builder.side(side);
    }
    if (range.size() == 2) {
      builder.range(range.get(0), range.get(1));
    } else if (!range.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "--range takes two numbers, BLACK,WHITE, got " + range);
    }
    if (name != null) {
      builder.name(name);
    }
    return builder.build();
  }
}

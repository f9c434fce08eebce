package org.dcgan.examples;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.dcgan.eval.comparison.ImageEvaluation;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.CloseOnFailure;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line options for the network whose features metrics compare. */
final class FeatureNetworkOptions {
  /** The folder of kept features in the output folder. */
  private static final String KEPT = "features";

  /** The names of all options. */
  static final String[] NAMES = {
    "--features",
    "--signature",
    "--input",
    "--output",
    "--side",
    "--range",
    "--features-name",
    "--probabilities",
    "--logits"
  };

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

  /** The extractors that the options name. */
  static final class Networks implements AutoCloseable {
    private final FeatureExtractor features;
    private @Nullable FeatureExtractor classes;
    private boolean normalized;
    private final boolean kept;
    private final List<CachedFeatures> caches = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();
    private boolean complete;

    private Networks(UntrainedFeatures untrained) {
      this.features = untrained;
      this.kept = true;
      closing.add(untrained::close);
    }

    /** Networks whose features are not stored. */
    private Networks(SavedModelFeatures network) {
      this.features = network;
      this.kept = true;
      closing.add(network::close);
    }

    private Networks(SavedModelFeatures network, Path folder, boolean kept) throws IOException {
      this.kept = kept;
      closing.add(network::close);
      this.features = cached(network, folder);
    }

    /** Adds class probabilities or logits, which may be the features that are compared. */
    private Networks withClasses(Classes output, Path folder) throws IOException {
      normalized = output.probabilities();
      SavedModelFeatures network = output.opener().open();
      closing.add(0, network::close);
      if (network.description().equals(features.description())) {
        network.close();
        classes = features;
      } else {
        classes = cached(network, folder);
      }
      return this;
    }

    /** Stores the features in a file, so that an interrupted evaluation continues. */
    private CachedFeatures cached(SavedModelFeatures network, Path folder) throws IOException {
      CachedFeatures cache = CachedFeatures.open(network, folder);
      closing.add(0, cache::close);
      caches.add(cache);
      return cache;
    }

    /** Returns the features to compare. */
    FeatureExtractor features() {
      return features;
    }

    /** Starts an evaluation with these networks. */
    ImageEvaluation.Builder evaluation() {
      ImageEvaluation.Builder builder = ImageEvaluation.builder(features);
      if (classes == null) {
        return builder;
      }
      return normalized ? builder.classProbabilities(classes) : builder.classLogits(classes);
    }

    /** Says that the evaluation is complete, so that its features are of no further use. */
    void complete() {
      complete = true;
    }

    @Override
    public void close() {
      runAll(closing.iterator());
      if (complete && !kept) {
        for (CachedFeatures cache : caches) {
          OutputFolder.attempt(cache.file(), () -> delete(cache.file()));
        }
      }
    }

    /** Runs all, also after one that fails. */
    private static void runAll(Iterator<Runnable> rest) {
      if (rest.hasNext()) {
        try {
          rest.next().run();
        } finally {
          runAll(rest);
        }
      }
    }

    private static void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
      try {
        Files.deleteIfExists(requireNonNull(file.toAbsolutePath().getParent()));
      } catch (DirectoryNotEmptyException e) {
        // Another process is evaluating there.
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
   * @param out the output folder
   * @param keep whether the features that --features computes are kept in the output folder;
   *     otherwise they are deleted when the evaluation is complete
   * @return the networks, to be closed by the caller
   * @throws IOException if they cannot be opened, or another process uses the features in the
   *     folder
   */
  Networks open(ImageShape shape, ImageSource real, int count, long seed, Path out, boolean keep)
      throws IOException {
    requireConsistent(keep);
    Path model = features;
    if (model == null) {
      return new Networks(untrained(real, count, seed));
    }
    Path folder = folder(out, keep);
    String classes = classes();
    return opened(
        open(model, shape, output),
        folder,
        classes == null
            ? null
            : new Classes(() -> open(model, shape, classes), probabilities != null));
  }

  /** Opens a network. */
  @FunctionalInterface
  interface Opener {
    SavedModelFeatures open() throws IOException;
  }

  /**
   * The output with the classes.
   *
   * @param opener opens the network with this output
   * @param probabilities whether the output is normalized; otherwise it is logits
   */
  record Classes(Opener opener, boolean probabilities) {}

  /**
   * The networks of features that are stored in a folder.
   *
   * @param opened the network of the features, which is closed if this fails
   * @param folder the folder of stored features
   * @param classes the output with the classes; null for none
   * @return the networks, to be closed by the caller
   * @throws IOException if the other output cannot be opened, or the folder cannot be used
   */
  static Networks opened(SavedModelFeatures opened, Path folder, @Nullable Classes classes)
      throws IOException {
    Networks networks =
        CloseOnFailure.of(opened, network -> new Networks(network, folder, folder.endsWith(KEPT)));
    if (classes == null) {
      return networks;
    }
    return CloseOnFailure.of(networks, features -> features.withClasses(classes, folder));
  }

  /**
   * Opens the network of the features, to try how long it takes. Nothing is stored.
   *
   * @param shape the shape of the images
   * @param real real images of that shape
   * @param count the number of them, over which an untrained discriminator gathers statistics
   * @param seed the random seed of an untrained discriminator
   * @return the networks, to be closed by the caller
   * @throws IOException if they cannot be opened
   */
  Networks openForTrial(ImageShape shape, ImageSource real, int count, long seed)
      throws IOException {
    requireConsistent(false);
    return features == null
        ? new Networks(untrained(real, count, seed))
        : new Networks(open(features, shape, output));
  }

  /** Kept features are used and extended also by an evaluation that is not asked to keep them. */
  private static Path folder(Path out, boolean keep) throws IOException {
    Path kept = out.resolve(KEPT);
    Path inProgress = out.resolve(KEPT + "-in-progress");
    if (keep && !Files.exists(kept) && Files.isDirectory(inProgress)) {
      Files.move(inProgress, kept);
    }
    return keep || Files.isDirectory(kept) ? kept : inProgress;
  }

  /**
   * Checks that the networks can be opened.
   *
   * @param shape the shape of the images
   * @param keep whether their features are to be kept
   * @throws IOException if they cannot be opened
   */
  void check(ImageShape shape, boolean keep) throws IOException {
    requireConsistent(keep);
    if (features == null) {
      return;
    }
    open(features, shape, output).close();
    String classes = classes();
    if (classes != null) {
      open(features, shape, classes).close();
    }
  }

  /** Returns how many times a network is applied to each generated image. */
  int passes() {
    String classes = classes();
    return classes == null || classes.equals(output) ? 1 : 2;
  }

  private @Nullable String classes() {
    return probabilities != null ? probabilities : logits;
  }

  /** Refuses options that contradict each other or that would be ignored. */
  private void requireConsistent(boolean keep) {
    if (features == null) {
      refuseWithoutNetwork("--signature", signature);
      refuseWithoutNetwork("--input", input);
      refuseWithoutNetwork("--output", output);
      refuseWithoutNetwork("--side", side);
      refuseWithoutNetwork("--range", range.isEmpty() ? null : range);
      refuseWithoutNetwork("--features-name", name);
      refuseWithoutNetwork("--probabilities", probabilities);
      refuseWithoutNetwork("--logits", logits);
      if (keep) {
        throw new ParameterException(
            command.commandLine(),
            "--keep-features keeps the features of --features, which is missing; name its folder");
      }
    }
    if (probabilities != null && logits != null) {
      throw new ParameterException(
          command.commandLine(),
          "--probabilities and --logits contradict each other: give the one that the network has");
    }
    if (!range.isEmpty() && range.size() != 2) {
      throw new ParameterException(
          command.commandLine(), "--range takes two numbers, BLACK,WHITE, got " + range);
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
    if (!range.isEmpty()) {
      builder.range(range.get(0), range.get(1));
    }
    if (name != null) {
      builder.name(name);
    }
    return builder.build();
  }
}

package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.Engines;
import org.dcgan.internal.Problems;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.latent.Latents;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * An open DCGAN: a generator, a discriminator, and the means to train them.
 *
 * <pre>{@code
 * try (Dcgan dcgan = Dcgan.builder().resolution(64).latentDim(100).build()) {
 *   dcgan.train(faces, TrainingPlan.builder().epochs(25).build());
 *   ImageGrid.of(dcgan.sample(64)).writePng(Path.of("samples.png"));
 * }
 * }</pre>
 *
 * <p>Owns native memory: close it. After that every method but {@link #close} and the descriptive
 * ones throws {@link IllegalStateException}.
 *
 * <p>All methods are safe from several threads. Sampling, scoring and saving run beside each other,
 * and beside a training between two of its steps, so that a model can serve while it trains. Only
 * one thread at a time may train a model or gather its statistics; others are refused.
 */
public interface Dcgan extends ImageSampler, AutoCloseable {

  /** What initial weights are drawn from where nothing else is said: the authors' lib/rng.py:5. */
  long DEFAULT_SEED = 42;

  /**
   * Describes a new model.
   *
   * @return a builder in which everything has the paper's value
   */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Opens a saved model with the runtime's defaults.
   *
   * @param directory what {@link #save} wrote, one checkpoint, a run's folder of checkpoints, of
   *     which the newest is opened, or {@code best} in that folder
   * @return an open model
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer format
   * @throws IOException if it cannot be read
   */
  static Dcgan load(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    return load(directory, RuntimeOptions.DEFAULT);
  }

  /**
   * Opens a saved model.
   *
   * @param directory what {@link #save} wrote, one checkpoint, a run's folder of checkpoints, of
   *     which the newest is opened, or {@code best} in that folder
   * @param runtime how it runs here
   * @return an open model
   * @throws ModelFormatException if it is not one, is damaged, or is of a newer format
   * @throws IOException if it cannot be read
   */
  static Dcgan load(Path directory, RuntimeOptions runtime) throws IOException {
    requireNonNull(directory, "directory");
    requireNonNull(runtime, "runtime");
    return Engines.first(DcganEngine.class).load(directory, runtime);
  }

  /**
   * Both networks, layer by layer.
   *
   * @return the architecture
   */
  Architecture architecture();

  /**
   * How many training steps the model has made.
   *
   * @return 0 for an untrained one
   */
  long step();

  /**
   * The network that draws images.
   *
   * @return G, which lives as long as this
   */
  Generator generator();

  /**
   * The network that judges images.
   *
   * @return D, which lives as long as this
   */
  Discriminator discriminator();

  /**
   * Trains both networks, on from where they stand, until the plan is done, the model is closed or
   * the thread is interrupted. The same as {@link #train(ImageSource, TrainingPlan, StopSignal,
   * TrainingListener...)} with a signal that nobody requests.
   *
   * @param source what to learn: images of the model's shape, at least one batch of them
   * @param plan how
   * @param listeners who is told, in order
   * @return what happened
   * @throws IllegalArgumentException if the source's images do not fit, or are too few
   * @throws IllegalStateException if the model is closed, or is being trained already
   * @throws org.dcgan.training.ResumeException if the checkpoints are of a run with another
   *     configuration or dataset; the message lists the differences
   * @throws DivergedException if the losses are no longer numbers; nothing is saved then
   * @throws IOException if the source cannot be read, or the model cannot be saved
   */
  default TrainingSummary train(
      ImageSource source, TrainingPlan plan, TrainingListener... listeners) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(plan, "plan");
    requireNonNull(listeners, "listeners");

    return train(source, plan, new StopSignal(), listeners);
  }

  /**
   * Trains both networks, on from where they stand, until the plan is done, the signal is given,
   * the model is closed or the thread is interrupted. However it ends early, the model is saved
   * first, where the plan has checkpoints.
   *
   * <p>If the plan names a folder that has checkpoints, an untrained model continues from the
   * newest, up to the plan's epochs counted from the run's beginning, to weights that are bit for
   * bit those of a run that was never interrupted (same machine, same number of threads). If that
   * run is complete, nothing is trained or saved, listeners are not called, and the summary says so
   * ({@link TrainingSummary#wasComplete}).
   *
   * <p>While it trains, other threads may sample, score and save: their calls run between two
   * steps. Another training of the same model, from a listener or from another thread, is refused,
   * and so is {@link #gatherStatistics}.
   *
   * @param source what to learn: images of the model's shape, at least one batch of them
   * @param plan how
   * @param stop ends the training after the current step when it is requested, from any thread
   * @param listeners who is told, in order
   * @return what happened
   * @throws IllegalArgumentException if the source's images do not fit, or are too few
   * @throws IllegalStateException if the model is closed, or is being trained already
   * @throws org.dcgan.training.ResumeException if the checkpoints are of a run with another
   *     configuration or dataset; the message lists the differences
   * @throws ResourceLimitException if the training would need more memory than there is
   * @throws EngineException if the engine fails
   * @throws DivergedException if the losses are no longer numbers; nothing is saved then
   * @throws IOException if the source cannot be read, or the model cannot be saved
   */
  TrainingSummary train(
      ImageSource source, TrainingPlan plan, StopSignal stop, TrainingListener... listeners)
      throws IOException;

  /**
   * Draws images from random latents, other ones at each call; the sequence of calls is the same
   * for the same model.
   *
   * @param count how many, at least 0
   * @return float32 NHWC in [-1, 1]
   * @throws ResourceLimitException if so many images do not fit into one array or into the heap;
   *     see {@link #sampleInBatches}
   */
  Images sample(int count);

  /**
   * Draws images from the random latents of a seed.
   *
   * @param count how many, at least 0
   * @param seed the same seed and count give the same images. The latents of the first n images do
   *     not depend on the count, nor do the images but for the last bits: images are computed 64 at
   *     a time, those of whole groups of 64 are the same to the bit, and a smaller last group is
   *     rounded otherwise (differences of up to 9e-7 were seen)
   * @return float32 NHWC in [-1, 1]
   * @throws ResourceLimitException if so many images do not fit into one array or into the heap;
   *     see {@link #sampleInBatches}
   */
  default Images sample(int count, long seed) {
    SampleLimit.check(count, architecture().image(), architecture().latentDim());
    return generator().generate(latents(count, seed));
  }

  /**
   * Draws images from the random latents of a seed.
   *
   * @param count how many, at least 0
   * @param seed the same seed gives the same latents as without options
   * @param options how, for example without some feature maps
   * @return float32 NHWC in [-1, 1]
   */
  default Images sample(int count, long seed, SamplingOptions options) {
    requireNonNull(options, "options");

    SampleLimit.check(count, architecture().image(), architecture().latentDim());
    return generator().generate(latents(count, seed), options);
  }

  /**
   * Draws any number of images in constant memory, and hands them over in batches of {@value
   * #SAMPLE_BATCH}, the last of which may be smaller. They are those of {@link #sample(int, long)}.
   * Progress can be told from the sizes of the batches. If the model is trained meanwhile, each
   * batch is of the weights at its time.
   *
   * @param count how many, at least 0
   * @param seed the same seed gives the same images
   * @param consumer called in this thread with one batch after another; what it throws ends the
   *     sampling
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalStateException if the model is closed
   */
  default void sampleInBatches(long count, long seed, Consumer<? super Images> consumer) {
    requireNonNull(consumer, "consumer");
    for (Images batch : sampleBatches(count, seed)) {
      consumer.accept(batch);
    }
  }

  /**
   * Generates any number of images in constant memory, batch by batch as the iterator is advanced.
   * They are those of {@link #sample(int, long)}. If the model is trained meanwhile, each batch is
   * of the weights at its time.
   *
   * @param count the number of images, at least 0
   * @param seed the same seed gives the same images
   * @return batches of {@value #SAMPLE_BATCH} images, float32 NHWC in [-1, 1], of which the last
   *     may be smaller
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalStateException if the model is closed when the iterator is advanced
   */
  @Override
  default Iterable<Images> sampleBatches(long count, long seed) {
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    return () -> new SampleBatches(this, count, seed);
  }

  /**
   * The shape of the images that the networks read and generate.
   *
   * @return {@link Architecture#image()}
   */
  @Override
  default ImageShape imageShape() {
    return architecture().image();
  }

  /**
   * Random latents of the model's distribution and dimension.
   *
   * @param count how many, at least 0
   * @param seed the same seed gives the same latents
   * @return float32 [count, latentDim]
   */
  default Latents latents(int count, long seed) {
    return Latents.draw(
        architecture().latentDistribution(), count, architecture().latentDim(), seed);
  }

  /**
   * Gathers population statistics for both networks afresh, each layer's from batches normalized by
   * their own, as the authors do before they extract features
   * (svhn/svhn_semisup_analysis.py:50-85): the plain average over batches of means and of biased
   * variances. For models that were not trained here, such as the authors' own or an untrained one;
   * training gathers by itself.
   *
   * @param source images of the model's shape for D; G gets as many latents
   * @param batchSize images a batch, at least 2
   * @throws IllegalArgumentException if the source's images do not fit, or are too few
   * @throws IllegalStateException if the model is closed, or is being trained
   * @throws IOException if the source cannot be read
   */
  void gatherStatistics(ImageSource source, int batchSize) throws IOException;

  /**
   * The values of a parameter as they are now, for looking at.
   *
   * @param name that of a {@link ParameterSpec} of one of the {@link #architecture}'s layers
   * @return row-major, a copy
   * @throws IllegalArgumentException if there is none of that name
   */
  float[] parameter(String name);

  /**
   * Writes the model to a folder: weights, population statistics, optimizer moments, and a manifest
   * with checksums. A model that was there is replaced in one step, or stays if writing fails.
   *
   * @param directory a folder of its own, made where it is missing
   * @throws IOException if it cannot be written
   */
  void save(Path directory) throws IOException;

  /**
   * Releases native memory. Doing so again does nothing.
   *
   * <p>A training that is running is asked to stop: it ends after the current step, saves a
   * checkpoint where its plan has any, and returns a summary with the outcome {@link
   * org.dcgan.training.TrainingSummary.Outcome#STOPPED}. This method waits for it, and for calls in
   * other threads, for at most a minute, so that it can be called from a shutdown hook or when an
   * application container stops. If they take longer, or if the waiting thread is interrupted, or
   * if a listener of the training calls this method, the memory is released when the last of them
   * ends.
   */
  @Override
  void close();

  /**
   * Describes a new model; everything is optional. An {@link #architecture(Architecture)} excludes
   * the settings that derive one.
   */
  final class Builder {
    private final Architecture.Builder derived = Architecture.builder();
    private @Nullable String derivedSetting;
    private @Nullable Architecture architecture;
    private long seed = DEFAULT_SEED;
    private Precision precision = RuntimeOptions.DEFAULT.precision();
    private Device device = RuntimeOptions.DEFAULT.device();
    private int threads = RuntimeOptions.DEFAULT.threads();

    private Builder() {}

    /**
     * Sets both networks at once, for example {@link Architecture#svhn32()}.
     *
     * @param architecture the networks
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder architecture(Architecture architecture) {
      this.architecture = requireNonNull(architecture, "architecture");
      return this;
    }

    /**
     * Sets rows and columns of the images.
     *
     * @param resolution 16, 32, 64, 128 or 256; 64 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder resolution(int resolution) {
      derivedSetting = "resolution";
      derived.resolution(resolution);
      return this;
    }

    /**
     * Sets the images' channels.
     *
     * @param channels 1 or 3; 3 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder channels(int channels) {
      derivedSetting = "channels";
      derived.channels(channels);
      return this;
    }

    /**
     * Sets the feature maps of D's first convolution, from which all others follow.
     *
     * @param width at least 1; 128 by default, as in the paper
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder width(int width) {
      derivedSetting = "width";
      derived.width(width);
      return this;
    }

    /**
     * Sets the side of all kernels.
     *
     * @param kernel odd, 3 to 15; 5 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder kernel(int kernel) {
      derivedSetting = "kernel";
      derived.kernel(kernel);
      return this;
    }

    /**
     * Sets the dimensions of a latent.
     *
     * @param latentDim at least 1; 100 by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDim(int latentDim) {
      derivedSetting = "latentDim";
      derived.latentDim(latentDim);
      return this;
    }

    /**
     * Sets what latents are drawn from.
     *
     * @param distribution uniform by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDistribution(LatentDistribution distribution) {
      derived.latentDistribution(requireNonNull(distribution, "distribution"));
      derivedSetting = "latentDistribution";
      return this;
    }

    /**
     * Sets what the initial weights are drawn from.
     *
     * @param seed any number; {@value #DEFAULT_SEED} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the number format of activations.
     *
     * @param precision {@link Precision#AUTO} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder precision(Precision precision) {
      this.precision = requireNonNull(precision, "precision");
      return this;
    }

    /**
     * Sets where the networks run.
     *
     * @param device {@link Device#AUTO} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder device(Device device) {
      this.device = requireNonNull(device, "device");
      return this;
    }

    /**
     * Sets the CPU threads for one operation.
     *
     * @param threads at least 1, or 0 for all processors, the default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Makes the model.
     *
     * @return an open, untrained model
     * @throws IllegalArgumentException if anything is out of range; the message lists all of it
     * @throws IllegalStateException if no engine, or no native library for this platform, is on the
     *     class path
     * @throws ResourceLimitException if the model would need more memory than there is
     */
    public Dcgan build() {
      Problems problems = new Problems();
      problems.addAll(derived.problems());
      problems
          .require(
              architecture == null || derivedSetting == null,
              "both an architecture and %s were set, and the architecture already says it; leave"
                  + " one of them out",
              derivedSetting)
          .require(
              threads >= 0, "threads must be at least 1, or 0 for all processors, got %d", threads);
      problems.throwIfAny("this DCGAN cannot be built");
      ModelSpec spec = new ModelSpec(architecture != null ? architecture : derived.build(), seed);
      return Engines.first(DcganEngine.class)
          .create(spec, new RuntimeOptions(precision, device, threads));
    }
  }
}

package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.Engines;
import org.dcgan.internal.Problems;
import org.dcgan.latent.Labels;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * An open DCGAN model: a generator and a discriminator that can be trained, sampled, inspected and
 * saved.
 *
 * <pre>{@code
 * try (Dcgan dcgan = Dcgan.builder().resolution(64).latentDim(100).build()) {
 *   dcgan.train(faces, TrainingPlan.builder().epochs(25).build());
 *   ImageGrid.of(dcgan.sample(64)).writePng(Path.of("samples.png"));
 * }
 * }</pre>
 *
 * <p>A model with {@linkplain Builder#classes classes} is conditional: it is trained on images with
 * labels and generates images of a wanted class. Methods that neither get labels nor have them from
 * {@link #withLabels} throw {@link IllegalStateException} then.
 *
 * <pre>{@code
 * try (Dcgan dcgan = Dcgan.builder().architecture(Architecture.mnistConditional()).build()) {
 *   dcgan.train(mnist, TrainingPlan.mnistConditional());
 *   ImageGrid.of(dcgan.sampleClass(16, 7)).writePng(Path.of("sevens.png"));
 * }
 * }</pre>
 *
 * <p>A model owns native memory and must be closed. Afterwards, every method except {@link #close}
 * and the descriptive ones throws {@link IllegalStateException}.
 *
 * <p>All methods are thread-safe. Sampling, scoring and saving run concurrently; during training
 * they run between two steps, so that a model can be used while it is trained. Only one thread at a
 * time may train a model or gather its statistics; a second attempt throws {@link
 * IllegalStateException}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Dcgan extends ImageSampler, AutoCloseable {

  /** The default random seed of the initial weights, as in the authors' code (lib/rng.py:5). */
  long DEFAULT_SEED = 42;

  /**
   * Starts the configuration of a new model.
   *
   * @return a builder whose settings have the paper's values
   */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Opens a saved model with {@link RuntimeOptions#DEFAULT}.
   *
   * @param directory a folder written by {@link #save}; a checkpoint, including {@code best}; or a
   *     run's folder of checkpoints, of which the newest is opened
   * @return an open model
   * @throws ModelFormatException if the folder is not a saved model, is damaged, or has a newer
   *     format version
   * @throws IOException if the folder cannot be read
   */
  static Dcgan load(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    return load(directory, RuntimeOptions.DEFAULT);
  }

  /**
   * Opens a saved model.
   *
   * @param directory a folder written by {@link #save}; a checkpoint, including {@code best}; or a
   *     run's folder of checkpoints, of which the newest is opened
   * @param runtime how the model is executed
   * @return an open model
   * @throws ModelFormatException if the folder is not a saved model, is damaged, or has a newer
   *     format version
   * @throws IOException if the folder cannot be read
   */
  static Dcgan load(Path directory, RuntimeOptions runtime) throws IOException {
    requireNonNull(directory, "directory");
    requireNonNull(runtime, "runtime");
    return Engines.first(DcganEngine.class).load(directory, runtime);
  }

  /**
   * Reads what is known of a saved model without its weights. The weights are neither read nor
   * checked.
   *
   * @param directory a folder written by {@link #save}; a checkpoint, including {@code best}; or a
   *     run's folder of checkpoints, of which the newest is described
   * @return its architecture, seed, step and dataset
   * @throws ModelFormatException if the folder is not a saved model, its manifest is damaged, or it
   *     has a newer format version
   * @throws IOException if the folder cannot be read
   */
  static ModelInfo info(Path directory) throws IOException {
    requireNonNull(directory, "directory");
    return Engines.first(DcganEngine.class).info(directory);
  }

  /**
   * Returns the layers of both networks.
   *
   * @return the architecture
   */
  Architecture architecture();

  /**
   * Returns the number of training steps that the model has been trained for.
   *
   * @return 0 for an untrained model
   */
  long step();

  /**
   * Returns the generator network.
   *
   * @return the generator, which can be used until this model is closed
   */
  Generator generator();

  /**
   * Returns the discriminator network.
   *
   * @return the discriminator, which can be used until this model is closed
   */
  Discriminator discriminator();

  /**
   * Trains both networks from their current weights until the plan is completed, the model is
   * closed or the thread is interrupted. Equivalent to {@link #train(ImageSource, TrainingPlan,
   * StopSignal, TrainingListener...)} with a signal that is never requested.
   *
   * @param source the training images, of the model's shape; at least one batch
   * @param plan the hyperparameters and options of the training
   * @param listeners listeners that are notified in this order
   * @return the outcome of the training
   * @throws IllegalArgumentException if the images do not have the model's shape, there are fewer
   *     than one batch, the model has classes and an image has no label or a label out of range,
   *     the plan's augmentation changes less than half a pixel or covers whole images, or the model
   *     would have made more than 10 to the power of 15 steps
   * @throws IllegalStateException if the model is closed or is already being trained
   * @throws org.dcgan.training.ResumeException if the plan's folder holds checkpoints of a run with
   *     a different configuration or dataset; the message lists the differences
   * @throws DivergedException if a loss, a gradient or a weight becomes NaN or infinite; the model
   *     is not saved in that case
   * @throws IOException if the images cannot be read or the model cannot be saved
   */
  @CanIgnoreReturnValue
  default TrainingSummary train(
      ImageSource source, TrainingPlan plan, TrainingListener... listeners) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(plan, "plan");
    requireNonNull(listeners, "listeners");

    return train(source, plan, new StopSignal(), listeners);
  }

  /**
   * Trains both networks from their current weights until the plan is completed, the signal is
   * requested, the model is closed or the thread is interrupted. If the plan has checkpoints, a
   * checkpoint is also written when the training ends early. A training that is asked to end while
   * it measures convolutions ({@link ConvolutionChoice#MEASURED}) or waits for the other workers of
   * a cluster has not begun: it writes nothing and listeners are not called.
   *
   * <p>If the plan's folder holds checkpoints, an untrained model resumes from the newest one and
   * is trained until the plan's epochs, counted from the beginning of the run, are completed. On
   * the same machine with the same number of threads, the resulting weights are bit-for-bit those
   * of an uninterrupted run. If the run is already complete, nothing is trained or saved, listeners
   * are not called, and the summary reports it ({@link TrainingSummary#wasComplete}).
   *
   * <p>During training, other threads may sample, score and save; their calls run between two
   * steps. A second training of the same model, from a listener or from another thread, throws
   * {@link IllegalStateException}, and so does {@link #gatherStatistics}.
   *
   * @param source the training images, of the model's shape; at least one batch
   * @param plan the hyperparameters and options of the training
   * @param stop ends the training after the current step once it is requested, from any thread
   * @param listeners listeners that are notified in this order
   * @return the outcome of the training
   * @throws IllegalArgumentException if the images do not have the model's shape, there are fewer
   *     than one batch, the model has classes and an image has no label or a label out of range,
   *     the plan's augmentation changes less than half a pixel or covers whole images, or the model
   *     would have made more than 10 to the power of 15 steps
   * @throws IllegalStateException if the model is closed or is already being trained, or the model
   *     has a {@link Cluster} by which another model of this process is being trained
   * @throws org.dcgan.training.ResumeException if the plan's folder holds checkpoints of a run with
   *     a different configuration or dataset; the message lists the differences
   * @throws ResourceLimitException if the training needs more memory than is available
   * @throws EngineException if the engine fails
   * @throws DivergedException if a loss, a gradient or a weight becomes NaN or infinite; the model
   *     is not saved in that case
   * @throws ClusterException if the model has a {@link Cluster} whose workers are missing, get
   *     lost, are stuck, or differ; the model's weights and {@link #step} are then those of the
   *     last time that it was used between two steps, for example of its last checkpoint or epoch
   * @throws IOException if the images cannot be read or the model cannot be saved
   */
  @CanIgnoreReturnValue
  TrainingSummary train(
      ImageSource source, TrainingPlan plan, StopSignal stop, TrainingListener... listeners)
      throws IOException;

  /**
   * Trains both networks on an executor of the application and returns at once. The training is
   * that of {@link #train(ImageSource, TrainingPlan, StopSignal, TrainingListener...)}: it occupies
   * one thread of the executor until its end, and an interrupt of that thread, for example by
   * {@code shutdownNow}, ends it with a checkpoint. Everything that {@code train} throws is thrown
   * by {@link TrainingHandle#await} and fails {@link TrainingHandle#future}.
   *
   * <p>The model must stay open: {@link #close} stops the training. The source must stay open until
   * the training has ended.
   *
   * <pre>{@code
   * TrainingHandle training = dcgan.trainAsync(source, plan, executor, listener);
   * training.future().thenAccept(summary -> log(summary.outcome()));
   * }</pre>
   *
   * @param source the training images, of the model's shape; at least one batch
   * @param plan the hyperparameters and options of the training
   * @param executor runs the training in one of its threads. If it discards the training without
   *     running it, for example at {@code shutdownNow}, the handle waits until it is stopped
   * @param listeners listeners that are notified in this order, in the thread of the training
   * @return the training, to follow, stop and await it
   * @throws java.util.concurrent.RejectedExecutionException if the executor refuses the training,
   *     for example because it is shut down
   */
  default TrainingHandle trainAsync(
      ImageSource source, TrainingPlan plan, Executor executor, TrainingListener... listeners) {
    requireNonNull(source, "source");
    requireNonNull(plan, "plan");
    requireNonNull(executor, "executor");
    requireNonNull(listeners, "listeners");

    List<TrainingListener> all = new ArrayList<>();
    for (TrainingListener listener : listeners) {
      all.add(requireNonNull(listener, "listeners"));
    }
    return TrainingHandle.start(
        executor,
        (stop, progress) -> {
          all.add(0, progress);
          return train(source, plan, stop, all.toArray(new TrainingListener[0]));
        });
  }

  /**
   * Generates images from random latents. Each call generates new images; the sequence over all
   * calls is reproducible for the same model.
   *
   * @param count the number of images, at least 0
   * @return float32 NHWC in [-1, 1]
   * @throws ResourceLimitException if the images do not fit into one array or into the heap; see
   *     {@link #sampleInBatches}
   */
  Images sample(int count);

  /**
   * Generates an image of each label from random latents, by a conditional model. Each call
   * generates new images; the sequence over all calls, together with those of {@link #sample(int)},
   * is reproducible for the same model.
   *
   * @param labels float32 [n, classes]
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the labels do not have the model's number of classes
   * @throws IllegalStateException if the model is closed or has no classes
   * @throws ResourceLimitException if the images do not fit into one array or into the heap; see
   *     {@link #sampleInBatches}
   */
  Images sample(Labels labels);

  /**
   * Generates images of one class from random latents, by a conditional model. Each call generates
   * new images.
   *
   * @param count the number of images, at least 0
   * @param label the index of the class, from 0; for a model trained on an {@link ImageSource}, the
   *     index of its name in {@link ImageSource#classNames()}
   * @return float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the count is negative, or the label is not one of the
   *     model's classes
   * @throws IllegalStateException if the model is closed or has no classes
   * @throws ResourceLimitException if the images do not fit into one array or into the heap; see
   *     {@link #sampleInBatches}
   */
  default Images sampleClass(int count, int label) {
    if (!architecture().isConditional()) {
      throw new IllegalStateException(
          "this model has no classes, so it cannot generate images of class "
              + label
              + "; train a model with Dcgan.builder().classes(n), or use sample");
    }
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    SampleLimit.check(count, architecture());
    return sample(Labels.oneHot(architecture().classes(), label).inTurn(count));
  }

  /**
   * Generates an image of each label from the random latents of a seed, by a conditional model.
   *
   * @param labels float32 [n, classes]
   * @param seed the random seed, which gives the latents of {@link #latents}
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the labels do not have the model's number of classes
   * @throws IllegalStateException if the model is closed or has no classes
   * @throws ResourceLimitException if the images do not fit into one array or into the heap; see
   *     {@link #sampleInBatches}
   */
  default Images sample(Labels labels, long seed) {
    return sample(labels, seed, SamplingOptions.DEFAULT);
  }

  /**
   * Generates an image of each label from the random latents of a seed, by a conditional model.
   *
   * @param labels float32 [n, classes]
   * @param seed the random seed, which gives the latents of {@link #latents}, except for truncated
   *     coordinates
   * @param options statistics, weights, removed feature maps and truncation of latents
   * @return n images, float32 NHWC in [-1, 1]
   * @throws IllegalArgumentException if the labels do not have the model's number of classes
   * @throws IllegalStateException if the model is closed or has no classes
   */
  default Images sample(Labels labels, long seed, SamplingOptions options) {
    requireNonNull(labels, "labels");
    requireNonNull(options, "options");

    architecture().requireClasses(labels);
    SampleLimit.check(labels.count(), architecture());
    if (labels.count() == 0) {
      return Images.of(architecture().image(), new float[0]);
    }
    Latents latents =
        Latents.sampleTruncated(
            architecture().latentDistribution(),
            options.truncation(),
            labels.count(),
            architecture().latentDim(),
            seed);
    return generator().withLabels(labels).generate(latents, options);
  }

  /**
   * Returns a view of a conditional model for code that knows nothing of labels, such as metrics,
   * walks through the latent space and vector arithmetic. Its sampling methods use the given labels
   * in turn: with a seed, image {@code i} of a call has the label {@code i % labels.count()};
   * {@link #sample(int)} goes on from call to call. Its networks are {@link Generator#withLabels}
   * and {@link Discriminator#withLabels}. A single label is that of all images.
   *
   * <p>{@link #gatherStatistics(ImageSource, int)} of the view gives the discriminator the view's
   * labels in turn instead of those of the source; training uses those of the source.
   *
   * <pre>{@code
   * Dcgan sevens = dcgan.withLabels(Labels.oneHot(10, 7));
   * LatentWalk.Walk walk = LatentWalk.random(sevens, LatentWalk.Options.DEFAULT);
   * }</pre>
   *
   * @param labels float32 [n, classes], at least one
   * @return a view that trains, saves and closes this model; exports need the model itself
   * @throws IllegalArgumentException if there are no labels, or they do not have the model's number
   *     of classes
   * @throws IllegalStateException if the model has no classes
   */
  default Dcgan withLabels(Labels labels) {
    requireNonNull(labels, "labels");

    architecture().requireClasses(labels);
    checkArgument(labels.count() >= 1, "expected at least one label, got none");
    return new LabeledDcgan(this, labels);
  }

  /**
   * Returns the labels that methods without labels use.
   *
   * @return the labels of a view that {@link #withLabels} has returned; empty for any other model,
   *     with or without classes
   */
  default Optional<Labels> labels() {
    return Optional.empty();
  }

  /**
   * Generates images from the random latents of a seed.
   *
   * @param count the number of images, at least 0
   * @param seed the random seed; the same seed and count give the same images. The latents of the
   *     first n images do not depend on the count. Images are computed in groups of 64: those of
   *     complete groups do not depend on the count either, while those of a smaller last group
   *     differ by rounding (up to 9e-7 was observed with {@link ConvolutionChoice#FIXED}; more if
   *     {@link ConvolutionChoice#MEASURED} has chosen other algorithms for the smaller group)
   * @return float32 NHWC in [-1, 1]
   * @throws ResourceLimitException if the images do not fit into one array or into the heap; see
   *     {@link #sampleInBatches}
   */
  default Images sample(int count, long seed) {
    SampleLimit.check(count, architecture());
    return generator().generate(latents(count, seed));
  }

  /**
   * Generates images from the random latents of a seed.
   *
   * @param count the number of images, at least 0
   * @param seed the random seed; it gives the same latents as {@link #sample(int, long)}, except
   *     for truncated coordinates
   * @param options statistics, weights, removed feature maps and truncation of latents
   * @return float32 NHWC in [-1, 1]
   */
  default Images sample(int count, long seed, SamplingOptions options) {
    requireNonNull(options, "options");

    SampleLimit.check(count, architecture());
    Latents latents =
        Latents.sampleTruncated(
            architecture().latentDistribution(),
            options.truncation(),
            count,
            architecture().latentDim(),
            seed);
    return generator().generate(latents, options);
  }

  /**
   * Generates any number of images in constant memory and passes them to a consumer in batches of
   * {@value #SAMPLE_BATCH}; the last batch may be smaller. The images are those of {@link
   * #sample(int, long)}. If the model is trained concurrently, each batch uses the weights at the
   * time of its computation.
   *
   * @param count the number of images, at least 0
   * @param seed the random seed; the same seed gives the same images
   * @param consumer called with each batch in the calling thread; an exception that it throws ends
   *     the sampling
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
   * Generates any number of images in constant memory like {@link #sampleInBatches(long, long,
   * Consumer)}, and reports progress.
   *
   * @param count the number of images, at least 0
   * @param seed the random seed; the same seed gives the same images
   * @param progress receives the number of images that the consumer has returned from
   * @param consumer called with each batch in the calling thread; an exception that it throws ends
   *     the sampling
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalStateException if the model is closed
   */
  default void sampleInBatches(
      long count, long seed, ProgressListener progress, Consumer<? super Images> consumer) {
    requireNonNull(progress, "progress");
    requireNonNull(consumer, "consumer");

    Iterable<Images> batches = sampleBatches(count, seed);
    try (ProgressListener.Task task = progress.start("sampling", count, "images")) {
      for (Images batch : batches) {
        consumer.accept(batch);
        task.advance(batch.count());
      }
    }
  }

  /**
   * Generates any number of images in constant memory, one batch each time that the iterator is
   * advanced. The images are those of {@link #sample(int, long)}. If the model is trained
   * concurrently, each batch uses the weights at the time of its computation.
   *
   * @param count the number of images, at least 0
   * @param seed the random seed; the same seed gives the same images
   * @return batches of {@value #SAMPLE_BATCH} images, float32 NHWC in [-1, 1], of which the last
   *     may be smaller
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalStateException if the model is closed when the iterator is advanced
   */
  @Override
  default Iterable<Images> sampleBatches(long count, long seed) {
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    architecture().requireNoClasses();
    return () -> new SampleBatches(this, count, seed);
  }

  /**
   * Returns the shape of the images that the networks process.
   *
   * @return {@link Architecture#image()}
   */
  @Override
  default ImageShape imageShape() {
    return architecture().image();
  }

  /**
   * Generates random latents of the model's distribution and dimension.
   *
   * @param count the number of latents, at least 0
   * @param seed the random seed; the same seed gives the same latents
   * @return float32 [count, latentDim]
   * @throws IllegalArgumentException if the count is negative
   * @throws ResourceLimitException if the latents do not fit into one array or into the heap
   */
  default Latents latents(int count, long seed) {
    SampleLimit.checkLatents(count, architecture().latentDim());
    return Latents.sample(
        architecture().latentDistribution(), count, architecture().latentDim(), seed);
  }

  /**
   * Recomputes the population statistics of batch normalization in both networks, as the authors do
   * before they extract features (svhn/svhn_semisup_analysis.py:50-85): the average over batches of
   * the means and biased variances, where each batch is normalized by its own statistics. Needed
   * for models that were not trained by this library, such as the authors' released model, or not
   * trained at all; training computes the statistics itself. Those of a moving average of the
   * discriminator's weights, which features can be computed with, are gathered here only ({@link
   * org.dcgan.feature.DiscriminatorWeights}).
   *
   * @param source images of the model's shape for the discriminator; the generator is given the
   *     same number of random latents. Both networks of a conditional model are given the labels of
   *     the images
   * @param batchSize the number of images per batch, at least 2
   * @throws IllegalArgumentException if the images do not have the model's shape, there are fewer
   *     than one batch, or the model is conditional and an image has no label of one of its classes
   * @throws ResourceLimitException if a batch does not fit into memory
   * @throws IllegalStateException if the model is closed or is being trained
   * @throws IOException if the source cannot be read
   */
  void gatherStatistics(ImageSource source, int batchSize) throws IOException;

  /**
   * Recomputes the population statistics of a conditional model like {@link
   * #gatherStatistics(ImageSource, int)}, with labels for the discriminator that are not those of
   * the source, which needs none. The generator is given all classes in turn. Use it before
   * features are extracted with the same labels, for example with the mean of all classes:
   *
   * <pre>{@code
   * Labels mean = Labels.ofEachClass(10, 1).mean(); // says nothing about an image
   * dcgan.gatherStatistics(images, 128, mean);
   * FeatureExtractor features = dcgan.discriminator().withLabels(mean).features();
   * }</pre>
   *
   * @param source images of the model's shape
   * @param batchSize the number of images per batch, at least 2
   * @param labels float32 [n, classes], at least one: a single label for all images, or several
   *     that the images have in turn
   * @throws IllegalArgumentException if the images do not have the model's shape, there are fewer
   *     than one batch, there are no labels, or they do not have the model's number of classes
   * @throws ResourceLimitException if a batch does not fit into memory
   * @throws IllegalStateException if the model has no classes, is closed, or is being trained
   * @throws IOException if the source cannot be read
   */
  void gatherStatistics(ImageSource source, int batchSize, Labels labels) throws IOException;

  /**
   * Returns a copy of the current values of a parameter.
   *
   * @param name the name of a {@link ParameterSpec} of one of the layers of the {@link
   *     #architecture}
   * @return the values in row-major order
   * @throws IllegalArgumentException if there is no parameter of that name
   */
  float[] parameter(String name);

  /**
   * Writes the model to a folder: weights, population statistics, optimizer moments, and a manifest
   * with checksums. An existing model in the folder is replaced atomically, or remains unchanged if
   * writing fails.
   *
   * @param directory a folder for this model only; it is created if it does not exist
   * @throws IOException if the folder cannot be written
   */
  void save(Path directory) throws IOException;

  /**
   * Releases native memory. Closing a model again has no effect.
   *
   * <p>A running training is stopped: it ends after the current step, writes a checkpoint if its
   * plan has checkpoints, and returns a summary with the outcome {@link
   * org.dcgan.training.TrainingSummary.Outcome#STOPPED}. This method waits at most one minute for
   * the training and for calls in other threads, so that it can be called from a shutdown hook or
   * when an application container stops. If they take longer, if the waiting thread is interrupted,
   * or if a listener of the training calls this method, the memory is released when the last of
   * these calls ends.
   */
  @Override
  void close();

  /**
   * Configures a new model; all settings are optional. Set either {@link
   * #architecture(Architecture)} or the settings that an architecture is derived from: resolution,
   * channels, width, kernel, latent dimension and distribution, and classes.
   */
  final class Builder {
    private final Architecture.Builder derived = Architecture.builder();
    private @Nullable String derivedSetting;
    private @Nullable Architecture architecture;
    private long seed = DEFAULT_SEED;
    private Precision precision = RuntimeOptions.DEFAULT.precision();
    private Device device = RuntimeOptions.DEFAULT.device();
    private int threads = RuntimeOptions.DEFAULT.threads();
    private ConvolutionChoice convolutions = RuntimeOptions.DEFAULT.convolutions();
    private @Nullable Cluster cluster;

    private Builder() {}

    /**
     * Sets the architecture of both networks, for example {@link Architecture#svhn32()}. Use it for
     * presets and for networks that {@link Architecture.Builder} cannot derive from a few numbers.
     * By default, the architecture is derived from the other settings.
     *
     * @param architecture the layers of both networks
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder architecture(Architecture architecture) {
      this.architecture = requireNonNull(architecture, "architecture");
      return this;
    }

    /**
     * Sets the height and width of the images. Doubling it adds a layer to each network and
     * multiplies the training time per image by about four.
     *
     * @param resolution pixels: 16, 28, 32, 64, 128 or 256; {@value
     *     Architecture#DEFAULT_RESOLUTION} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder resolution(int resolution) {
      derivedSetting = "resolution";
      derived.resolution(resolution);
      return this;
    }

    /**
     * Sets the number of channels of the images.
     *
     * @param channels 1 (grayscale) or 3 (RGB); {@value Architecture#DEFAULT_CHANNELS} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder channels(int channels) {
      derivedSetting = "channels";
      derived.channels(channels);
      return this;
    }

    /**
     * Sets the number of feature maps of the discriminator's first convolution; those of all other
     * layers are multiples of it. A smaller width is faster and needs less memory, a larger one can
     * represent more detail.
     *
     * @param width 1 to 4096; {@value Architecture#DEFAULT_WIDTH} by default, as in the paper
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder width(int width) {
      derivedSetting = "width";
      derived.width(width);
      return this;
    }

    /**
     * Expert: sets the side of all convolution kernels.
     *
     * @param kernel odd, 3 to 15; {@value Architecture#DEFAULT_KERNEL} by default, as in the
     *     authors' code
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder kernel(int kernel) {
      derivedSetting = "kernel";
      derived.kernel(kernel);
      return this;
    }

    /**
     * Sets the dimension of the latent space.
     *
     * @param latentDim 1 to 65,536; {@value Architecture#DEFAULT_LATENT_DIM} by default, as in the
     *     paper
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDim(int latentDim) {
      derivedSetting = "latentDim";
      derived.latentDim(latentDim);
      return this;
    }

    /**
     * Sets the distribution of the latents.
     *
     * @param distribution {@link LatentDistribution#UNIFORM} by default, as in the paper
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder latentDistribution(LatentDistribution distribution) {
      derived.latentDistribution(requireNonNull(distribution, "distribution"));
      derivedSetting = "latentDistribution";
      return this;
    }

    /**
     * Makes the model conditional: it is trained on images with labels, and generates images of a
     * wanted class.
     *
     * @param classes the number of classes, 2 to 4,096; 0, the default, for a model without labels
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder classes(int classes) {
      derivedSetting = "classes";
      derived.classes(classes);
      return this;
    }

    /**
     * Sets which layers get the label of a conditional model: those whose input has at most this
     * height and width, and all fully connected ones ({@link Architecture#labelSide}). Without
     * {@link #classes} it has no effect.
     *
     * @param labelSide at least 0; {@link Architecture#ALL_SIDES}, the paper's value, by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder labelSide(int labelSide) {
      derivedSetting = "labelSide";
      derived.labelSide(labelSide);
      return this;
    }

    /**
     * Sets the random seed of the initial weights. Change it to train several models of the same
     * configuration.
     *
     * @param seed any number; {@value Dcgan#DEFAULT_SEED} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets the number format of activations and convolutions. Set it to {@link Precision#FLOAT32}
     * for results that can be compared across machines.
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
     * Sets the hardware that the networks run on.
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
     * Sets the number of CPU threads for one operation. Set it explicitly for bit-for-bit
     * reproducible results, or to leave processors to other work. See {@link
     * RuntimeOptions#threads}.
     *
     * @param threads at least 1, or 0, the default, for one thread per processor
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Expert: Sets how the algorithms of convolutions are chosen, of a new training and outside
     * training. {@link ConvolutionChoice#FIXED} gives the same bits on every machine with the same
     * kind of processor, and starts at once; {@link ConvolutionChoice#MEASURED} is faster.
     *
     * @param convolutions {@link ConvolutionChoice#DEFAULT} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder convolutions(ConvolutionChoice convolutions) {
      this.convolutions = requireNonNull(convolutions, "convolutions");
      return this;
    }

    /**
     * Sets the processes that train the model together.
     *
     * @param cluster the workers and the index of this one; by default the model is trained by this
     *     process alone
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder cluster(Cluster cluster) {
      this.cluster = requireNonNull(cluster, "cluster");
      return this;
    }

    private static String remedy(@Nullable String setting) {
      if ("classes".equals(setting)) {
        return ", or use architecture.withClasses(n)";
      }
      return "labelSide".equals(setting) ? ", or use architecture.withLabelSide(side)" : "";
    }

    /**
     * Creates the model.
     *
     * @return an open, untrained model
     * @throws IllegalArgumentException if settings are out of range; the message lists all of them
     * @throws IllegalStateException if the class path has no engine, or no native library for this
     *     platform
     * @throws ResourceLimitException if the model needs more memory than is available
     */
    public Dcgan build() {
      Problems problems = new Problems();
      problems.addAll(derived.problems());
      problems
          .require(
              architecture == null || derivedSetting == null,
              "expected either an architecture or the settings it is derived from, got an"
                  + " architecture and %s; remove one of them%s",
              derivedSetting,
              remedy(derivedSetting))
          .require(
              threads >= 0, "threads must be at least 1, or 0 for all processors, got %d", threads);
      problems.throwIfAny("invalid Dcgan.Builder");
      ModelSpec spec = new ModelSpec(architecture != null ? architecture : derived.build(), seed);
      return Engines.first(DcganEngine.class)
          .create(
              spec,
              new RuntimeOptions(
                  precision, device, threads, Optional.ofNullable(cluster), convolutions));
    }
  }
}

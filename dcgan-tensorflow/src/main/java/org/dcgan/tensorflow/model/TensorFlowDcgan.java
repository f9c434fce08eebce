package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Discriminator;
import org.dcgan.Generator;
import org.dcgan.RuntimeOptions;
import org.dcgan.SampleLimit;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.runtime.Gpus;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Version;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.MeasuredConvolutions;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.proto.RunMetadata;

/** The open model. Delegates to inference, persistence and training. */
public final class TensorFlowDcgan implements Dcgan {
  private static final long SAMPLES = 5;
  private final ModelGraph graph;
  private final TrainingState state = new TrainingState();
  private final Inference inference;
  private final Persistence persistence;
  private final Optional<Cluster> cluster;
  private final ConvolutionChooser convolutions;
  private final AtomicLong sampleCalls = new AtomicLong();

  private TensorFlowDcgan(
      ModelSpec spec, RuntimeOptions runtime, Function<Hardware, ConvolutionChooser> convolutions) {
    Hardware hardware = Hardware.choose(runtime);
    this.convolutions = convolutions.apply(hardware);
    if (runtime.device() == Device.GPU) {
      Gpus.require(hardware.visibleGpus());
    }
    this.cluster = runtime.cluster();
    this.graph = ModelGraph.open(spec, hardware);
    AveragedStatistics averagedStatistics = new AveragedStatistics(graph, state);
    this.inference =
        new Inference(
            graph, state, averagedStatistics, new InferenceConvolutions(graph, this.convolutions));
    this.persistence = new Persistence(graph, state, averagedStatistics);
  }

  /** Builds an untrained model. */
  public static TensorFlowDcgan untrained(ModelSpec spec, RuntimeOptions runtime) {
    return untrained(spec, runtime, hardware -> MeasuredConvolutions.of(runtime, hardware));
  }

  @VisibleForTesting
  static TensorFlowDcgan untrained(
      ModelSpec spec, RuntimeOptions runtime, Function<Hardware, ConvolutionChooser> convolutions) {
    TensorFlowDcgan model = new TensorFlowDcgan(spec, runtime, convolutions);
    try {
      model.graph.writing(
          () -> {
            model.graph.store().initialize(model.graph.session());
            return true;
          });
      return model;
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** Opens a saved model. */
  public static TensorFlowDcgan restored(
      ModelFiles.Loaded loaded, RuntimeOptions runtime, Path where) throws IOException {
    TensorFlowDcgan model =
        new TensorFlowDcgan(
            loaded.manifest().spec(),
            runtime,
            hardware -> MeasuredConvolutions.of(runtime, hardware));
    try {
      model.persistence.restore(loaded, where);
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** Casts a model to that of this engine. */
  public static TensorFlowDcgan of(Dcgan dcgan) {
    checkArgument(
        dcgan instanceof TensorFlowDcgan,
        "expected a model of %s, got a %s; load the model with this engine, or give the model"
            + " itself instead of a view of it",
        Version.engine(),
        printable(dcgan.getClass().getName()));
    return (TensorFlowDcgan) dcgan;
  }

  @Override
  public Architecture architecture() {
    return graph.architecture();
  }

  @Override
  public long step() {
    return state.counters().step();
  }

  @Override
  public Generator generator() {
    return new TensorFlowGenerator(inference, null);
  }

  @Override
  public Discriminator discriminator() {
    return new TensorFlowDiscriminator(inference, null);
  }

  @Override
  public Images sample(int count) {
    graph.requireOpen();
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    return sample(count, null);
  }

  @Override
  public Images sample(Labels labels) {
    requireNonNull(labels, "labels");

    return sample(labels.count(), inference.checked(labels));
  }

  private Images sample(int count, @Nullable Labels labels) {
    SampleLimit.check(count, architecture());
    Latents latents =
        Latents.sample(
            architecture().latentDistribution(),
            count,
            architecture().latentDim(),
            graph.spec().seed(),
            SAMPLES,
            sampleCalls.getAndIncrement());
    return inference.generate(latents, labels, SamplingOptions.DEFAULT);
  }

  @Override
  public TrainingSummary train(
      ImageSource source, TrainingPlan plan, StopSignal stop, TrainingListener... listeners)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(plan, "plan");
    requireNonNull(stop, "stop");
    requireNonNull(listeners, "listeners");
    for (TrainingListener listener : listeners) {
      requireNonNull(listener, "listeners");
    }

    return training(System::nanoTime).train(source, plan, stop, listeners);
  }

  /** Trains like {@link #train}, with a training time that another clock measures. */
  @VisibleForTesting
  public TrainingSummary trainBy(
      LongSupplier nanoTime,
      ImageSource source,
      TrainingPlan plan,
      StopSignal stop,
      TrainingListener... listeners)
      throws IOException {
    return training(nanoTime).train(source, plan, stop, listeners);
  }

  /** Trains like {@link #train} and traces every step. */
  void trace(
      ImageSource source,
      TrainingPlan plan,
      Consumer<RunMetadata> tracer,
      TrainingListener... listeners)
      throws IOException {
    training(System::nanoTime).trace(source, plan, tracer, listeners);
  }

  private Training training(LongSupplier nanoTime) {
    return new Training(
        this, graph, state, persistence, inference, cluster, convolutions, nanoTime);
  }

  @Override
  public void gatherStatistics(ImageSource source, int batchSize) throws IOException {
    requireNonNull(source, "source");

    graph.requireOpen();
    checkStatisticsBatch(batchSize);
    Sources.check(source, architecture(), batchSize);
    gather(source, batchSize, null);
  }

  @Override
  public void gatherStatistics(ImageSource source, int batchSize, Labels labels)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(labels, "labels");

    graph.requireOpen();
    checkStatisticsBatch(batchSize);
    architecture().requireClasses(labels);
    checkArgument(labels.count() >= 1, "expected at least one label, got none");
    Sources.checkImages(source, architecture(), batchSize);
    gather(source, batchSize, labels);
  }

  private static void checkStatisticsBatch(int batchSize) {
    checkArgument(batchSize >= 2, "batchSize for statistics must be at least 2, got %s", batchSize);
  }

  private void gather(ImageSource source, int batchSize, @Nullable Labels labels)
      throws IOException {
    try (ModelGraph.Change change = graph.change()) {
      StatisticsPass.requireHeap(
          batchSize, architecture().image(), Runtime.getRuntime().maxMemory());
      graph.passing(
          batchSize,
          () -> {
            new StatisticsPass(graph, labels)
                .gather(
                    source,
                    batchSize,
                    AveragedNetworks.of(counters()).discriminator(),
                    change,
                    batches -> state.advance(counters().withStatistics(batches)));
            return true;
          });
    }
  }

  @Override
  public void save(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    persistence.save(directory);
  }

  @Override
  public float[] parameter(String name) {
    requireNonNull(name, "name");

    return read(name);
  }

  /** A variable's values, for exporters and tests. */
  public float[] read(String name) {
    return graph.read(name);
  }

  /** The values of several variables at one moment, in the order of their names. */
  public Map<String, float[]> read(Collection<String> names) {
    return graph.read(names);
  }

  /** Replaces a variable's values, for importers. */
  public void write(String name, float[] values) {
    write(Map.of(name, values));
  }

  /** Replaces the values of several variables, for importers. */
  public void write(Map<String, float[]> values) {
    graph.writing(
        () -> {
          graph.store().write(graph.session(), values);
          state.changed();
          return true;
        });
  }

  /**
   * The parameters and statistics of both networks, for exporters: of G those of its moving average
   * if there is one, of D the trained ones, and in addition those of its moving average under their
   * own names if features are computed with it.
   */
  public NetworkValues networks(DiscriminatorWeights features) {
    return persistence.networks(features);
  }

  /** The names of all variables. */
  public List<String> variables() {
    return new ArrayList<>(graph.store().names());
  }

  /** The model's training counters. */
  public Counters counters() {
    return state.counters();
  }

  /** Sets the counters that belong to imported variables. */
  public void counters(Counters counters) {
    state.advance(counters);
  }

  /** For tests. */
  public Graph graph() {
    return graph.graph();
  }

  @Override
  public void close() {
    graph.close();
  }

  /** For example {@code Dcgan[64x64x3, step 2575, TensorFlow 2.18.0, float32, 2 threads]}. */
  @Override
  public String toString() {
    return "Dcgan["
        + architecture().image()
        + ", step "
        + step()
        + ", "
        + graph.hardware().describe()
        + "]";
  }
}

package org.dcgan.tensorflow;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.dcgan.Activations;
import org.dcgan.Architecture;
import org.dcgan.BatchNormMode;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Discriminator;
import org.dcgan.DivergedException;
import org.dcgan.Generator;
import org.dcgan.GeneratorWeights;
import org.dcgan.GuidedRule;
import org.dcgan.Latents;
import org.dcgan.LayerSpec;
import org.dcgan.ModelFormatException;
import org.dcgan.ModelSpec;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.SamplingOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.checkpoint.Resumption;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.training.AdversarialStep;
import org.dcgan.tensorflow.training.AveragedGenerator;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.tensorflow.training.Painting;
import org.dcgan.tensorflow.training.SentinelState;
import org.dcgan.tensorflow.training.Trainer;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * A model in one TensorFlow graph and session. Programs (sampling, scoring, a training step) are
 * drawn into the graph when first used. Running them takes the read lock, drawing and training the
 * write lock, since a graph must not grow while it runs.
 */
final class TensorFlowDcgan implements Dcgan, Trainer.Model {
  private static final Logger logger = LoggerFactory.getLogger(TensorFlowDcgan.class);
  private static final long SAMPLES = 5;
  private final ModelSpec spec;
  private final Hardware hardware;
  private final Graph graph;
  private final Ops tf;
  private final Session session;
  private final ParameterStore store;
  private final Programs programs;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicLong sampleCalls = new AtomicLong();
  private volatile Counters counters = Counters.ZERO;
  private volatile boolean averageHasStatistics;
  private String dataset = "";
  private @Nullable Path standsAt;
  private boolean closed;

  private TensorFlowDcgan(ModelSpec spec, RuntimeOptions runtime) {
    this.spec = spec;
    if (runtime.device() == Device.GPU) {
      requireGpu();
    }
    this.hardware = Hardware.choose(runtime);
    this.graph = new Graph();
    Ops anywhere = Ops.create(graph);
    this.tf = hardware.device() == Device.GPU ? anywhere.withDevice(Gpus.FIRST) : anywhere;
    this.store = Variables.of(spec, tf);
    this.programs =
        hardware.precision() == Precision.BFLOAT16
            ? new Programs(tf, TBfloat16.class, hardware.forms(), store, spec.architecture())
            : new Programs(tf, TFloat32.class, hardware.forms(), store, spec.architecture());
    this.session = new Session(graph, false, hardware.config());
  }

  static TensorFlowDcgan untrained(ModelSpec spec, RuntimeOptions runtime) {
    TensorFlowDcgan model = new TensorFlowDcgan(spec, runtime);
    try {
      model.store.initialise(model.session);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  static TensorFlowDcgan restored(ModelFiles.Loaded loaded, RuntimeOptions runtime, Path where)
      throws IOException {
    TensorFlowDcgan model = new TensorFlowDcgan(loaded.manifest().spec(), runtime);
    try {
      model.restore(loaded, where);
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Puts the model where a file is. */
  void restore(ModelFiles.Loaded loaded, Path where) throws IOException {
    boolean averaged = loaded.manifest().counters().generatorAverages() > 0;
    if (averaged) {
      AveragedGenerator.addTo(tf, store, architecture(), session);
    }
    List<String> names = saved(averaged);
    for (String name : names) {
      Npy array = loaded.arrays().get(name);
      if (array == null || !array.shape().equals(store.shape(name))) {
        throw new ModelFormatException(
            String.format(
                "%s: expected an array %s of shape %s, got %s",
                where, name, store.shape(name), array == null ? "none" : array.shape()));
      }
    }
    for (String name : names) {
      store.write(session, name, loaded.arrays().get(name).values());
    }
    counters = loaded.manifest().counters();
    averageHasStatistics = averaged;
    dataset = loaded.manifest().dataset();
  }

  /** The variables that make up the model: an average that was dropped does not. */
  private List<String> saved(boolean averaged) {
    return store.names().stream()
        .filter(name -> averaged || !AveragedGenerator.isAveraged(name))
        .toList();
  }

  private static void requireGpu() {
    RuntimeException refusal = Gpus.refusal();
    if (refusal != null) {
      throw new IllegalStateException(
          "device GPU was asked for, but "
              + Version.engine()
              + " sees none; depend on org.tensorflow:tensorflow-core-native with the classifier"
              + " linux-x86_64-gpu instead of the CPU's, install CUDA 12.5 and cuDNN 9.3, or ask for"
              + " Device.AUTO",
          refusal);
    }
  }

  @Override
  public Architecture architecture() {
    return spec.architecture();
  }

  @Override
  public long step() {
    return counters.step();
  }

  @Override
  public Generator generator() {
    return new TensorFlowGenerator(this);
  }

  @Override
  public Discriminator discriminator() {
    return new TensorFlowDiscriminator(this);
  }

  @Override
  public Images sample(int count) {
    checkOpen();
    checkArgument(count >= 0, "the number of samples must be at least 0, got %s", count);
    Latents latents =
        Latents.draw(
            architecture().latentDistribution(),
            count,
            architecture().latentDim(),
            spec.seed(),
            SAMPLES,
            sampleCalls.getAndIncrement());
    return generate(latents);
  }

  @Override
  public Images generate(Latents latents) {
    return generate(latents, SamplingOptions.DEFAULT);
  }

  @Override
  public Images generate(Latents latents, SamplingOptions options) {
    boolean averaged = check(latents, options);
    if (!options.removed().isEmpty()) {
      return masked(latents, options, averaged);
    }
    return running(
        programs.generator(options.batchNorm(), averaged),
        program ->
            Images.of(
                architecture().image(),
                java.nio.FloatBuffer.wrap(
                    program.run(session, latents.data(), latents.count(), options.batchNorm()))));
  }

  @Override
  public Painting painting(Latents latents) {
    LayerSpec last = Programs.last(architecture());
    return running(
        programs.lastMaps(),
        program ->
            new Painting(
                last,
                latents.count(),
                program.run(session, latents.data(), latents.count(), BatchNormMode.POPULATION),
                store.read(session, last.parameters().get(0).name())));
  }

  private boolean isAveraged(GeneratorWeights weights) {
    boolean available = counters.generatorAverages() > 0;
    if (weights == GeneratorWeights.AVERAGED && !available) {
      throw new IllegalStateException(
          "this model has no average of G's weights: train it with a plan that has a"
              + " generatorAverage, or ask for GeneratorWeights.AUTO or TRAINED");
    }
    return available && weights != GeneratorWeights.TRAINED;
  }

  /** Sees that the population statistics of the average are those of its present weights. */
  private void gatherForAverage() {
    if (averageHasStatistics) {
      return;
    }
    lock.writeLock().lock();
    try {
      requireOpen();
      if (!averageHasStatistics && counters.generatorAverages() > 0) {
        new StatisticsPass(programs, store, session, spec).gatherForAverage();
        averageHasStatistics = true;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Images masked(Latents latents, SamplingOptions options, boolean averaged) {
    List<float[]> masks = Inspections.masks(architecture(), options.removed());
    return running(
        programs.inspections().masked(options.batchNorm(), averaged),
        program ->
            Images.of(
                architecture().image(),
                java.nio.FloatBuffer.wrap(program.images(session, latents, masks))));
  }

  /** What comes out of a layer of G. */
  Activations activations(Latents latents, String layer, SamplingOptions options) {
    boolean averaged = check(latents, options);
    LayerSpec found = architecture().generatorMaps(layer);
    List<float[]> masks = Inspections.masks(architecture(), options.removed());
    return running(
        programs.inspections().masked(options.batchNorm(), averaged),
        program ->
            Activations.of(
                found,
                java.nio.FloatBuffer.wrap(program.activations(session, latents, found, masks))));
  }

  /** What comes out of a layer of D. */
  Activations activations(Images images, String layer, BatchNormMode batchNorm) {
    checkImages(images, batchNorm);
    LayerSpec found = architecture().discriminatorMaps(layer);
    return running(
        programs.inspections().convolution(found, batchNorm),
        program ->
            Activations.of(
                found,
                java.nio.FloatBuffer.wrap(
                    program.run(session, images.data(), images.count(), batchNorm))));
  }

  /** Guided backpropagation from feature maps of D, one gradient of their shape a picture. */
  Images guided(Images images, LayerSpec layer, float[] mapGradients, GuidedRule rule) {
    checkImages(images, BatchNormMode.POPULATION);
    return running(
        programs.inspections().guided(layer, rule),
        program ->
            Images.of(
                architecture().image(),
                java.nio.FloatBuffer.wrap(program.run(session, images, mapGradients))));
  }

  /** Says whether the averaged weights are to be used, for which there are statistics then. */
  private boolean check(Latents latents, SamplingOptions options) {
    checkOpen();
    checkArgument(
        latents.dim() == architecture().latentDim(),
        "latents of this model have %s dimensions, got %s",
        architecture().latentDim(),
        latents.dim());
    boolean averaged = isAveraged(options.weights());
    if (options.batchNorm() == BatchNormMode.POPULATION) {
      if (averaged) {
        gatherForAverage();
      } else {
        requireStatistics(counters.generatorStatistics(), "generator");
      }
    }
    return averaged;
  }

  private void checkImages(Images images, BatchNormMode batchNorm) {
    checkOpen();
    checkArgument(
        images.shape().equals(architecture().image()),
        "images of this model are %s, got %s; crop or resize them first",
        architecture().image(),
        images.shape());
    if (batchNorm == BatchNormMode.POPULATION) {
      requireStatistics(counters.discriminatorStatistics(), "discriminator");
    }
  }

  /** What D computes of pictures, row after row. */
  float[] discriminate(Images images, Programs.Judgement judgement, BatchNormMode batchNorm) {
    checkImages(images, batchNorm);
    return running(
        programs.discriminator(judgement, batchNorm),
        program -> program.run(session, images.data(), images.count(), batchNorm));
  }

  private static void requireStatistics(long gathered, String network) {
    if (gathered == 0) {
      throw new IllegalStateException(
          "the "
              + network
              + " has no population statistics yet: train the model, call gatherStatistics, or ask"
              + " for BatchNormMode.BATCH");
    }
  }

  /** Draws the program if need be, then runs it beside others. */
  private <R> R running(Programs.Key key, java.util.function.Function<Programs.Program, R> run) {
    return running(
        new Inspections.Drawn<>() {
          @Override
          public Programs.@Nullable Program known() {
            return programs.drawn(key);
          }

          @Override
          public Programs.Program draw() {
            return programs.draw(key);
          }
        },
        run);
  }

  /** Draws the program if need be, then runs it beside others. */
  private <P, R> R running(Inspections.Drawn<P> drawn, java.util.function.Function<P, R> run) {
    @Nullable P program;
    lock.readLock().lock();
    try {
      requireOpen();
      program = drawn.known();
    } finally {
      lock.readLock().unlock();
    }
    if (program == null) {
      lock.writeLock().lock();
      try {
        requireOpen();
        program = drawn.draw();
      } finally {
        lock.writeLock().unlock();
      }
    }
    lock.readLock().lock();
    try {
      requireOpen();
      return run.apply(program);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** So that a closed model says so, whatever else may be wrong with a request. */
  private void checkOpen() {
    lock.readLock().lock();
    try {
      requireOpen();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this DCGAN is closed; load or build another one");
    }
  }

  @Override
  public TrainingSummary train(ImageSource source, TrainingPlan plan, TrainingListener... listeners)
      throws IOException {
    checkOpen();
    checkSource(source, plan.minibatch());
    lock.writeLock().lock();
    try {
      requireOpen();
      TrainingListener listener = TrainingListener.all(List.of(listeners));
      AdversarialStep<?> step = step(plan);
      if (plan.checkpoints().isEmpty()) {
        return new Trainer(
                this,
                null,
                Optional.empty(),
                counters.step(),
                SentinelState.FRESH,
                step,
                plan,
                source,
                listener)
            .train();
      }
      CheckpointPolicy policy = plan.checkpoints().get();
      try (CheckpointFolder folder = CheckpointFolder.open(policy)) {
        Map<String, String> configuration =
            Resumption.configuration(
                spec, plan, source.description(), hardware.precision().toString());
        Optional<Path> newest = CheckpointFolder.newest(policy.directory());
        RunRecord run =
            newest.isPresent()
                ? resume(newest.get(), configuration, plan)
                : new RunRecord(counters.step(), configuration, null);
        if (newest.isEmpty()) {
          logger.info("a fresh start: {} has no checkpoints yet", policy.directory());
        }
        if (plan.sentinel().rollsBack()) {
          folder.keepToGoBack(scheduled(plan, source, run), Trainer.longestWindow(plan));
        }
        return new Trainer(
                this,
                new RunCheckpoints(this, folder, policy, source.description(), run),
                newest,
                run.firstStep(),
                run.sentinel() == null ? SentinelState.FRESH : run.sentinel(),
                step,
                plan,
                source,
                listener)
            .train();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether a run has a checkpoint at a step, whatever may interrupt it. */
  private static LongPredicate scheduled(TrainingPlan plan, ImageSource source, RunRecord run) {
    CheckpointPolicy policy = plan.checkpoints().orElseThrow();
    long stepsPerEpoch = source.size() / plan.minibatch();
    boolean everyEpoch = policy.everySteps() == 0 || policy.score().isPresent();
    return step -> {
      long ofRun = step - run.firstStep();
      return ofRun == 0
          || policy.everySteps() > 0 && ofRun % policy.everySteps() == 0
          || everyEpoch && ofRun % stepsPerEpoch == 0;
    };
  }

  private AdversarialStep<?> step(TrainingPlan plan) {
    if (plan.generatorAverage() > 0) {
      AveragedGenerator.addTo(tf, store, architecture(), session);
    }
    return programs.step(plan);
  }

  /** Trains as {@link #train} does, every step traced. */
  void trace(
      ImageSource source,
      TrainingPlan plan,
      Consumer<RunMetadata> tracer,
      TrainingListener... listeners)
      throws IOException {
    lock.writeLock().lock();
    try {
      requireOpen();
      AdversarialStep<?> step = step(plan);
      step.trace(tracer);
      try {
        train(source, plan, listeners);
      } finally {
        step.trace(null);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Puts the model where a checkpoint is. */
  private RunRecord resume(Path checkpoint, Map<String, String> configuration, TrainingPlan plan)
      throws IOException {
    ModelFiles.Loaded loaded = ModelFiles.load(checkpoint);
    RunRecord run = loaded.manifest().run();
    if (run == null) {
      throw new ModelFormatException(
          checkpoint + ": expected a checkpoint, found a model without a run; move it elsewhere");
    }
    Resumption.check(checkpoint, run.configuration(), configuration, plan.resumeWith());
    long there = loaded.manifest().counters().step();
    if (counters.step() != 0 && !checkpoint.toAbsolutePath().equals(standsAt)) {
      throw new ResumeException(
          String.format(
              "%s stands at step %d, but this model was trained otherwise to step %d, and resuming"
                  + " would lose it; resume with a freshly built model, or name another folder",
              checkpoint, there, counters.step()));
    }
    restore(loaded, checkpoint);
    standsAt(checkpoint);
    logger.info("resumed from {} at step {}", checkpoint, there);
    return new RunRecord(run.firstStep(), configuration, run.sentinel());
  }

  private void checkSource(ImageSource source, int minibatch) {
    ImageShape wanted = architecture().image();
    Optional<ImageShape> shape = source.shape();
    checkArgument(
        shape.isPresent(),
        "this model takes images of %s, but those of %s differ in size; crop them first, for example"
            + " with centerCropped(%s)",
        wanted,
        source.description(),
        wanted.height());
    checkArgument(
        shape.get().equals(wanted),
        "this model takes images of %s, but those of %s are %s; crop, resize or convert them first",
        wanted,
        source.description(),
        shape.get());
    checkArgument(
        source.size() >= minibatch,
        "a minibatch of %s needs as many images, but %s has %s; add images or set a smaller"
            + " minibatch",
        minibatch,
        source.description(),
        source.size());
  }

  @Override
  public void gatherStatistics(ImageSource source, int minibatch) throws IOException {
    checkOpen();
    checkArgument(
        minibatch >= 2, "a minibatch for statistics has at least 2 images, got %s", minibatch);
    checkSource(source, minibatch);
    lock.writeLock().lock();
    try {
      requireOpen();
      StatisticsPass pass = new StatisticsPass(programs, store, session, spec);
      long batches = pass.gather(source, minibatch);
      counters(
          new Counters(
              counters.step(),
              counters.generatorUpdates(),
              counters.discriminatorUpdates(),
              batches,
              batches,
              counters.generatorAverages()));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Notes that a checkpoint and this model are the same, as long as there is no step more. */
  void standsAt(Path checkpoint) {
    standsAt = checkpoint.toAbsolutePath();
  }

  @Override
  public void save(Path directory) throws IOException {
    save(directory, dataset, null);
  }

  /** Writes the model, as a checkpoint of a run if there is one. */
  void save(Path directory, String dataset, @Nullable RunRecord run) throws IOException {
    checkOpen();
    if (counters.generatorAverages() > 0) {
      gatherForAverage();
    }
    lock.readLock().lock();
    try {
      requireOpen();
      ModelFiles.save(
          directory,
          Version.engine(),
          Version.LIBRARY,
          dataset,
          spec,
          counters,
          run,
          saved(counters.generatorAverages() > 0),
          name -> new Npy(store.shape(name), run == null ? read(name) : finite(name)));
      this.dataset = dataset;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Losses are those before a step's update, so that they cannot tell what the last one did; a
   * checkpoint is to be worth resuming from.
   */
  private float[] finite(String name) {
    float[] values = read(name);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new DivergedException(
            String.format(
                "training diverged at step %d: %s holds %s, expected finite numbers. This checkpoint"
                    + " was not written; lower the learning rate or raise batchNormEpsilon (now %s)",
                step(), name, value, architecture().batchNormEpsilon()));
      }
    }
    return values;
  }

  /** Replaces a variable, for importers. */
  void write(String name, float[] values) {
    lock.writeLock().lock();
    try {
      requireOpen();
      store.write(session, name, values);
      averageHasStatistics = false;
      standsAt = null;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** A variable's values, for exporters and tests. */
  float[] read(String name) {
    lock.readLock().lock();
    try {
      requireOpen();
      return store.read(session, name);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public float[] parameter(String name) {
    return read(name);
  }

  /** The engine's own model behind the interface. */
  static TensorFlowDcgan of(Dcgan dcgan) {
    checkArgument(
        dcgan instanceof TensorFlowDcgan,
        "expected a model of %s, got a %s; load it with this engine",
        Version.engine(),
        dcgan.getClass().getName());
    return (TensorFlowDcgan) dcgan;
  }

  /**
   * What both networks need to draw and to judge: parameters and population statistics, by name, of
   * one moment. Optimiser moments are left out.
   */
  Map<String, Npy> networks() {
    boolean averaged = counters.generatorAverages() > 0;
    if (averaged) {
      gatherForAverage();
    }
    lock.readLock().lock();
    try {
      requireOpen();
      Map<String, Npy> arrays = new LinkedHashMap<>();
      for (NetworkArray array : NetworkArray.of(architecture())) {
        String average = AveragedGenerator.nameOf(array.name());
        boolean ofAverage = averaged && store.names().contains(average);
        arrays.put(array.name(), new Npy(array.shape(), read(ofAverage ? average : array.name())));
      }
      return arrays;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** For tests. */
  Graph graph() {
    return graph;
  }

  List<String> variables() {
    return new ArrayList<>(store.names());
  }

  @Override
  public Session session() {
    requireOpen();
    return session;
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public void counters(Counters counters) {
    this.counters = counters;
    this.averageHasStatistics = false;
    this.standsAt = null;
  }

  @Override
  public String runtime() {
    return hardware.describe();
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
        graph.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** For example {@code Dcgan[64x64x3, step 2575, TensorFlow 2.18.0, float32, 2 threads]}. */
  @Override
  public String toString() {
    return "Dcgan[" + architecture().image() + ", step " + step() + ", " + runtime() + "]";
  }
}

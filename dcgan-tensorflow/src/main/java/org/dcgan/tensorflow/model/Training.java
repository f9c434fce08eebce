package org.dcgan.tensorflow.model;

import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.json.Scalar;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Resumption;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.tensorflow.training.AdversarialStep;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.dcgan.tensorflow.training.Coordination;
import org.dcgan.tensorflow.training.RunStart;
import org.dcgan.tensorflow.training.Trainer;
import org.dcgan.tensorflow.training.TrainingTask;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.MeasuredConvolutions;
import org.dcgan.tensorflow.tuning.MeasuringStoppedException;
import org.dcgan.tensorflow.tuning.Turns;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ResumeException;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.RunMetadata;

/**
 * The training of a model: starts a run of a plan, or resumes the run that the plan continues.
 *
 * @param model the model that is passed to scores
 * @param graph the model's graph and session
 * @param state the model's counters
 * @param persistence saves and restores checkpoints
 * @param inference generates samples
 * @param cluster the processes that train the model together
 * @param convolutions chooses the algorithms of a new run's convolutions
 * @param nanoTime the clock that measures training time, in nanoseconds from any origin
 */
record Training(
    Dcgan model,
    ModelGraph graph,
    TrainingState state,
    Persistence persistence,
    Inference inference,
    Optional<Cluster> cluster,
    ConvolutionChooser convolutions,
    LongSupplier nanoTime) {
  private static final Logger logger = LoggerFactory.getLogger(Training.class);

  /** Trains as specified by {@link Dcgan#train}. */
  @CanIgnoreReturnValue
  TrainingSummary train(
      ImageSource source, TrainingPlan plan, StopSignal stop, TrainingListener... listeners)
      throws IOException {
    return train(source, plan, stop, null, listeners);
  }

  private TrainingSummary train(
      ImageSource source,
      TrainingPlan plan,
      StopSignal stop,
      @Nullable Consumer<RunMetadata> tracer,
      TrainingListener... listeners)
      throws IOException {
    graph.requireOpen();
    Sources.check(source, graph.architecture(), plan.batchSize());
    AdversarialStep.checkAugmentation(plan, graph.architecture());
    List<String> emptyClasses = Sources.emptyClasses(source, graph.architecture());
    TrainingListener listener = TrainingListener.all(List.of(listeners));
    try (ModelGraph.Change change = graph.change()) {
      BooleanSupplier stopped = () -> stop.requested() || change.shouldEnd();
      if (together()) {
        return new ClusterTraining(this, cluster.orElseThrow(), tracer)
            .train(new TrainingTask(plan, source, stopped, listener, emptyClasses));
      }
      // Before a checkpoint is read and convolutions are measured.
      NativeMemory.Start start = start(plan);
      graph.requireMemoryFor(memory(plan, WinogradUse.NEVER), NativeMemory.Place.MODEL, start);
      TrainingTask task = new TrainingTask(plan, source, stopped, listener, emptyClasses);
      try (Run run = open(task, settings(source, plan))) {
        Trainer.requireCountable(plan, source, state.counters(), run.start());
        WinogradUse winograd = run.winograd();
        NativeMemory.Step memory = memory(plan, winograd);
        if (!winograd.isNever()) { // otherwise it was required above
          graph.requireMemoryFor(memory, NativeMemory.Place.MODEL, start);
        }
        AdversarialStep step = graph.writing(() -> step(plan, winograd));
        step.trace(tracer);
        ModelInTraining trained = new ModelInTraining(graph, state, inference.direct(), winograd);
        return run(
            new Trainer(
                trained, step, task, run.start(), run.checkpoints(), Coordination.ALONE, nanoTime),
            memory,
            NativeMemory.Place.MODEL);
      } catch (MeasuringStoppedException e) {
        logger.info("{}; no step was made", e.getMessage());
        return Trainer.notBegun(task, state.counters().step());
      }
    }
  }

  /** Whether a plan resumes a run. A folder that cannot be read is reported when it is opened. */
  static NativeMemory.Start start(TrainingPlan plan) {
    try {
      return plan.checkpoints().isPresent()
              && CheckpointFolder.newest(plan.checkpoints().get().directory()).isPresent()
          ? NativeMemory.Start.RESUMED
          : NativeMemory.Start.NEW;
    } catch (IOException e) {
      return NativeMemory.Start.NEW;
    }
  }

  /** Runs a training, which has its memory from the first step on. */
  TrainingSummary run(Trainer trainer, NativeMemory.Step memory, NativeMemory.Place place)
      throws IOException {
    long before = state.counters().step();
    try {
      return trainer.train();
    } finally {
      if (state.counters().step() != before) {
        graph.madeStep(memory, place);
      }
    }
  }

  /** Whether several processes train the model. */
  private boolean together() {
    return cluster.filter(workers -> workers.size() > 1).isPresent();
  }

  private NativeMemory.Step memory(TrainingPlan plan, WinogradUse winograd) {
    return memory(graph, plan, winograd);
  }

  /** What a step of a plan keeps in memory. */
  static NativeMemory.Step memory(ModelGraph graph, TrainingPlan plan, WinogradUse winograd) {
    return new NativeMemory.Step(
        graph.architecture(),
        plan.batchSize(),
        AveragedNetworks.of(plan).layers(graph.architecture()),
        winograd);
  }

  /**
   * Chooses the algorithms of a new run's convolutions: the fastest ones for each kernel, or for
   * some of the kernels, if a whole step is faster with them.
   *
   * @throws MeasuringStoppedException if the training was asked to end before it had begun
   */
  private WinogradUse choose(TrainingTask task) {
    WinogradUse fastest = fastestKernels(task);
    return fastest.isNever()
        ? fastest
        : convolutions.check(
            fastest, new StepWorkload(graph, task.plan(), Turns.OF_STEPS), task.stopped());
  }

  /**
   * The fastest algorithms kernel by kernel. Kernels for which memory does not suffice are computed
   * directly.
   */
  private WinogradUse fastestKernels(TrainingTask task) {
    TrainingPlan plan = task.plan();
    Architecture architecture = graph.architecture();
    int images = plan.batchSize();
    long most = MeasuredConvolutions.mostBytes(architecture, images);
    WinogradUse fastest = convolutions.choose(architecture, images, most, task.stopped());
    if (fastest.isNever() || graph.hadMemoryFor(memory(plan, fastest), NativeMemory.Place.MODEL)) {
      return fastest;
    }
    long direct =
        NativeMemory.trainingBytes(
            memory(plan, WinogradUse.NEVER),
            graph.hardware().precision(),
            NativeMemory.Place.MODEL);
    long spare = NativeMemory.spareBytes() - direct;
    if (WinogradMemory.bytes(architecture, images, fastest) <= spare) {
      return fastest;
    }
    logger.warn(
        "the fastest algorithms of convolutions would add {} MB to a step, for which memory does"
            + " not suffice; the run computes more of them directly",
        WinogradMemory.bytes(architecture, images, fastest) >> 20);
    return convolutions.choose(
        architecture, images, Math.max(0, Math.min(most, spare)), task.stopped());
  }

  private void report(TrainingPlan plan, WinogradUse winograd) {
    if (!winograd.isNever()) {
      logger.info(
          "convolutions by Winograd's algorithm, which add about {} MB to a step: {}",
          WinogradMemory.bytes(graph.architecture(), plan.batchSize(), winograd) >> 20,
          winograd.toText());
    }
  }

  /** The settings that identify a run, without the algorithms of its convolutions. */
  Map<String, Scalar> settings(ImageSource source, TrainingPlan plan) {
    Map<String, Scalar> settings =
        Resumption.settings(graph.spec(), plan, source.description(), graph.hardware().precision());
    cluster.ifPresent(workers -> Resumption.putCluster(settings, workers));
    return settings;
  }

  /**
   * A run that was started or resumed.
   *
   * @param start where it starts or continues
   * @param checkpoints where it is saved; null if it is not saved
   * @param folder the folder of the checkpoints, which is locked until this is closed
   * @param winograd the kernels that its steps compute by Winograd's algorithm
   */
  record Run(
      RunStart start,
      @Nullable RunCheckpoints checkpoints,
      @Nullable CheckpointFolder folder,
      WinogradUse winograd)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (folder != null) {
        folder.close();
      }
    }
  }

  /** Starts a run, or restores the model from the newest checkpoint in the plan's folder. */
  Run open(TrainingTask task, Map<String, Scalar> settings) throws IOException {
    ImageSource source = task.source();
    TrainingPlan plan = task.plan();
    if (plan.checkpoints().isEmpty()) {
      WinogradUse winograd = choose(task);
      report(plan, winograd);
      return new Run(RunStart.fresh(state.counters().step()), null, null, winograd);
    }
    CheckpointPolicy policy = plan.checkpoints().get();
    CheckpointFolder folder = CheckpointFolder.open(policy);
    boolean complete = false;
    try {
      Optional<Path> newest = CheckpointFolder.newest(policy.directory());
      if (newest.isPresent() && policy.skipsDamaged()) {
        newest = Optional.of(intact(newest.get(), folder));
      }
      RunRecord run =
          newest.isPresent() ? resume(newest.get(), settings, plan) : begin(settings, task);
      WinogradUse winograd = Resumption.convolutions(policy.directory(), run.settings());
      report(plan, winograd);
      if (newest.isEmpty()) {
        logger.info(
            "starting a new run: {} contains no checkpoints", printable(policy.directory()));
      }
      RunCheckpoints checkpoints =
          new RunCheckpoints(model, state, persistence, folder, policy, source.description(), run);
      if (plan.sentinel().rollsBack()) {
        folder.keepForRollBack(
            checkpoints.scheduled(plan.stepsPerEpoch(source.size())), Trainer.longestWindow(plan));
      }
      complete = true;
      return new Run(
          new RunStart(newest, run.firstStep(), run.trained(), run.fixedSteps(), run.sentinel()),
          checkpoints,
          folder,
          winograd);
    } finally {
      if (!complete) {
        folder.close();
      }
    }
  }

  /** The record of a new run. */
  private RunRecord begin(Map<String, Scalar> settings, TrainingTask task) {
    Map<String, Scalar> all = new LinkedHashMap<>(settings);
    Resumption.putConvolutions(all, choose(task));
    return new RunRecord(state.counters().step(), all, Duration.ZERO, 0, SentinelState.FRESH);
  }

  /** Trains like {@link #train} and traces every step. */
  void trace(
      ImageSource source,
      TrainingPlan plan,
      Consumer<RunMetadata> tracer,
      TrainingListener... listeners)
      throws IOException {
    TrainingSummary unused = train(source, plan, new StopSignal(), tracer, listeners);
  }

  private AdversarialStep step(TrainingPlan plan, WinogradUse winograd) {
    addAverages(plan);
    return graph.programs().step(plan, winograd);
  }

  /**
   * Adds the variables of the averages that a plan asks for. Those that are not in use begin at 0,
   * whatever an earlier training left in them, as they do in a process that resumes the run.
   * Requires the write lock.
   */
  void addAverages(TrainingPlan plan) {
    AveragedNetworks wanted = AveragedNetworks.of(plan);
    AveragedNetworks fresh = wanted.without(AveragedNetworks.of(state.counters()));
    AveragedWeights.addTo(graph.tf(), graph.store(), wanted.layers(graph.architecture()));
    graph
        .store()
        .initialize(graph.session(), AveragedWeights.names(fresh.layers(graph.architecture())));
  }

  /** The newest checkpoint, or if it is damaged, the newest intact checkpoint before it. */
  private static Path intact(Path newest, CheckpointFolder folder) throws IOException {
    try {
      ModelFiles.Loaded unused = ModelFiles.load(newest);
      return newest;
    } catch (ModelFormatException e) {
      Optional<Path> earlier = CheckpointFolder.intactBefore(newest);
      if (earlier.isEmpty()) {
        throw e;
      }
      logger.warn(
          "{} is damaged ({}); the run continues from {} and repeats the steps since then",
          printable(newest),
          e.getMessage(),
          printable(earlier.get()));
      folder.setAsideAfter(earlier.get());
      return earlier.get();
    }
  }

  /** Restores the model from a checkpoint. */
  private RunRecord resume(Path checkpoint, Map<String, Scalar> settings, TrainingPlan plan)
      throws IOException {
    ModelFiles.Loaded loaded = CheckpointFolder.load(checkpoint);
    RunRecord run = loaded.manifest().run();
    if (run == null) {
      throw new ModelFormatException(
          checkpoint
              + ": expected a checkpoint, found a model that was saved outside a run; move it"
              + " elsewhere");
    }
    Map<String, Scalar> continued = new LinkedHashMap<>(settings);
    if (!together()) {
      Resumption.putConvolutions(continued, Resumption.convolutions(checkpoint, run.settings()));
    }
    Resumption.check(checkpoint, run.settings(), continued, plan.allowOnResume());
    long there = loaded.manifest().counters().step();
    long here = state.counters().step();
    if (here != 0 && !state.isSavedAs(checkpoint)) {
      throw new ResumeException(
          String.format(
              Locale.ROOT,
              "%s is a checkpoint of step %d, but this model has been trained separately to step"
                  + " %d, and resuming would discard that; resume with a newly built model, or use"
                  + " another folder",
              printable(checkpoint),
              there,
              here));
    }
    persistence.restore(loaded, checkpoint);
    state.savedAs(checkpoint);
    logger.info("resumed from {} at step {}", printable(checkpoint), there);
    long fixedSteps = Resumption.fixedSteps(run, continued, plan, there - run.firstStep());
    return new RunRecord(run.firstStep(), continued, run.trained(), fixedSteps, run.sentinel());
  }
}

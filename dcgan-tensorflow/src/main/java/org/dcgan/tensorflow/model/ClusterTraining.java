package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.annotations.VisibleForTesting;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.dcgan.Cluster;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.json.Scalar;
import org.dcgan.tensorflow.checkpoint.Resumption;
import org.dcgan.tensorflow.checkpoint.RunRecord;
import org.dcgan.tensorflow.cluster.ClusterLink;
import org.dcgan.tensorflow.cluster.WaitStoppedException;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.runtime.Version;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.ChiefWork;
import org.dcgan.tensorflow.training.RunStart;
import org.dcgan.tensorflow.training.Trainer;
import org.dcgan.tensorflow.training.TrainingTask;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.RunMetadata;

/**
 * The training of a model by the workers of a cluster. Worker 0 reads and writes checkpoints and
 * hands out what it has read, so that the others need no access to them.
 *
 * @param training the parts of the model
 * @param cluster the workers, more than one
 * @param tracer receives the trace of each step; null for none
 */
record ClusterTraining(Training training, Cluster cluster, @Nullable Consumer<RunMetadata> tracer) {
  private static final Logger logger = LoggerFactory.getLogger(ClusterTraining.class);

  /** Trains as specified by {@link org.dcgan.Dcgan#train}. The caller has checked the source. */
  @CanIgnoreReturnValue
  TrainingSummary train(TrainingTask whole) throws IOException {
    try {
      return trainTogether(whole);
    } catch (WaitStoppedException e) {
      logger.warn("{}; no step was made", e.getMessage());
      return Trainer.notBegun(whole, training.state().counters().step());
    }
  }

  private TrainingSummary trainTogether(TrainingTask whole) throws IOException {
    TrainingPlan plan = whole.plan();
    ModelGraph graph = training.graph();
    int fewest = ClusterModel.fewestImages(cluster);
    checkArgument(
        plan.batchSize() / cluster.size() >= fewest,
        "batchSize is %s, but %s workers need at least %s images each; set a larger batchSize or"
            + " use fewer workers",
        plan.batchSize(),
        cluster.size(),
        fewest);
    graph.requireMemoryFor(memory(plan), NativeMemory.Place.CLUSTER, Training.start(plan));
    try (ClusterLink link = ClusterLink.join(cluster, graph.hardware(), whole.stopped())) {
      return train(whole, link);
    }
  }

  private NativeMemory.Step memory(TrainingPlan plan) {
    Architecture architecture = training.graph().architecture();
    return new NativeMemory.Step(
        architecture,
        BatchShare.of(plan.batchSize(), cluster.index(), cluster.size()).size(),
        AveragedNetworks.of(plan).layers(architecture),
        WinogradUse.NEVER);
  }

  private TrainingSummary train(TrainingTask whole, ClusterLink link) throws IOException {
    ImageSource source = whole.source();
    TrainingPlan plan = whole.plan();
    ModelGraph graph = training.graph();
    Map<String, Scalar> settings = training.settings(source, plan);
    link.requireSame(identity(settings, source));
    graph.writing(
        () -> {
          training.addAverages(plan);
          return true;
        });
    try (ClusterModel model =
        ClusterModel.open(graph, training.state(), training.inference(), link, plan)) {
      model.step().trace(tracer);
      logger.info(
          "{} of {} has joined the cluster; {}",
          cluster.describe(cluster.index()),
          cluster.size(),
          cluster.isChief()
              ? "it writes checkpoints and notifies listeners"
              : "it writes nothing: checkpoints and listeners are those of " + cluster.describe(0));
      TrainingTask task =
          new TrainingTask(
              plan,
              source,
              whole.stopped(),
              cluster.isChief() ? whole.listener() : TrainingListener.all(List.of()),
              whole.emptyClasses());
      TrainingSummary summary =
          cluster.isChief() ? asChief(model, task, settings) : asOther(model, task);
      model.finish();
      return summary;
    }
  }

  private TrainingSummary asChief(
      ClusterModel model, TrainingTask task, Map<String, Scalar> settings) throws IOException {
    AtomicReference<Training.@Nullable Run> opened = new AtomicReference<>();
    try {
      ChiefWork.run(model, () -> opened.set(training.open(task, settings)));
      Training.Run run = Objects.requireNonNull(opened.get());
      RunStart start = run.start();
      byte[] unused =
          model.fromChief(
              new RunRecord(
                      start.firstStep(),
                      settings,
                      start.trained(),
                      start.fixedSteps(),
                      start.sentinel())
                  .toJson(start.resumedFrom().map(Path::toString).orElse(null))
                  .getBytes(UTF_8));
      model.shareModel();
      return run(trainer(model, task, start, run.checkpoints()), task);
    } finally {
      Training.Run run = opened.get();
      if (run != null) {
        run.close();
      }
    }
  }

  private TrainingSummary asOther(ClusterModel model, TrainingTask task) throws IOException {
    ChiefWork.run(model, () -> {}); // waits for worker 0 to read the checkpoint
    RunRecord.Sent sent = RunRecord.parse(new String(model.fromChief(new byte[0]), UTF_8));
    model.shareModel();
    RunStart start =
        new RunStart(
            Optional.ofNullable(sent.resumedFrom()).map(ClusterTraining::pathOf),
            sent.run().firstStep(),
            sent.run().trained(),
            sent.run().fixedSteps(),
            sent.run().sentinel());
    return run(trainer(model, task, start, null), task);
  }

  /**
   * The path of a checkpoint on the file system of worker 0. Where this system has no such path, as
   * one with letters beyond ASCII under {@code LC_ALL=C}, these characters are replaced: it is not
   * opened here.
   */
  @VisibleForTesting
  static Path pathOf(String checkpoint) {
    try {
      return Path.of(checkpoint);
    } catch (InvalidPathException e) {
      return Path.of(checkpoint.replaceAll("[^A-Za-z0-9/._-]", "_"));
    }
  }

  private Trainer trainer(
      ClusterModel model, TrainingTask task, RunStart start, @Nullable RunCheckpoints checkpoints) {
    return new Trainer(model, model.step(), task, start, checkpoints, model, training.nanoTime());
  }

  private TrainingSummary run(Trainer trainer, TrainingTask task) throws IOException {
    return training.run(trainer, memory(task.plan()), NativeMemory.Place.CLUSTER);
  }

  /** What has to be the same in all workers. */
  private Map<String, Scalar> identity(Map<String, Scalar> settings, ImageSource source)
      throws IOException {
    Map<String, Scalar> identity = new LinkedHashMap<>();
    identity.put("library", Scalar.of(Version.LIBRARY));
    identity.put("engine", Scalar.of(Version.engine()));
    identity.put("threads", Scalar.of(training.graph().hardware().threads()));
    identity.put("images", Scalar.of(source.size()));
    identity.put(
        "images.hash", Scalar.of(SourceFingerprint.of(source, training.graph().architecture())));
    identity.putAll(settings);
    Resumption.putCluster(identity, cluster);
    return identity;
  }
}

package org.dcgan.tensorflow.model;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dcgan.BatchNormScope;
import org.dcgan.Cluster;
import org.dcgan.ClusterException;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.cluster.ClusterLink;
import org.dcgan.tensorflow.cluster.ClusterSession;
import org.dcgan.tensorflow.cluster.StopGrace;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.sentinel.LastConvolutionInputs;
import org.dcgan.tensorflow.training.AdversarialStep;
import org.dcgan.tensorflow.training.AveragedNetworks;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.dcgan.tensorflow.training.Coordination;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.tensorflow.training.StepDistribution;
import org.dcgan.tensorflow.training.TrainableModel;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * A model that is trained together with other workers. The step's graph and the variables that it
 * updates are on this process's server, in a session of the cluster; the model's own session, which
 * samples and saves, gets copies of the variables when they are needed. It stays usable if the
 * cluster fails.
 */
final class ClusterModel
    implements TrainableModel, Coordination, ModelGraph.Elsewhere, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ClusterModel.class);

  private final ModelGraph local;
  private final TrainingState state;
  private final TrainableModel inference;
  private final ClusterLink link;
  private final Graph graph;
  private final ParameterStore store;
  private final AdversarialStep step;
  private final List<Op> broadcasts = new ArrayList<>();
  private final List<Op> releases;
  private final ClusterSession session;

  /** The counters of the variables in the model's own session, when these are older. */
  private Counters older;

  private ClusterModel(
      ModelGraph local,
      TrainingState state,
      Inference inference,
      ClusterLink link,
      TrainingPlan plan,
      Graph graph) {
    this.local = local;
    this.state = state;
    this.inference = new ModelInTraining(local, state, inference, WinogradUse.NEVER);
    this.link = link;
    this.graph = graph;
    this.older = state.counters();
    Ops tf = link.ops(graph);
    this.store = Variables.of(local.spec(), tf);
    AveragedWeights.addTo(tf, store, AveragedNetworks.of(plan).layers(local.architecture()));
    this.step =
        local.hardware().precision() == Precision.BFLOAT16
            ? step(tf, TBfloat16.class, plan)
            : step(tf, TFloat32.class, plan);
    for (String name : store.names()) {
      long[] shape = store.shape(name).stream().mapToLong(Integer::longValue).toArray();
      broadcasts.add(link.broadcast(tf, store.variable(name), Shape.of(shape)));
    }
    this.releases = store.releasing(tf);
    this.session = link.open(graph);
  }

  /** Builds the step's graph and opens its session. */
  static ClusterModel open(
      ModelGraph local,
      TrainingState state,
      Inference inference,
      ClusterLink link,
      TrainingPlan plan) {
    return GraphSession.owned(
        graph -> new ClusterModel(local, state, inference, link, plan, graph));
  }

  private <T extends TFloating> AdversarialStep step(Ops tf, Class<T> type, TrainingPlan plan) {
    Cluster cluster = link.cluster();
    return new AdversarialStep(
        tf,
        type,
        local.hardware().variants(),
        store,
        local.architecture(),
        plan,
        new StepDistribution(
            share(plan.batchSize()),
            link.allReduce(),
            cluster.batchNorm(),
            cluster.gradientPrecision()));
  }

  /** The fewest images of a worker: batch normalization over a single one is meaningless. */
  static int fewestImages(Cluster cluster) {
    return cluster.batchNorm() == BatchNormScope.WORKER ? 2 : 1;
  }

  AdversarialStep step() {
    return step;
  }

  // The model that the training's loop sees.

  @Override
  public Architecture architecture() {
    return local.architecture();
  }

  @Override
  public GraphRun newRun() {
    return session.newCollectiveRun();
  }

  @Override
  public <R> R changing(Supplier<R> work) {
    return local.elsewhere(work::get, this);
  }

  @Override
  public Counters counters() {
    return state.counters();
  }

  @Override
  public void counters(Counters counters) {
    state.advance(counters);
  }

  @Override
  public void trainedOn(String dataset) {
    state.trainedOn(dataset);
  }

  @Override
  public Images generate(Latents latents, @Nullable Labels labels) {
    return inference.generate(latents, labels, SamplingOptions.DEFAULT);
  }

  @Override
  public Images generate(Latents latents, @Nullable Labels labels, SamplingOptions options) {
    return inference.generate(latents, labels, options);
  }

  @Override
  public LastConvolutionInputs lastConvolutionInputs(Latents latents, @Nullable Labels labels) {
    return inference.lastConvolutionInputs(latents, labels);
  }

  @Override
  public String runtime() {
    return inference.runtime()
        + ", "
        + link.cluster().describe(link.cluster().index())
        + " of "
        + link.cluster().size();
  }

  private GraphRun localRun() {
    return GraphRun.of(local.session().runner());
  }

  // The variables of the model's own session against those of the cluster's.

  @Override
  public void departing() {
    older = state.counters();
  }

  @Override
  public void copy() {
    for (List<String> names : store.groups()) {
      local.store().write(localRun(), names, store.read(session.newRun(), names));
    }
  }

  @Override
  public void abandoned() {
    state.advance(older);
  }

  // What the workers agree on.

  @Override
  public BatchShare share(int batchSize) {
    return BatchShare.of(batchSize, link.cluster().index(), link.cluster().size());
  }

  @Override
  public boolean isAlone() {
    return false;
  }

  @Override
  public boolean isChief() {
    return link.cluster().isChief();
  }

  @Override
  public byte[] fromChief(byte[] message) {
    return link.fromChief(isChief() ? message : new byte[0]);
  }

  @Override
  public Duration stopPatience() {
    return StopGrace.of(link.cluster());
  }

  @Override
  public void leave() {
    link.leave();
  }

  @Override
  public void shareModel() {
    Counters counters = CountersMessage.decode(fromChief(CountersMessage.encode(counters())));
    if (isChief()) {
      local.reading(
          () -> {
            for (List<String> names : store.groups()) {
              store.write(session.newRun(), names, local.store().read(localRun(), names));
            }
            return true;
          });
    }
    local.elsewhere(
        () -> {
          GraphRun run = session.newCollectiveRun();
          broadcasts.forEach(run::addTarget);
          return run.run();
        },
        this);
    state.advance(counters);
    requireSameVariables();
  }

  @Override
  public void requireSameVariables() {
    HashCode mine = hash();
    List<byte[]> all = link.hashes(mine.asBytes());
    StringBuilder others = new StringBuilder();
    for (int worker = 0; worker < all.size(); worker++) {
      others
          .append(worker == 0 ? "" : ", ")
          .append(link.cluster().describe(worker))
          .append(' ')
          .append(HashCode.fromBytes(all.get(worker)));
      if (worker == all.size() - 1
          && all.stream().map(HashCode::fromBytes).distinct().count() > 1) {
        throw new ClusterException(
            "the workers no longer have the same weights at step "
                + counters().step()
                + " (hashes: "
                + others
                + "); this is a defect of a machine, or the machines compute differently. Use"
                + " machines of one kind, and resume from the last checkpoint");
      }
    }
  }

  private HashCode hash() {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    for (List<String> names : store.groups()) {
      for (float[] values : store.read(session.newRun(), names)) {
        for (float value : values) {
          hasher.putInt(Float.floatToRawIntBits(value));
        }
      }
    }
    return hasher.hash();
  }

  /** Copies the trained variables a last time, after the training has ended as planned. */
  void finish() {
    local.writing(() -> true);
  }

  /**
   * Ends the training and releases its variables. After a failure, the model has the variables that
   * were copied last.
   */
  @Override
  public void close() {
    local.forgetElsewhere();
    try {
      GraphRun run = session.newRun();
      releases.forEach(run::addTarget);
      run.run();
    } catch (RuntimeException e) {
      logger.debug("the variables of a training remain on the server", e);
    }
    session.close();
    graph.close();
  }
}

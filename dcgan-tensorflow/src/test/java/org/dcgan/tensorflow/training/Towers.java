package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dcgan.BatchNormScope;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.cluster.LocalCollectives;
import org.dcgan.tensorflow.network.AllReduce;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.TrainingPlan;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * The workers of a step as devices of one session: each has its own variables and its own graph of
 * the step, and TensorFlow's collective operations connect them as they connect processes.
 */
final class Towers implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final List<Tower> towers = new ArrayList<>();
  private final Architecture architecture;
  private final int batchSize;
  private final ExecutorService threads;
  private final CyclicBarrier barrier;

  private final class Tower {
    final ParameterStore store;
    final AdversarialStep step;
    final BatchShare share;
    Counters counters = Counters.ZERO;

    /** All variables since the last step; empty if they have not been read. */
    Map<String, float[]> values = Map.of();

    Tower(ParameterStore store, AdversarialStep step, BatchShare share) {
      this.store = store;
      this.step = step;
      this.share = share;
    }
  }

  Towers(
      int workers,
      TrainingPlan plan,
      Architecture architecture,
      BatchNormScope scope,
      Precision gradients,
      Precision activations,
      UnaryOperator<AllReduce> tamper) {
    this.architecture = architecture;
    this.batchSize = plan.batchSize();
    this.threads = Executors.newFixedThreadPool(workers);
    this.barrier = new CyclicBarrier(workers, this::runMerged);
    this.session =
        new Session(
            graph,
            false,
            ConfigProto.newBuilder()
                .putDeviceCount("CPU", workers)
                .setIntraOpParallelismThreads(2)
                .build());
    for (int i = 0; i < workers; i++) {
      DeviceSpec device =
          DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(i).build();
      Ops tf = GraphOps.of(graph).withDevice(device).withSubScope("tower" + i);
      ParameterStore store = store(tf);
      AveragedWeights.addTo(tf, store, AveragedNetworks.of(plan).layers(architecture));
      store.initialize(session);
      BatchShare share = BatchShare.of(batchSize, i, workers);
      StepDistribution distribution =
          workers == 1
              ? StepDistribution.alone(batchSize)
              : new StepDistribution(
                  share, tamper.apply(LocalCollectives.of(workers)), scope, gradients);
      AdversarialStep step =
          activations == Precision.BFLOAT16
              ? step(tf, TBfloat16.class, store, plan, distribution)
              : step(tf, TFloat32.class, store, plan, distribution);
      store.write(session, StepRig.firstValues(architecture));
      towers.add(new Tower(store, step, share));
    }
  }

  private <T extends TFloating> AdversarialStep step(
      Ops tf,
      Class<T> type,
      ParameterStore store,
      TrainingPlan plan,
      StepDistribution distribution) {
    return new AdversarialStep(
        tf, type, OpVariants.ONEDNN_AVX512, store, architecture, plan, distribution);
  }

  private ParameterStore store(Ops tf) {
    ParameterStore store = new ParameterStore(tf);
    List<LayerSpec> layers = new ArrayList<>(architecture.generatorLayers());
    layers.addAll(architecture.discriminatorLayers());
    for (LayerSpec layer : layers) {
      if (layer.spectralNorm()) {
        zeros(tf, store, layer.name() + "/spectral-vector", layer.maps());
      }
      for (ParameterSpec p : layer.parameters()) {
        store.add(p.name(), p.shape(), s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
        AdamMoments.add(store, p, s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
      }
      if (layer.batchNorm()) {
        zeros(tf, store, layer.name() + "/population-mean", layer.normalizedUnits());
        zeros(tf, store, layer.name() + "/population-variance", layer.normalizedUnits());
      }
    }
    return store;
  }

  private static void zeros(Ops tf, ParameterStore store, String name, int units) {
    store.add(name, List.of(units), s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
  }

  /** Makes one step of all workers. Returns their results. */
  List<StepResult> run(byte[] pixels, float[] latents, StepSettings settings, Signals... signals)
      throws Exception {
    List<Future<StepResult>> results = new ArrayList<>();
    for (int i = 0; i < towers.size(); i++) {
      Tower tower = towers.get(i);
      tower.values = Map.of();
      Signals mine = signals.length == 0 ? Signals.NONE : signals[i];
      results.add(threads.submit(() -> run(tower, pixels, latents, settings, mine)));
    }
    List<StepResult> done = new ArrayList<>();
    for (Future<StepResult> result : results) {
      done.add(result.get());
    }
    return done;
  }

  private StepResult run(
      Tower tower, byte[] pixels, float[] latents, StepSettings settings, Signals signals) {
    int image = architecture.image().size();
    int side = architecture.image().height();
    int dimensions = architecture.latentDim();
    BatchShare share = tower.share;
    byte[] minePixels = Arrays.copyOfRange(pixels, share.from() * image, share.to() * image);
    float[] mineLatents =
        Arrays.copyOfRange(latents, share.from() * dimensions, share.to() * dimensions);
    try (TUint8 batch = Tensors.of(Shape.of(share.size(), side, side, 3), minePixels)) {
      StepResult result =
          tower.step.run(new Merged(), tower.counters, batch, mineLatents, settings, signals);
      tower.counters = result.counters();
      return result;
    }
  }

  private final List<Merged> waiting = new ArrayList<>();

  /** The part of one worker in a run of the session. */
  private final class Merged implements GraphRun {
    final List<Consumer<Session.Runner>> parts = new ArrayList<>();
    int fetches;
    List<float[]> values = List.of();

    @Override
    public GraphRun feed(Operand<?> operand, TType tensor) {
      parts.add(runner -> runner.feed(operand, tensor));
      return this;
    }

    @Override
    public GraphRun addTarget(Op op) {
      parts.add(runner -> runner.addTarget(op));
      return this;
    }

    @Override
    public GraphRun fetch(Operand<TFloat32> operand) {
      parts.add(runner -> runner.fetch(operand));
      fetches++;
      return this;
    }

    @Override
    public GraphRun traced(Consumer<RunMetadata> tracer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<float[]> run() {
      synchronized (waiting) {
        waiting.add(this);
      }
      try {
        barrier.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
      return values;
    }
  }

  private void runMerged() {
    RunOptions.Builder options = RunOptions.newBuilder();
    options.getExperimentalBuilder().setCollectiveGraphKey(7);
    Session.Runner runner = session.runner().setOptions(options.build());
    waiting.forEach(run -> run.parts.forEach(part -> part.accept(runner)));
    try (Result result = runner.run()) {
      int next = 0;
      for (Merged run : waiting) {
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < run.fetches; i++) {
          values.add(Tensors.floats((TFloat32) result.get(next++)));
        }
        run.values = values;
      }
    } finally {
      waiting.clear();
    }
  }

  List<String> names() {
    return towers.get(0).store.names();
  }

  float[] read(int worker, String name) {
    Tower tower = towers.get(worker);
    if (tower.values.isEmpty()) {
      tower.values = tower.store.read(session, tower.store.names());
    }
    return tower.values.get(name);
  }

  @Override
  public void close() {
    threads.shutdown();
    session.close();
    graph.close();
  }
}

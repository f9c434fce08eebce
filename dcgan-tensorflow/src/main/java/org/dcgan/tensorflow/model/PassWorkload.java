package org.dcgan.tensorflow.model;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.latent.Labels;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.model.InferenceGraphs.Part;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.runtime.Sessions;
import org.dcgan.tensorflow.training.AdamMoments;
import org.dcgan.tensorflow.training.SampleLabels;
import org.dcgan.tensorflow.tuning.BatchSize;
import org.dcgan.tensorflow.tuning.Workload;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A forward pass of a network by population statistics, in float32: latents to images, or images to
 * logits. It is timed in a separate graph with other weights, so that nothing of the algorithm that
 * is not used stays in the model.
 *
 * @param architecture the networks
 * @param hardware threads, and the variants of the direct operations
 * @param network the network
 * @param batch the images that are computed at once
 * @param timing times the passes
 */
record PassWorkload(
    Architecture architecture, Hardware hardware, Part network, BatchSize batch, Timing timing)
    implements Workload {
  /** The seed of weights and noise; the time of a pass does not depend on it. */
  private static final long SEED = 1;

  /** The standard deviation of the weights, as the paper's. */
  private static final double DEVIATION = 0.02;

  /** The passes of a network with two sets of algorithms. */
  private record Passes(
      ParameterStore store,
      List<String> variables,
      Programs.Program candidate,
      Programs.Program incumbent) {

    void initialize(Session session) {
      store.initialize(session, variables);
    }
  }

  @Override
  public Id id() {
    String kind = network.name().toLowerCase(Locale.ROOT) + " pass";
    return Id.of(kind, architecture, batch.measured());
  }

  /** The layers of a network. */
  static List<LayerSpec> layers(Architecture architecture, Part network) {
    return switch (network) {
      case GENERATOR -> architecture.generatorLayers();
      case DISCRIMINATOR -> architecture.discriminatorLayers();
    };
  }

  @Override
  public Times time(WinogradUse candidate, WinogradUse incumbent, BooleanSupplier stopped) {
    NativeMemory.requireForTimedPasses(
        architecture,
        layers(architecture, network),
        batch.measured(),
        variant(larger(candidate, incumbent)));
    Programs.Rows rows = noise();
    try (GraphSession<Passes> passes =
        GraphSession.open(
            graph -> passes(graph, variant(candidate), variant(incumbent)),
            graph -> Sessions.forNetwork(graph, hardware),
            Passes::initialize)) {
      Session session = passes.session();
      return timing.measure(
          id(),
          () -> run(passes.content().candidate(), session, rows),
          () -> run(passes.content().incumbent(), session, rows),
          stopped);
    }
  }

  @Override
  public long addedBytes(WinogradUse use) {
    return WinogradMemory.ofInference(layers(architecture, network), batch.most(), variant(use));
  }

  /** None is tried, because the call of a user waits for the result. */
  @Override
  public Duration searchLimit() {
    return Duration.ZERO;
  }

  private BatchVariant variant(WinogradUse use) {
    return BatchVariant.of(use, batch.measured());
  }

  private Passes passes(Graph graph, BatchVariant candidate, BatchVariant incumbent) {
    List<LayerSpec> layers = layers(architecture, network);
    Ops tf = GraphOps.of(graph);
    ParameterStore store = Variables.of(layers, SEED, DEVIATION, tf);
    Programs programs = new Programs(tf, TFloat32.class, hardware.variants(), store, architecture);
    Programs.Key key =
        switch (network) {
          case GENERATOR -> programs.generator(BatchNormMode.POPULATION, false);
          case DISCRIMINATOR ->
              programs.discriminator(
                  new Programs.DiscriminatorOutput.Logits(), BatchNormMode.POPULATION);
        };
    return new Passes(
        store,
        withoutMoments(store, layers),
        programs.program(key, candidate).build(),
        programs.program(key, incumbent).build());
  }

  /** The names of the variables that a pass reads. */
  private static List<String> withoutMoments(ParameterStore store, List<LayerSpec> layers) {
    List<ParameterSpec> parameters =
        layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    Set<String> moments =
        Set.copyOf(
            parameters.stream()
                .flatMap(p -> Stream.of(AdamMoments.firstName(p), AdamMoments.secondName(p)))
                .toList());
    List<String> names = new ArrayList<>(store.names());
    names.removeAll(moments);
    return names;
  }

  private Programs.Rows noise() {
    int count = batch.measured();
    int row =
        switch (network) {
          case GENERATOR -> architecture.latentDim();
          case DISCRIMINATOR -> architecture.image().size();
        };
    float[] values = new float[Math.multiplyExact(count, row)];
    SeededRandom random = SeededRandom.of(SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * (float) random.nextDouble() - 1;
    }
    @Nullable Labels labels = SampleLabels.inTurn(architecture, count);
    return new Programs.Rows(FloatBuffer.wrap(values), count, labels);
  }

  private static double run(Programs.Program program, Session session, Programs.Rows rows) {
    return Failures.translated(
        () -> {
          long began = System.nanoTime();
          float[] unused =
              Programs.run(
                  new ForChunks<>(program, program), session, rows, BatchNormMode.POPULATION);
          return (double) (System.nanoTime() - began);
        });
  }
}

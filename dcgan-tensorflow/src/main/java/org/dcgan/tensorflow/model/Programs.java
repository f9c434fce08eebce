package org.dcgan.tensorflow.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.latent.Labels;
import org.dcgan.tensorflow.model.InferenceGraphs.Kept;
import org.dcgan.tensorflow.model.InferenceGraphs.Part;
import org.dcgan.tensorflow.model.Inspections.LazyProgram;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.PreparedWeights;
import org.dcgan.tensorflow.network.RowChunks;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.training.AdversarialStep;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.Augmentation;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** The programs of a model's graph. Each is built once, when it is first used. */
final class Programs {
  private final ProgramBuilder<?> builder;
  private final Inspections inspections;
  private final Map<VariantKey, Program> built = new HashMap<>();
  private final Map<StepKey, AdversarialStep> steps = new HashMap<>();
  private final Map<Boolean, StatisticsProgram> generatorStatistics = new HashMap<>();
  private final Map<Boolean, StatisticsProgram> discriminatorStatistics = new HashMap<>();

  <T extends TFloating> Programs(
      Ops tf, Class<T> type, OpVariants variants, ParameterStore store, Architecture architecture) {
    InferenceGraphs<T> graphs = new InferenceGraphs<>(tf, type, variants, store);
    this.builder = new ProgramBuilder<>(tf, type, variants, store, architecture, graphs);
    this.inspections = new Inspections(tf, architecture, graphs);
  }

  /** The outputs of D that a program can return. */
  sealed interface DiscriminatorOutput {
    /** Whether it is computed with the moving average of D's weights. */
    boolean averaged();

    /** One logit for each image. */
    record Logits() implements DiscriminatorOutput {
      @Override
      public boolean averaged() {
        return false;
      }
    }

    /**
     * The feature maps of convolutions, pooled to 4x4, flattened and concatenated.
     *
     * @param options the weights are either those trained or those averaged
     */
    record PooledFeatures(FeatureOptions options) implements DiscriminatorOutput {
      @Override
      public boolean averaged() {
        return options.weights() == DiscriminatorWeights.AVERAGED;
      }
    }
  }

  /** Identifies a program. */
  sealed interface Key {
    /** Latents to images. */
    record OfGenerator(BatchNormMode batchNorm, boolean averaged) implements Key {}

    /** Latents to the inputs of G's last convolution. */
    record OfLastMaps() implements Key {}

    /** Images to scores or features. */
    record OfDiscriminator(DiscriminatorOutput output, BatchNormMode batchNorm) implements Key {}
  }

  private record VariantKey(Key program, BatchVariant variant) {}

  private record StepKey(
      UpdateSchedule schedule,
      int discriminatorUpdates,
      int batchSize,
      AdamOptions generator,
      AdamOptions discriminator,
      DiscriminatorLabels labels,
      boolean noise,
      Augmentation augmentation,
      AdversarialLoss loss,
      double generatorEmaDecay,
      double discriminatorEmaDecay,
      double emaRampUp,
      boolean gradients,
      WinogradUse winograd) {}

  /**
   * The inputs of a program.
   *
   * @param place latents or images, [n, row]
   * @param row the shape of a row
   * @param labels [n, classes]; null if the networks are not conditional
   */
  record Inputs(Placeholder<TFloat32> place, Shape row, @Nullable Placeholder<TFloat32> labels) {

    /** Feeds some of the rows; adds what has to be closed after the run. */
    Session.Runner feed(
        Session.Runner runner, Rows rows, int from, int size, List<? super TFloat32> toClose) {
      TFloat32 tensor = RowChunks.tensor(rows.values(), row, from, size);
      toClose.add(tensor);
      runner.feed(place, tensor);
      if (labels != null) {
        Labels given = Objects.requireNonNull(rows.labels());
        TFloat32 labelTensor =
            RowChunks.tensor(given.data(), Shape.of(given.classes()), from, size);
        toClose.add(labelTensor);
        runner.feed(labels, labelTensor);
      }
      return runner;
    }
  }

  /**
   * Rows that a program is run on.
   *
   * @param values row-major
   * @param count the number of rows
   * @param labels one for each row; null if the networks are not conditional
   */
  record Rows(FloatBuffer values, int count, @Nullable Labels labels) {}

  /** A program that maps rows to rows. */
  record Program(
      Inputs inputs, Operand<TFloat32> output, int outputSize, PreparedWeights preparedWeights) {

    private Result run(Session session, Rows rows, int from, int size) {
      List<TFloat32> fed = new ArrayList<>();
      try {
        return inputs.feed(session.runner(), rows, from, size, fed).fetch(output).run();
      } finally {
        fed.forEach(TFloat32::close);
      }
    }
  }

  /** Runs a program on all rows, in chunks unless the rows depend on each other. */
  static float[] run(
      ForChunks<Program> program, Session session, Rows rows, BatchNormMode batchNorm) {
    program.whole().preparedWeights().ensure(session); // the same of all variants
    return RowChunks.run(
        rows.count(),
        RowChunks.size(batchNorm, rows.count()),
        program.whole().outputSize(),
        (from, size) -> program.of(size).run(session, rows, from, size));
  }

  /** A program that computes each layer's mean and biased variance over rows. */
  record StatisticsProgram(Inputs inputs, List<BatchStatistics> statistics) {}

  /** Adds the inputs of a program to a graph. */
  static Inputs inputs(Ops tf, Architecture architecture, Shape row) {
    return new Inputs(
        rows(tf, row),
        row,
        architecture.isConditional() ? rows(tf, Shape.of(architecture.classes())) : null);
  }

  /** A placeholder for any number of rows. */
  static Placeholder<TFloat32> rows(Ops tf, Shape row) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(row.prepend(Shape.UNKNOWN_SIZE)));
  }

  /** The programs that inspect the networks. */
  Inspections inspections() {
    return inspections;
  }

  Key generator(BatchNormMode batchNorm, boolean averaged) {
    return new Key.OfGenerator(batchNorm, averaged);
  }

  Key discriminator(DiscriminatorOutput output, BatchNormMode batchNorm) {
    return new Key.OfDiscriminator(output, batchNorm);
  }

  Key lastMaps() {
    return new Key.OfLastMaps();
  }

  /** G's last convolution. */
  static LayerSpec last(Architecture architecture) {
    List<LayerSpec> layers = architecture.generatorLayers();
    return layers.get(layers.size() - 1);
  }

  /** A program, which is built when it is first used. */
  LazyProgram<Program> program(Key key, BatchVariant variant) {
    VariantKey of = new VariantKey(key, variant);
    return new LazyProgram<>() {
      @Override
      public @Nullable Program existing() {
        return built.get(of);
      }

      @Override
      public Program build() {
        return built.computeIfAbsent(of, builder::build);
      }
    };
  }

  /**
   * The training step of a plan, which is built if necessary. Requires the write lock.
   *
   * @param winograd the kernels that the step computes by Winograd's algorithm
   */
  AdversarialStep step(TrainingPlan plan, WinogradUse winograd) {
    StepKey key =
        new StepKey(
            plan.schedule(),
            plan.discriminatorUpdates(),
            plan.batchSize(),
            plan.generatorAdam(),
            plan.discriminatorAdam(),
            plan.labels(),
            plan.instanceNoise().deviation() > 0,
            plan.augmentation(),
            plan.loss(),
            plan.generatorEmaDecay(),
            plan.discriminatorEmaDecay(),
            plan.emaRampUp(),
            AdversarialStep.measuresGradients(plan),
            winograd);
    return steps.computeIfAbsent(key, k -> builder.step(plan, winograd));
  }

  /** Statistics of G, or of its moving average, over latents. Requires the write lock. */
  StatisticsProgram generatorStatistics(boolean averaged) {
    return generatorStatistics.computeIfAbsent(averaged, builder::generatorStatistics);
  }

  /** Statistics of D, or of its moving average, over images. Requires the write lock. */
  StatisticsProgram discriminatorStatistics(boolean averaged) {
    return discriminatorStatistics.computeIfAbsent(averaged, builder::discriminatorStatistics);
  }

  private record ProgramBuilder<T extends TFloating>(
      Ops tf,
      Class<T> type,
      OpVariants variants,
      ParameterStore store,
      Architecture architecture,
      InferenceGraphs<T> graphs) {

    Program build(VariantKey key) {
      if (key.program() instanceof Key.OfGenerator generator) {
        Inputs latents = inputs(latentRow());
        Kept<T> kept =
            graphs.kept(Part.GENERATOR, generator.averaged(), generator.batchNorm(), key.variant());
        var pass = generator(kept.graph(), latents, generator.batchNorm());
        return new Program(latents, pass.images(), architecture.image().size(), kept.weights());
      }
      if (key.program() instanceof Key.OfLastMaps) {
        return lastMaps(key.variant());
      }
      Key.OfDiscriminator discriminator = (Key.OfDiscriminator) key.program();
      Inputs images = inputs(imageRow());
      Kept<T> kept =
          graphs.kept(
              Part.DISCRIMINATOR,
              discriminator.output().averaged(),
              discriminator.batchNorm(),
              key.variant());
      var pass = discriminator(kept.graph(), images, discriminator.batchNorm());
      if (discriminator.output() instanceof DiscriminatorOutput.PooledFeatures pooled) {
        return new Program(
            images,
            PooledFeatures.build(kept.graph(), architecture, pass.featureMaps(), pooled.options()),
            pooled.options().dimension(architecture),
            kept.weights());
      }
      return new Program(images, pass.logits(), 1, kept.weights());
    }

    private Program lastMaps(BatchVariant variant) {
      Inputs latents = inputs(latentRow());
      Kept<T> kept = graphs.kept(Part.GENERATOR, false, BatchNormMode.POPULATION, variant);
      var pass = generator(kept.graph(), latents, BatchNormMode.POPULATION);
      LayerSpec last = last(architecture);
      int side = last.side() / last.convolution().stride();
      return new Program(
          latents,
          kept.graph().toFloat(pass.lastMaps()),
          side * side * last.inputMaps(),
          kept.weights());
    }

    AdversarialStep step(TrainingPlan plan, WinogradUse winograd) {
      return new AdversarialStep(
          tf, type, variants.withWinograd(winograd), store, architecture, plan);
    }

    StatisticsProgram generatorStatistics(boolean averaged) {
      Inputs latents = inputs(latentRow());
      var pass = generator(graphs.plain(averaged), latents, BatchNormMode.BATCH);
      return new StatisticsProgram(latents, pass.statistics());
    }

    StatisticsProgram discriminatorStatistics(boolean averaged) {
      Inputs images = inputs(imageRow());
      var pass = discriminator(graphs.plain(averaged), images, BatchNormMode.BATCH);
      return new StatisticsProgram(images, pass.statistics());
    }

    private Network.GeneratorPass<T> generator(
        GraphBuilder<T> graph, Inputs latents, BatchNormMode batchNorm) {
      return Network.generator(graph, architecture, latents.place(), latents.labels(), batchNorm);
    }

    private Network.DiscriminatorPass<T> discriminator(
        GraphBuilder<T> graph, Inputs images, BatchNormMode batchNorm) {
      return Network.discriminator(graph, architecture, images.place(), images.labels(), batchNorm);
    }

    private Shape latentRow() {
      return Shape.of(architecture.latentDim());
    }

    private Shape imageRow() {
      ImageShape shape = architecture.image();
      return Shape.of(shape.height(), shape.width(), shape.channels());
    }

    private Inputs inputs(Shape row) {
      return Programs.inputs(tf, architecture, row);
    }
  }
}

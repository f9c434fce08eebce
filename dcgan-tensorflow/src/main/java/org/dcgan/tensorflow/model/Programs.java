package org.dcgan.tensorflow.model;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.image.ImageShape;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.PreparedWeights;
import org.dcgan.tensorflow.training.AdversarialStep;
import org.dcgan.tensorflow.training.AveragedGenerator;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** What a model's graph can do, each part drawn once, when it is first asked for. */
final class Programs {
  private final Drawer<?> drawer;
  private final Inspections inspections;
  private final Map<Key, Program> drawn = new HashMap<>();
  private final Map<StepKey, AdversarialStep> steps = new HashMap<>();
  private final Map<Boolean, StatisticsProgram> generatorStatistics = new HashMap<>();
  private @Nullable StatisticsProgram discriminatorStatistics;

  <T extends TFloating> Programs(
      Ops tf, Class<T> type, OpVariants variants, ParameterStore store, Architecture architecture) {
    this.drawer = new Drawer<>(tf, type, variants, store, architecture);
    this.inspections = new Inspections(tf, type, variants, store, architecture);
  }

  /** What D can say of an image. */
  sealed interface Judgment {
    /** One score. */
    record Logits() implements Judgment {}

    /** Every convolution's maps after LeakyReLU, max-pooled to 4x4, flattened, joined. */
    record PooledFeatures(FeatureLayout layout) implements Judgment {}
  }

  /** Names a program. */
  sealed interface Key {
    /** Latents to images. */
    record OfGenerator(BatchNormMode batchNorm, boolean averaged) implements Key {}

    /** Latents to what goes into G's last convolution. */
    record OfLastMaps() implements Key {}

    /** Images to scores or features. */
    record OfDiscriminator(Judgment judgment, BatchNormMode batchNorm) implements Key {}
  }

  private record StepKey(
      UpdateSchedule schedule,
      int discriminatorUpdates,
      int batchSize,
      AdamOptions generator,
      AdamOptions discriminator,
      DiscriminatorLabels labels,
      boolean noise,
      double generatorEmaDecay,
      boolean gradients) {}

  /** Rows in, rows out. */
  record Program(
      Placeholder<TFloat32> input,
      Shape row,
      Operand<TFloat32> output,
      int outputSize,
      PreparedWeights preparation) {

    /** Runs all rows; in chunks where one does not depend on the others. */
    float[] run(Session session, FloatBuffer rows, int count, BatchNormMode batchNorm) {
      preparation.ensure(session);
      return RowChunks.run(
          count,
          RowChunks.size(batchNorm, count),
          outputSize,
          (from, size) -> {
            try (TFloat32 tensor = RowChunks.tensor(rows, row, from, size)) {
              return session.runner().feed(input, tensor).fetch(output).run();
            }
          });
    }
  }

  /** Rows in, each layer's mean and biased variance over them out. */
  record StatisticsProgram(
      Placeholder<TFloat32> input, Shape row, List<BatchStatistics> statistics) {}

  /** What looks inside the networks. */
  Inspections inspections() {
    return inspections;
  }

  Key generator(BatchNormMode batchNorm, boolean averaged) {
    return new Key.OfGenerator(batchNorm, averaged);
  }

  Key discriminator(Judgment judgment, BatchNormMode batchNorm) {
    return new Key.OfDiscriminator(judgment, batchNorm);
  }

  Key lastMaps() {
    return new Key.OfLastMaps();
  }

  /** G's last convolution. */
  static LayerSpec last(Architecture architecture) {
    List<LayerSpec> layers = architecture.generatorLayers();
    return layers.get(layers.size() - 1);
  }

  /** A program that was drawn before. Under the read lock. */
  @Nullable Program drawn(Key key) {
    return drawn.get(key);
  }

  /** A program, drawn if need be. Under the write lock. */
  Program draw(Key key) {
    return drawn.computeIfAbsent(key, drawer::draw);
  }

  /** The graph of a training step. Under the write lock. */
  AdversarialStep step(TrainingPlan plan) {
    StepKey key =
        new StepKey(
            plan.schedule(),
            plan.discriminatorUpdates(),
            plan.batchSize(),
            plan.generatorAdam(),
            plan.discriminatorAdam(),
            plan.labels(),
            plan.instanceNoise().deviation() > 0,
            plan.generatorEmaDecay(),
            AdversarialStep.measuresGradients(plan));
    return steps.computeIfAbsent(key, k -> drawer.step(plan));
  }

  /** G's statistics of a batch of latents, or its average's. Under the write lock. */
  StatisticsProgram generatorStatistics(boolean averaged) {
    return generatorStatistics.computeIfAbsent(averaged, drawer::generatorStatistics);
  }

  /** D's statistics of a batch of images. Under the write lock. */
  StatisticsProgram discriminatorStatistics() {
    if (discriminatorStatistics == null) {
      discriminatorStatistics = drawer.discriminatorStatistics();
    }
    return discriminatorStatistics;
  }

  private record Drawer<T extends TFloating>(
      Ops tf, Class<T> type, OpVariants variants, ParameterStore store, Architecture architecture) {

    Program draw(Key key) {
      if (key instanceof Key.OfGenerator generator) {
        Placeholder<TFloat32> latents = rows(latentRow());
        PreparedWeights preparation = new PreparedWeights(store);
        GraphBuilder<T> builder = newDrawing(generator.averaged()).keeping(preparation);
        var pass = Network.generator(builder, architecture, latents, generator.batchNorm());
        return new Program(
            latents, latentRow(), pass.images(), architecture.image().size(), preparation);
      }
      if (key instanceof Key.OfLastMaps) {
        return lastMaps();
      }
      Key.OfDiscriminator discriminator = (Key.OfDiscriminator) key;
      Placeholder<TFloat32> images = rows(imageRow());
      PreparedWeights preparation = new PreparedWeights(store);
      GraphBuilder<T> builder = newDrawing().keeping(preparation);
      var pass = Network.discriminator(builder, architecture, images, discriminator.batchNorm());
      if (discriminator.judgment() instanceof Judgment.PooledFeatures pooled) {
        return new Program(
            images,
            imageRow(),
            PooledFeatures.draw(builder, architecture, pass.featureMaps(), pooled.layout()),
            architecture.featureDimension(),
            preparation);
      }
      return new Program(images, imageRow(), pass.logits(), 1, preparation);
    }

    private Program lastMaps() {
      Placeholder<TFloat32> latents = rows(latentRow());
      PreparedWeights preparation = new PreparedWeights(store);
      GraphBuilder<T> builder = newDrawing().keeping(preparation);
      var pass = Network.generator(builder, architecture, latents, BatchNormMode.POPULATION);
      LayerSpec last = last(architecture);
      int side = last.side() / last.convolution().stride();
      return new Program(
          latents,
          latentRow(),
          builder.toFloat(pass.lastMaps()),
          side * side * last.inputMaps(),
          preparation);
    }

    AdversarialStep step(TrainingPlan plan) {
      return new AdversarialStep(tf, type, variants, store, architecture, plan);
    }

    StatisticsProgram generatorStatistics(boolean averaged) {
      Placeholder<TFloat32> latents = rows(latentRow());
      var pass =
          Network.generator(newDrawing(averaged), architecture, latents, BatchNormMode.BATCH);
      return new StatisticsProgram(latents, latentRow(), pass.statistics());
    }

    StatisticsProgram discriminatorStatistics() {
      Placeholder<TFloat32> images = rows(imageRow());
      var pass = Network.discriminator(newDrawing(), architecture, images, BatchNormMode.BATCH);
      return new StatisticsProgram(images, imageRow(), pass.statistics());
    }

    private GraphBuilder<T> newDrawing(boolean averaged) {
      return averaged ? newDrawing().with(AveragedGenerator::nameOf) : newDrawing();
    }

    private GraphBuilder<T> newDrawing() {
      return new GraphBuilder<>(tf, type, variants, store);
    }

    private Shape latentRow() {
      return Shape.of(architecture.latentDim());
    }

    private Shape imageRow() {
      ImageShape shape = architecture.image();
      return Shape.of(shape.height(), shape.width(), shape.channels());
    }

    private Placeholder<TFloat32> rows(Shape row) {
      return tf.placeholder(TFloat32.class, Placeholder.shape(row.prepend(Shape.UNKNOWN_SIZE)));
    }
  }
}

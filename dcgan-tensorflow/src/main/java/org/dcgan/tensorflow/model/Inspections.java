package org.dcgan.tensorflow.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.image.ImageShape;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.tensorflow.model.InferenceGraphs.Kept;
import org.dcgan.tensorflow.model.InferenceGraphs.Part;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.PreparedWeights;
import org.dcgan.tensorflow.network.RowChunks;
import org.dcgan.tensorflow.network.Tensors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Programs that inspect the networks: G with removed feature maps, activations of G and D, and
 * guided gradients of D. They are separate from the programs for sampling and scoring, which
 * therefore run at full speed.
 */
final class Inspections {
  private final ProgramBuilder<?> builder;
  private final Map<Object, Object> built = new HashMap<>();

  <T extends TFloating> Inspections(Ops tf, Architecture architecture, InferenceGraphs<T> graphs) {
    this.builder = new ProgramBuilder<>(tf, architecture, graphs);
  }

  /**
   * A program that is built when it is first used.
   *
   * @param <P> the kind of program
   */
  interface LazyProgram<P> {
    /** The program if it has been built, else null. Requires the read lock. */
    @Nullable P existing();

    /** The program, which is built if necessary. Requires the write lock. */
    @CanIgnoreReturnValue
    P build();
  }

  private record MaskedKey(BatchNormMode batchNorm, boolean averaged, BatchVariant variant) {}

  private record ConvolutionKey(String layer, BatchNormMode batchNorm, BatchVariant variant) {}

  private record GuidedKey(String layer, GuidedRule rule) {}

  /** G with a factor for each feature map. */
  LazyProgram<Masked> masked(BatchNormMode batchNorm, boolean averaged, BatchVariant variant) {
    return once(
        new MaskedKey(batchNorm, averaged, variant),
        () -> builder.masked(batchNorm, averaged, variant));
  }

  /** The activations of one of D's convolutions. */
  LazyProgram<Programs.Program> convolution(
      LayerSpec layer, BatchNormMode batchNorm, BatchVariant variant) {
    return once(
        new ConvolutionKey(layer.name(), batchNorm, variant),
        () -> builder.convolution(layer, batchNorm, variant));
  }

  /** Guided backpropagation from one of D's convolutions. */
  LazyProgram<Guided> guided(LayerSpec layer, GuidedRule rule) {
    return once(new GuidedKey(layer.name(), rule), () -> builder.guided(layer, rule));
  }

  private <P> LazyProgram<P> once(Object key, Supplier<P> build) {
    return new LazyProgram<>() {
      @Override
      @SuppressWarnings("unchecked") // each method uses its own class of keys
      public @Nullable P existing() {
        return (P) built.get(key);
      }

      @Override
      @SuppressWarnings("unchecked")
      public P build() {
        return (P) built.computeIfAbsent(key, k -> build.get());
      }
    };
  }

  /**
   * Factors for all feature maps that can be removed.
   *
   * @return one row for each layer: 0 for removed maps, 1 for the others
   */
  static List<float[]> masks(Architecture architecture, List<RemovedMaps> removed) {
    List<LayerSpec> layers = architecture.generatorFeatureLayers();
    List<float[]> masks = new ArrayList<>();
    for (LayerSpec layer : layers) {
      float[] ones = new float[layer.maps()];
      Arrays.fill(ones, 1);
      masks.add(ones);
    }
    for (RemovedMaps maps : removed) {
      LayerSpec layer = architecture.generatorFeatureLayer(maps.layer());
      float[] mask = masks.get(layers.indexOf(layer));
      for (int map : maps.maps()) {
        checkArgument(
            map < layer.maps(),
            "%s has feature maps 0 to %s, cannot remove %s",
            layer.name(),
            layer.maps() - 1,
            map);
        mask[map] = 0;
      }
    }
    return masks;
  }

  /** A program from latents and factors for feature maps to images or activations. */
  record Masked(
      BatchNormMode batchNorm,
      Programs.Inputs latents,
      List<Placeholder<TFloat32>> masks,
      Operand<TFloat32> output,
      int imageSize,
      Map<String, Operand<TFloat32>> maps,
      PreparedWeights preparedWeights) {

    private Result run(
        Session session,
        Programs.Rows rows,
        int from,
        int size,
        List<TFloat32> factors,
        Operand<TFloat32> wanted) {
      Session.Runner runner = session.runner();
      for (int i = 0; i < factors.size(); i++) {
        runner.feed(masks.get(i), factors.get(i));
      }
      List<TFloat32> chunk = new ArrayList<>();
      try {
        return latents.feed(runner, rows, from, size, chunk).fetch(wanted).run();
      } finally {
        chunk.forEach(TFloat32::close);
      }
    }
  }

  /** Generates images without some feature maps. */
  static float[] images(
      ForChunks<Masked> program, Session session, Programs.Rows rows, List<float[]> factors) {
    return run(program, session, rows, factors, program.whole().imageSize(), Masked::output);
  }

  /** The activations of a layer of G without some feature maps. */
  static float[] activations(
      ForChunks<Masked> program,
      Session session,
      Programs.Rows rows,
      LayerSpec layer,
      List<float[]> factors) {
    return run(
        program,
        session,
        rows,
        factors,
        layer.side() * layer.side() * layer.maps(),
        masked -> requireNonNull(masked.maps().get(layer.name())));
  }

  private static float[] run(
      ForChunks<Masked> program,
      Session session,
      Programs.Rows rows,
      List<float[]> factors,
      int outputSize,
      Function<Masked, Operand<TFloat32>> wanted) {
    program.whole().preparedWeights().ensure(session); // the same of all variants
    List<TFloat32> fed = new ArrayList<>();
    try {
      factors.forEach(f -> fed.add(Tensors.of(Shape.of(f.length), f)));
      return RowChunks.run(
          rows.count(),
          RowChunks.size(program.whole().batchNorm(), rows.count()),
          outputSize,
          (from, size) -> {
            Masked masked = program.of(size);
            return masked.run(session, rows, from, size, fed, wanted.apply(masked));
          });
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /** A program from images and gradients of a layer's maps to gradients of the images. */
  record Guided(
      Programs.Inputs images,
      Placeholder<TFloat32> mapGradients,
      Shape mapRow,
      Operand<TFloat32> output) {

    float[] run(Session session, Programs.Rows rows, float[] gradients) {
      FloatBuffer gradientRows = FloatBuffer.wrap(gradients);
      return RowChunks.run(
          rows.count(),
          RowChunks.CHUNK,
          Math.toIntExact(images.row().size()),
          (from, size) -> {
            List<TFloat32> fed = new ArrayList<>();
            try {
              TFloat32 chunkGradients = RowChunks.tensor(gradientRows, mapRow, from, size);
              fed.add(chunkGradients);
              return images
                  .feed(session.runner(), rows, from, size, fed)
                  .feed(mapGradients, chunkGradients)
                  .fetch(output)
                  .run();
            } finally {
              fed.forEach(TFloat32::close);
            }
          });
    }
  }

  private record ProgramBuilder<T extends TFloating>(
      Ops tf, Architecture architecture, InferenceGraphs<T> graphs) {

    Masked masked(BatchNormMode batchNorm, boolean averaged, BatchVariant variant) {
      Programs.Inputs latents =
          Programs.inputs(tf, architecture, Shape.of(architecture.latentDim()));
      List<LayerSpec> layers = architecture.generatorFeatureLayers();
      List<Placeholder<TFloat32>> masks = new ArrayList<>();
      for (LayerSpec layer : layers) {
        Shape shape = Shape.of(layer.maps());
        masks.add(tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
      }
      // As when nothing is removed: the same operations give the same bits.
      Kept<T> kept = graphs.kept(Part.GENERATOR, averaged, batchNorm, variant);
      var pass =
          Network.generator(
              kept.graph(), architecture, latents.place(), latents.labels(), batchNorm, masks);
      Map<String, Operand<TFloat32>> maps = new HashMap<>();
      for (int i = 0; i < layers.size(); i++) {
        maps.put(layers.get(i).name(), kept.graph().toFloat(pass.featureMaps().get(i)));
      }
      return new Masked(
          batchNorm,
          latents,
          masks,
          pass.images(),
          architecture.image().size(),
          maps,
          kept.weights());
    }

    Programs.Program convolution(LayerSpec layer, BatchNormMode batchNorm, BatchVariant variant) {
      Programs.Inputs images = Programs.inputs(tf, architecture, imageRow());
      Kept<T> kept = graphs.kept(Part.DISCRIMINATOR, false, batchNorm, variant);
      var pass =
          Network.discriminator(
              kept.graph(), architecture, images.place(), images.labels(), batchNorm);
      return new Programs.Program(
          images,
          kept.graph().toFloat(pass.featureMaps().get(index(layer))),
          layer.side() * layer.side() * layer.maps(),
          kept.weights());
    }

    Guided guided(LayerSpec layer, GuidedRule rule) {
      Programs.Inputs images = Programs.inputs(tf, architecture, imageRow());
      Shape mapRow = Shape.of(layer.side(), layer.side(), layer.maps());
      Placeholder<TFloat32> gradients = Programs.rows(tf, mapRow);
      var pass =
          Network.discriminator(
              graphs.plain(false),
              architecture,
              images.place(),
              images.labels(),
              BatchNormMode.POPULATION);
      return new Guided(
          images, gradients, mapRow, pass.guidedGradient(index(layer), gradients, rule));
    }

    private int index(LayerSpec layer) {
      return architecture.discriminatorFeatureLayers().indexOf(layer);
    }

    private Shape imageRow() {
      ImageShape shape = architecture.image();
      return Shape.of(shape.height(), shape.width(), shape.channels());
    }
  }
}

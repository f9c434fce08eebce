package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A graph with the three operations of one kernel in float32, directly and by Winograd's algorithm,
 * on random values. Each operation and each of the transforms that operations share can be run
 * alone, so that it can be timed.
 */
public final class KernelOperations {
  /** Direct convolutions that are run together. */
  public static final int CONVOLUTIONS = 2;

  /** Direct transposed convolutions that are run together. */
  public static final int TRANSPOSED_CONVOLUTIONS = 3;

  private final ParameterStore store;
  private final List<Op> initializers = new ArrayList<>();
  private final Map<WinogradTile, Map<Part, List<Op>>> parts = new EnumMap<>(WinogradTile.class);

  /**
   * What can be run alone. Operations include the transforms that they need. Of direct convolutions
   * {@value #CONVOLUTIONS} are run together, of direct transposed convolutions {@value
   * #TRANSPOSED_CONVOLUTIONS}, as a layer of the discriminator does in a step, because they share
   * what they prepare of the kernel.
   */
  public enum Part {
    /** The transform of the kernel. */
    KERNEL_TRANSFORM,
    /** The transform of the wide maps. */
    WIDE_TRANSFORM,
    /** The transform of the narrow maps. */
    NARROW_TRANSFORM,
    /** One convolution; several direct ones. */
    CONVOLUTION,
    /** One transposed convolution; several direct ones. */
    TRANSPOSED_CONVOLUTION,
    /** One gradient of the kernel. */
    KERNEL_GRADIENT
  }

  /**
   * Builds the operations.
   *
   * @param graph the graph, which stays the caller's to close
   * @param direct the variants of the operations without Winograd's algorithm
   * @param shape a kernel for which Winograd's algorithm exists
   * @param images the number of images
   */
  public KernelOperations(Graph graph, OpVariants direct, KernelShape shape, int images) {
    Ops tf = GraphOps.of(graph);
    LayerSpec layer = shape.layer();
    ParameterSpec weights = layer.parameters().get(0);
    store = new ParameterStore(tf);
    store.add(weights.name(), weights.shape(), size -> normal(tf, size));
    Shape wideShape = Shape.of(images, shape.wideSide(), shape.wideSide(), shape.wideMaps());
    Shape narrowShape =
        Shape.of(images, shape.narrowSide(), shape.narrowSide(), shape.narrowMaps());
    List<Operand<TFloat32>> wides = kept(tf, wideShape, CONVOLUTIONS);
    List<Operand<TFloat32>> narrows = kept(tf, narrowShape, TRANSPOSED_CONVOLUTIONS);
    Operand<TFloat32> wide = wides.get(0);
    Operand<TFloat32> narrow = narrows.get(0);
    for (WinogradTile tile : WinogradTile.values()) {
      OpVariants variants = direct.withWinograd(new WinogradUse(Map.of(), WinogradTiles.all(tile)));
      GraphBuilder<TFloat32> builder =
          new GraphBuilder<>(tf.withSubScope("choice"), TFloat32.class, variants, store);
      Map<Part, List<Op>> ofTile = new EnumMap<>(Part.class);
      if (tile == WinogradTile.NONE) {
        StridedKernel<TFloat32> kernel =
            new StridedKernel<>(
                builder,
                weights,
                layer.convolution(),
                shape.wideSide(),
                shape.wideMaps(),
                shape.narrowMaps());
        ofTile.put(Part.CONVOLUTION, each(wides, kernel::convolve));
        ofTile.put(Part.TRANSPOSED_CONVOLUTION, each(narrows, kernel::transposeConvolve));
        ofTile.put(Part.KERNEL_GRADIENT, List.of(kernel.kernelGradient(wide, narrow)));
      } else {
        WinogradProducts<TFloat32> kernel = new WinogradProducts<>(builder, weights, shape, tile);
        ofTile.put(Part.KERNEL_TRANSFORM, List.of(kernel.ofKernel()));
        ofTile.put(Part.WIDE_TRANSFORM, List.of(kernel.ofWide(wide)));
        ofTile.put(Part.NARROW_TRANSFORM, List.of(kernel.ofNarrow(narrow)));
        ofTile.put(Part.CONVOLUTION, List.of(kernel.convolve(wide)));
        ofTile.put(Part.TRANSPOSED_CONVOLUTION, List.of(kernel.transposeConvolve(narrow)));
        ofTile.put(Part.KERNEL_GRADIENT, List.of(kernel.kernelGradient(wide, narrow)));
      }
      parts.put(tile, ofTile);
    }
  }

  /**
   * Fills kernel and maps with random values.
   *
   * @param session a session of the graph
   */
  public void initialize(Session session) {
    store.initialize(session);
    for (Op initializer : initializers) {
      session.runner().addTarget(initializer).run().close();
    }
  }

  /**
   * The operations of a tile.
   *
   * @param tile the tile
   * @return the operations to run for each part, in the order of the parts; {@link
   *     WinogradTile#NONE} has no transforms
   */
  public Map<Part, List<Op>> parts(WinogradTile tile) {
    return Collections.unmodifiableMap(parts.getOrDefault(tile, Map.of()));
  }

  private static Operand<TFloat32> normal(Ops tf, Shape shape) {
    return tf.random.randomStandardNormal(tf.constant(shape.asArray()), TFloat32.class);
  }

  private static List<Op> each(
      List<Operand<TFloat32>> maps, UnaryOperator<Operand<TFloat32>> operation) {
    List<Op> operations = new ArrayList<>();
    maps.forEach(of -> operations.add(operation.apply(of)));
    return operations;
  }

  private List<Operand<TFloat32>> kept(Ops tf, Shape shape, int count) {
    List<Operand<TFloat32>> maps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
      initializers.add(tf.assign(variable, normal(tf, shape)));
      maps.add(tf.identity(variable));
    }
    return maps;
  }
}

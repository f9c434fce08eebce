package org.dcgan.tensorflow.network;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * A graph with the forward pass of a layer as it is outside training, in float32 and by each
 * algorithm, on random values: the operation with a kept kernel, a shift and a rectifier.
 * TensorFlow computes the latter two together with a direct convolution.
 */
public final class ForwardOperations {
  private static final String SHIFT = "shift";

  /** That of the paper; the time does not depend on it. */
  private static final double LEAKY_SLOPE = 0.2;

  private final ParameterStore store;
  private final PreparedWeights weights;
  private final Op initialMaps;
  private final Map<WinogradTile, Op> passes = new EnumMap<>(WinogradTile.class);

  /**
   * Builds the passes.
   *
   * @param graph the graph, which stays the caller's to close
   * @param direct the variants of the operations without Winograd's algorithm
   * @param shape a kernel for which Winograd's algorithm exists
   * @param operation the operation
   * @param images the number of images
   * @param arrangedFor the number of images that the operations are arranged for
   */
  public ForwardOperations(
      Graph graph,
      OpVariants direct,
      KernelShape shape,
      ForwardOperation operation,
      int images,
      int arrangedFor) {
    Ops tf = GraphOps.of(graph);
    LayerSpec layer = shape.layer();
    ParameterSpec kernel = layer.parameters().get(0);
    boolean convolves = operation == ForwardOperation.CONVOLUTION;
    int outputs = convolves ? shape.narrowMaps() : shape.wideMaps();
    store = new ParameterStore(tf);
    store.add(kernel.name(), kernel.shape(), size -> normal(tf, size));
    store.add(SHIFT, List.of(outputs), size -> normal(tf, size));
    weights = new PreparedWeights(store);
    Shape shapeOfMaps =
        convolves
            ? Shape.of(images, shape.wideSide(), shape.wideSide(), shape.wideMaps())
            : Shape.of(images, shape.narrowSide(), shape.narrowSide(), shape.narrowMaps());
    Variable<TFloat32> maps = tf.variable(shapeOfMaps, TFloat32.class);
    initialMaps = tf.assign(maps, normal(tf, shapeOfMaps));
    GraphBuilder<TFloat32> keeping =
        new GraphBuilder<>(tf, TFloat32.class, direct, store).keeping(weights);
    Operand<TFloat32> shift = keeping.variable(SHIFT);
    for (WinogradTile tile : WinogradTile.values()) {
      GraphBuilder<TFloat32> builder =
          keeping
              .in(tile.name())
              .forBatches(
                  new BatchVariant(
                      new WinogradUse(Map.of(), WinogradTiles.all(tile)), arrangedFor));
      StridedKernel<TFloat32> strided =
          new StridedKernel<>(
              builder,
              kernel,
              layer.convolution(),
              shape.wideSide(),
              shape.wideMaps(),
              shape.narrowMaps());
      Operand<TFloat32> input = builder.tf().identity(maps);
      Operand<TFloat32> sums =
          convolves ? strided.convolve(input) : strided.transposeConvolve(input);
      Layer<TFloat32> rectifier = new Rectifier<>(convolves ? LEAKY_SLOPE : 0);
      passes.put(tile, rectifier.build(builder, builder.tf().nn.biasAdd(sums, shift)).output());
    }
  }

  /**
   * Fills kernel and maps with random values, and prepares the kernels.
   *
   * @param session a session of the graph
   */
  public void initialize(Session session) {
    store.initialize(session);
    session.runner().addTarget(initialMaps).run().close();
    weights.ensure(session);
  }

  /**
   * The result of a pass.
   *
   * @param tile the tile; {@link WinogradTile#NONE} for the direct variant
   * @return the operation to run
   */
  public Op pass(WinogradTile tile) {
    Op pass = passes.get(tile);
    if (pass == null) {
      throw new IllegalArgumentException("no pass by " + tile);
    }
    return pass;
  }

  private static Operand<TFloat32> normal(Ops tf, Shape shape) {
    return tf.random.randomStandardNormal(tf.constant(shape.asArray()), TFloat32.class);
  }
}

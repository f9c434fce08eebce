package org.dcgan.tensorflow.model;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Adds the features of the paper's section 5 to a graph. */
public final class PooledFeatures {

  private PooledFeatures() {}

  /**
   * The feature maps of convolutions after LeakyReLU, pooled to the architecture's seed side,
   * flattened and concatenated.
   *
   * @param maps the feature maps of all convolutions
   * @return float32 [n, dimension of the options]
   */
  public static <T extends TFloating> Operand<TFloat32> build(
      GraphBuilder<T> graph,
      Architecture architecture,
      List<Operand<T>> maps,
      FeatureOptions options) {
    Ops tf = graph.tf();
    int seed = architecture.seedSide();
    List<Operand<TFloat32>> pooled = new ArrayList<>();
    List<LayerSpec> layers = options.layersOf(architecture);
    int first = maps.size() - layers.size();
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec spec = layers.get(i);
      int pool = spec.side() / seed;
      int values = seed * seed * spec.maps();
      Operand<TFloat32> map = graph.toFloat(maps.get(first + i));
      if (pool > 1) {
        List<Long> cell = List.of(1L, (long) pool, (long) pool, 1L);
        Operand<TInt32> window = tf.constant(new int[] {1, pool, pool, 1});
        map =
            options.pooling() == FeaturePooling.MAX
                ? tf.nn.maxPool(map, window, window, "VALID")
                : tf.nn.avgPool(map, cell, cell, "VALID");
      }
      if (options.layout() == FeatureLayout.CHW) {
        map = tf.linalg.transpose(map, tf.constant(new int[] {0, 3, 1, 2}));
      }
      pooled.add(tf.reshape(map, tf.constant(new int[] {-1, values})));
    }
    return pooled.size() == 1 ? pooled.get(0) : tf.concat(pooled, tf.constant(1));
  }
}

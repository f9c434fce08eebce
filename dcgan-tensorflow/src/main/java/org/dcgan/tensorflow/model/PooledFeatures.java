package org.dcgan.tensorflow.model;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.feature.FeatureLayout;
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
   * The feature maps of all convolutions after LeakyReLU, max-pooled to 4x4, flattened and
   * concatenated.
   *
   * @return float32 [n, featureDimension]
   */
  public static <T extends TFloating> Operand<TFloat32> build(
      GraphBuilder<T> graph,
      Architecture architecture,
      List<Operand<T>> maps,
      FeatureLayout layout) {
    Ops tf = graph.tf();
    List<Operand<TFloat32>> pooled = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      var spec = architecture.discriminatorLayers().get(i);
      int pool = spec.side() / Architecture.SEED_SIDE;
      int values = Architecture.SEED_SIDE * Architecture.SEED_SIDE * spec.maps();
      Operand<TFloat32> map = graph.toFloat(maps.get(i));
      if (pool > 1) {
        Operand<TInt32> window = tf.constant(new int[] {1, pool, pool, 1});
        map = tf.nn.maxPool(map, window, window, "VALID");
      }
      if (layout == FeatureLayout.CHW) {
        map = tf.linalg.transpose(map, tf.constant(new int[] {0, 3, 1, 2}));
      }
      pooled.add(tf.reshape(map, tf.constant(new int[] {-1, values})));
    }
    return tf.concat(pooled, tf.constant(1));
  }
}

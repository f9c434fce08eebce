package org.dcgan.benchmarks;

import static java.util.Objects.requireNonNull;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.tanh;
import static org.bytedeco.pytorch.global.torch.zeros;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;

/** Both networks of an architecture in LibTorch. Must be created outside of any PointerScope. */
final class LibTorchNetworks {
  /** The memory layout of images and feature maps. */
  enum Layout {
    /** NCHW. */
    CONTIGUOUS,
    /** NHWC in memory. */
    CHANNELS_LAST
  }

  /** The statistics of batch normalization. */
  enum Normalizing {
    BY_BATCH,
    BY_POPULATION
  }

  private static final double DEVIATION = 0.02;
  private static final double MOMENTUM = 0.1;

  private final Architecture architecture;
  private final boolean halved;
  private final Layout layout;
  private final List<Tensor> generator = new ArrayList<>();
  private final List<Tensor> discriminator = new ArrayList<>();
  private final Map<String, Tensor> arrays = new HashMap<>();

  /**
   * Creates untrained networks.
   *
   * @param halved whether convolutions and activations are in bfloat16
   */
  LibTorchNetworks(Architecture architecture, boolean halved, Layout layout) {
    this.architecture = architecture;
    this.halved = halved;
    this.layout = layout;
    architecture.generatorLayers().forEach(layer -> make(layer, generator));
    architecture.discriminatorLayers().forEach(layer -> make(layer, discriminator));
  }

  private void make(LayerSpec layer, List<Tensor> parameters) {
    for (ParameterSpec parameter : layer.parameters()) {
      double mean = parameter.role() == ParameterSpec.Role.GAIN ? 1 : 0;
      double deviation = parameter.role() == ParameterSpec.Role.BIAS ? 0 : DEVIATION;
      Tensor values = randn(dimensions(parameter)).mul(new Scalar(deviation)).add(new Scalar(mean));
      Tensor leaf = laidOut(values).detach().set_requires_grad(true);
      parameters.add(leaf);
      arrays.put(parameter.name(), leaf);
    }
    if (layer.batchNorm()) {
      arrays.put(layer.name() + "/mean", zeros(layer.normalizedUnits()));
      arrays.put(layer.name() + "/variance", ones(layer.normalizedUnits()));
    }
  }

  /**
   * Converts a kernel's shape from [rows, columns, wide, narrow] to [narrow, wide, rows, columns].
   */
  private static long[] dimensions(ParameterSpec parameter) {
    List<Integer> shape = parameter.shape();
    return shape.size() == 4
        ? new long[] {shape.get(3), shape.get(2), shape.get(0), shape.get(1)}
        : shape.stream().mapToLong(Integer::longValue).toArray();
  }

  List<Tensor> generatorParameters() {
    return generator;
  }

  List<Tensor> discriminatorParameters() {
    return discriminator;
  }

  /** Converts images, feature maps or kernels to the memory layout of these networks. */
  Tensor laidOut(Tensor values) {
    return layout == Layout.CHANNELS_LAST && values.dim() == 4
        ? values.contiguous(MemoryFormat.ChannelsLast)
        : values;
  }

  private Tensor converted(Tensor values) {
    return halved ? values.to(ScalarType.BFloat16) : values;
  }

  private Tensor parameter(LayerSpec layer, int index) {
    return requireNonNull(arrays.get(layer.parameters().get(index).name()));
  }

  private Tensor normalized(LayerSpec layer, Tensor input, Normalizing normalizing) {
    return batch_norm(
        input,
        new TensorOptional(parameter(layer, 1)),
        new TensorOptional(parameter(layer, 2)),
        new TensorOptional(arrays.get(layer.name() + "/mean")),
        new TensorOptional(arrays.get(layer.name() + "/variance")),
        normalizing == Normalizing.BY_BATCH,
        MOMENTUM,
        architecture.batchNormEpsilon(),
        false);
  }

  /** Generates images [n, channels, side, side] from latents [n, latentDim]. */
  Tensor generate(Tensor latents, Normalizing normalizing) {
    Tensor maps = latents;
    for (LayerSpec layer : architecture.generatorLayers()) {
      if (layer.kind() == LayerSpec.Kind.PROJECTION) {
        maps = normalized(layer, converted(matmul(maps, parameter(layer, 0))), normalizing);
        maps = relu(maps.view(-1, layer.maps(), layer.side(), layer.side()));
        maps = laidOut(maps);
        continue;
      }
      long stride = layer.convolution().stride();
      long padding = layer.convolution().kernel() / 2;
      maps =
          conv_transpose2d(
              maps,
              converted(parameter(layer, 0)),
              new TensorOptional(),
              new long[] {stride, stride},
              new long[] {padding, padding},
              new long[] {stride - 1, stride - 1},
              1,
              new long[] {1, 1});
      if (layer.batchNorm()) {
        maps = relu(normalized(layer, maps, normalizing));
      }
    }
    return tanh(maps.to(ScalarType.Float));
  }

  /** Returns the feature maps of every convolution after LeakyReLU. */
  private List<Tensor> maps(Tensor images, Normalizing normalizing) {
    List<Tensor> all = new ArrayList<>();
    Tensor maps = converted(images);
    for (LayerSpec layer : architecture.discriminatorLayers()) {
      if (layer.kind() == LayerSpec.Kind.SCORE) {
        continue;
      }
      long stride = layer.convolution().stride();
      long padding = layer.convolution().kernel() / 2;
      maps =
          conv2d(
              maps,
              converted(parameter(layer, 0)),
              new TensorOptional(),
              new long[] {stride, stride},
              new long[] {padding, padding},
              new long[] {1, 1},
              1);
      if (layer.batchNorm()) {
        maps = normalized(layer, maps, normalizing);
      }
      maps = leaky_relu(maps, new Scalar(architecture.leakySlope()));
      all.add(maps);
    }
    return all;
  }

  /** Returns the logits [n, 1] of images [n, channels, side, side]. */
  Tensor logits(Tensor images, Normalizing normalizing) {
    List<Tensor> all = maps(images, normalizing);
    List<LayerSpec> layers = architecture.discriminatorLayers();
    Tensor last = all.get(all.size() - 1);
    return matmul(
        last.reshape(images.size(0), -1).to(ScalarType.Float),
        parameter(layers.get(layers.size() - 1), 0));
  }

  /** Returns the features [n, featureDimension] of images [n, channels, side, side]. */
  Tensor features(Tensor images, Normalizing normalizing) {
    List<Tensor> all = maps(images, normalizing);
    TensorVector pooled = new TensorVector();
    for (int i = 0; i < all.size(); i++) {
      long pool = architecture.discriminatorLayers().get(i).side() / Architecture.SEED_SIDE;
      Tensor map = all.get(i).to(ScalarType.Float);
      if (pool > 1) {
        map = max_pool2d(map, pool, pool);
      }
      pooled.push_back(map.reshape(images.size(0), -1));
    }
    return cat(pooled, 1);
  }
}

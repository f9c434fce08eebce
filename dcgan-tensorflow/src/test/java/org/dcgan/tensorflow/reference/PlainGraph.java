package org.dcgan.tensorflow.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.GraphOps;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A GAN as anybody would write it, with TensorFlow's automatic differentiation: explicit padding by
 * {@code pad} and "VALID", batch normalization from means and squared differences. Nothing is
 * shared with the engine but the architecture.
 */
public final class PlainGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = GraphOps.of(graph);
  private final Session session;
  private final Architecture architecture;
  private final Map<String, Placeholder<TFloat32>> parameters = new LinkedHashMap<>();
  private final Placeholder<TFloat32> real;
  private final Placeholder<TFloat32> latents;
  private final Placeholder<TFloat32> realNoise;
  private final Placeholder<TFloat32> fakeNoise;
  private final Placeholder<TFloat32> realLabels;
  private final Placeholder<TFloat32> fakeLabels;
  private final Placeholder<TFloat32> classLabels;
  private float[] classes = new float[0];
  private final Map<String, Placeholder<TFloat32>> vectors = new LinkedHashMap<>();
  private final int count;
  private final List<Placeholder<TFloat32>> affine = new ArrayList<>();
  private final Operand<TFloat32> images;
  private final Operand<TFloat32> realLogits;
  private final Operand<TFloat32> fakeLogits;
  private final Map<String, Output<?>> discriminatorGradients;
  private final Map<String, Output<?>> generatorGradients;

  public PlainGraph(Architecture architecture, int count) {
    this(architecture, count, false, false);
  }

  /**
   * A graph whose images pass an affine map before D, or whose loss is the hinge loss.
   *
   * @param mapped whether each image of D is multiplied by a matrix and added to an offset
   * @param hinge whether the loss is the hinge loss
   */
  public PlainGraph(Architecture architecture, int count, boolean mapped, boolean hinge) {
    this.architecture = architecture;
    this.count = count;
    for (ParameterSpec parameter : all()) {
      parameters.put(
          parameter.name(),
          tf.placeholder(TFloat32.class, Placeholder.shape(shape(parameter.shape()))));
    }
    int side = architecture.image().height();
    real = placeholder(count, side, side, architecture.image().channels());
    latents = placeholder(count, architecture.latentDim());
    realNoise = placeholder(count, side, side, architecture.image().channels());
    fakeNoise = placeholder(count, side, side, architecture.image().channels());
    realLabels = placeholder(count, 1);
    fakeLabels = placeholder(count, 1);
    classLabels = placeholder(count, architecture.classes());
    images = generator();
    if (mapped) {
      int values = architecture.image().size();
      for (int kind = 0; kind < 2; kind++) {
        affine.add(placeholder(count, values, values));
        affine.add(placeholder(count, values, 1));
      }
    }
    realLogits = discriminator(tf.math.add(mapped(real, 0), realNoise));
    fakeLogits = discriminator(tf.math.add(mapped(images, 2), fakeNoise));
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> discriminatorLoss =
        hinge
            ? tf.math.add(
                mean(tf.nn.relu(tf.math.sub(one, realLogits))),
                mean(tf.nn.relu(tf.math.add(one, fakeLogits))))
            : tf.math.add(
                crossEntropy(realLogits, realLabels), crossEntropy(fakeLogits, fakeLabels));
    Operand<TFloat32> generatorLoss =
        hinge ? tf.math.neg(mean(fakeLogits)) : mean(softplus(tf.math.neg(fakeLogits)));
    discriminatorGradients = gradients(discriminatorLoss, architecture.discriminatorParameters());
    generatorGradients = gradients(generatorLoss, architecture.generatorParameters());
    session = new Session(graph);
  }

  /** Sets the labels of the images of conditional networks, [count, classes]. */
  public PlainGraph withClasses(float[] labels) {
    classes = labels;
    return this;
  }

  private Operand<TFloat32> joinedRows(LayerSpec layer, Operand<TFloat32> x) {
    Operand<TFloat32> rows = tf.reshape(x, tf.constant(new int[] {count, layer.inputMaps()}));
    return layer.classes() == 0 ? rows : tf.concat(List.of(rows, classLabels), tf.constant(1));
  }

  private Operand<TFloat32> joinedMaps(LayerSpec layer, Operand<TFloat32> x, int side) {
    if (layer.classes() == 0) {
      return x;
    }
    Operand<TFloat32> one =
        tf.reshape(classLabels, tf.constant(new int[] {count, 1, 1, layer.classes()}));
    return tf.concat(
        List.of(x, tf.tile(one, tf.constant(new int[] {1, side, side, 1}))), tf.constant(3));
  }

  private Operand<TFloat32> mapped(Operand<TFloat32> x, int first) {
    if (affine.isEmpty()) {
      return x;
    }
    Operand<TFloat32> column =
        tf.reshape(x, tf.constant(new int[] {count, architecture.image().size(), 1}));
    return tf.reshape(
        tf.math.add(
            tf.train.batchMatMul(affine.get(first), column, TFloat32.class), affine.get(first + 1)),
        tf.shape(x));
  }

  private List<ParameterSpec> all() {
    List<ParameterSpec> all = new ArrayList<>(architecture.generatorParameters());
    all.addAll(architecture.discriminatorParameters());
    return all;
  }

  private static Shape shape(List<Integer> dimensions) {
    return Shape.of(dimensions.stream().mapToLong(Integer::longValue).toArray());
  }

  private Placeholder<TFloat32> placeholder(long... dimensions) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(dimensions)));
  }

  private Operand<TFloat32> softplus(Operand<TFloat32> x) {
    return tf.math.softplus(x);
  }

  /** Mean of -(label log sigmoid + (1 - label) log(1 - sigmoid)). */
  private Operand<TFloat32> crossEntropy(Operand<TFloat32> logits, Operand<TFloat32> labels) {
    return mean(
        tf.math.add(
            tf.math.mul(labels, softplus(tf.math.neg(logits))),
            tf.math.mul(tf.math.sub(tf.constant(1f), labels), softplus(logits))));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(new int[] {0, 1}));
  }

  private Map<String, Output<?>> gradients(Operand<TFloat32> loss, List<ParameterSpec> of) {
    Output<?>[] with =
        of.stream().map(p -> parameters.get(p.name()).asOutput()).toArray(Output<?>[]::new);
    Output<?>[] derivatives = graph.addGradients(loss.asOutput(), with);
    Map<String, Output<?>> named = new LinkedHashMap<>();
    for (int i = 0; i < derivatives.length; i++) {
      named.put(of.get(i).name(), derivatives[i]);
    }
    return named;
  }

  private Operand<TFloat32> generator() {
    Operand<TFloat32> x = latents;
    for (LayerSpec layer : architecture.generatorLayers()) {
      Operand<TFloat32> weights = parameters.get(layer.name() + "/weights");
      if (layer.kind() == LayerSpec.Kind.PROJECTION
          || layer.kind() == LayerSpec.Kind.FULLY_CONNECTED) {
        Operand<TFloat32> units =
            normalized(layer, tf.linalg.matMul(joinedRows(layer, x), weights), new int[] {0});
        x =
            tf.reshape(
                tf.nn.relu(units),
                tf.constant(new int[] {count, layer.side(), layer.side(), layer.maps()}));
      } else {
        Operand<TFloat32> wide =
            transposeConvolved(
                tf,
                joinedMaps(layer, x, layer.side() / layer.convolution().stride()),
                weights,
                count,
                layer.side(),
                layer.maps(),
                layer.convolution().kernel(),
                layer.convolution().stride());
        x =
            layer.batchNorm()
                ? tf.nn.relu(normalized(layer, wide, new int[] {0, 1, 2}))
                : layer.activation() == LayerSpec.Activation.SIGMOID
                    ? tf.math.sub(
                        tf.math.mul(tf.math.sigmoid(wide), tf.constant(2f)), tf.constant(1f))
                    : tf.math.tanh(wide);
      }
    }
    return x;
  }

  private Operand<TFloat32> discriminator(Operand<TFloat32> images) {
    Operand<TFloat32> x =
        architecture.imageActivation() == ImageActivation.SIGMOID
            ? tf.math.div(tf.math.add(images, tf.constant(1f)), tf.constant(2f))
            : images;
    for (LayerSpec layer : architecture.discriminatorLayers()) {
      Operand<TFloat32> weights = parameters.get(layer.name() + "/weights");
      if (layer.spectralNorm()) {
        weights = spectrallyNormalized(layer, weights);
      }
      if (layer.kind() == LayerSpec.Kind.SCORE) {
        Operand<TFloat32> score = tf.linalg.matMul(joinedRows(layer, x), weights);
        return layer.spectralNorm()
            ? tf.math.add(score, parameters.get(layer.name() + "/bias"))
            : score;
      }
      boolean dense = layer.kind() == LayerSpec.Kind.FULLY_CONNECTED;
      x =
          dense
              ? tf.linalg.matMul(joinedRows(layer, x), weights)
              : convolved(
                  tf,
                  joinedMaps(layer, x, layer.side() * layer.convolution().stride()),
                  weights,
                  layer.convolution().kernel(),
                  layer.convolution().stride());
      if (layer.spectralNorm()) {
        x = tf.math.add(x, parameters.get(layer.name() + "/bias"));
      }
      if (layer.batchNorm()) {
        x = normalized(layer, x, dense ? new int[] {0} : new int[] {0, 1, 2});
      }
      x = tf.nn.leakyRelu(x, LeakyRelu.alpha((float) architecture.leakySlope()));
    }
    throw new IllegalStateException("no score at the end");
  }

  /** sigma = v' W u' with both vectors of the power iteration held constant, as published. */
  private Operand<TFloat32> spectrallyNormalized(LayerSpec layer, Operand<TFloat32> weights) {
    var transposed = org.tensorflow.op.linalg.MatMul.transposeA(true);
    Placeholder<TFloat32> vector =
        vectors.computeIfAbsent(
            layer.name() + "/spectral-vector", name -> placeholder(layer.maps(), 1));
    Operand<TFloat32> matrix = tf.reshape(weights, tf.constant(new int[] {-1, layer.maps()}));
    Operand<TFloat32> left = tf.stopGradient(unit(tf.linalg.matMul(matrix, vector)));
    Operand<TFloat32> right = tf.stopGradient(unit(tf.linalg.matMul(matrix, left, transposed)));
    Operand<TFloat32> sigma = tf.linalg.matMul(left, tf.linalg.matMul(matrix, right), transposed);
    return tf.math.div(weights, tf.reshape(sigma, tf.constant(new int[0])));
  }

  private Operand<TFloat32> unit(Operand<TFloat32> column) {
    return tf.math.div(
        column, tf.math.sqrt(tf.reduceSum(tf.math.square(column), tf.constant(new int[] {0, 1}))));
  }

  private Operand<TFloat32> normalized(LayerSpec layer, Operand<TFloat32> x, int[] axes) {
    return normalized(
        tf,
        x,
        axes,
        layer.gainAndBias() ? parameters.get(layer.name() + "/gain") : tf.constant(1f),
        layer.gainAndBias() ? parameters.get(layer.name() + "/bias") : tf.constant(0f),
        architecture.batchNormEpsilon());
  }

  /** By the batch's mean and biased variance. */
  public static Operand<TFloat32> normalized(
      Ops tf,
      Operand<TFloat32> x,
      int[] axes,
      Operand<TFloat32> gain,
      Operand<TFloat32> bias,
      double epsilon) {
    var keep = org.tensorflow.op.math.Mean.keepDims(true);
    Operand<TFloat32> mean = tf.math.mean(x, tf.constant(axes), keep);
    Operand<TFloat32> centered = tf.math.sub(x, mean);
    Operand<TFloat32> variance = tf.math.mean(tf.math.square(centered), tf.constant(axes), keep);
    Operand<TFloat32> deviation = tf.math.sqrt(tf.math.add(variance, tf.constant((float) epsilon)));
    return tf.math.add(tf.math.mul(tf.math.div(centered, deviation), gain), bias);
  }

  /** Padded by hand, since {@code Conv2D}'s gradient forgets explicit paddings. */
  public static Operand<TFloat32> convolved(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> weights, int kernel, int stride) {
    int p = kernel / 2;
    Operand<TFloat32> padded =
        tf.pad(x, tf.constant(new int[][] {{0, 0}, {p, p}, {p, p}, {0, 0}}), tf.constant(0f));
    return tf.nn.conv2d(padded, weights, List.of(1L, (long) stride, (long) stride, 1L), "VALID");
  }

  /** Spread onto a wider canvas without padding, whose edges are then cut off. */
  public static Operand<TFloat32> transposeConvolved(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> weights,
      int count,
      int side,
      int maps,
      int kernel,
      int stride) {
    int p = kernel / 2;
    Operand<TInt32> canvas = tf.constant(new int[] {count, side + 2 * p, side + 2 * p, maps});
    return tf.slice(
        tf.nn.conv2dBackpropInput(
            canvas, weights, x, List.of(1L, (long) stride, (long) stride, 1L), "VALID"),
        tf.constant(new int[] {0, p, p, 0}),
        tf.constant(new int[] {count, side, side, maps}));
  }

  /** Everything that there is to know at one point. */
  public final class At {
    private final Map<String, float[]> values;
    private final float[] images;
    private final float[] z;
    private final float[][] noise;
    private final float[][] labels;
    private final float[][] maps;

    private At(
        Map<String, float[]> values,
        float[] images,
        float[] z,
        float[][] noise,
        float[][] labels,
        float[][] maps) {
      this.maps = maps;
      this.values = values;
      this.images = images;
      this.z = z;
      this.noise = noise;
      this.labels = labels;
    }

    private List<float[]> fetch(List<? extends Operand<?>> what) {
      List<TFloat32> fed = new ArrayList<>();
      try {
        Session.Runner runner = session.runner();
        parameters.forEach((name, p) -> fed.add(feed(runner, p, values.get(name))));
        vectors.forEach((name, p) -> fed.add(feed(runner, p, values.get(name))));
        fed.add(feed(runner, real, images));
        fed.add(feed(runner, latents, z));
        fed.add(feed(runner, realNoise, noise[0]));
        fed.add(feed(runner, fakeNoise, noise[1]));
        fed.add(feed(runner, realLabels, labels[0]));
        fed.add(feed(runner, fakeLabels, labels[1]));
        if (architecture.isConditional()) {
          fed.add(feed(runner, classLabels, classes));
        }
        for (int i = 0; i < affine.size(); i++) {
          fed.add(feed(runner, affine.get(i), maps[i]));
        }
        what.forEach(runner::fetch);
        List<float[]> fetched = new ArrayList<>();
        try (var result = runner.run()) {
          for (int i = 0; i < what.size(); i++) {
            TFloat32 tensor = (TFloat32) result.get(i);
            float[] copy = new float[Math.toIntExact(tensor.size())];
            tensor.asRawTensor().data().asFloats().read(copy);
            fetched.add(copy);
          }
        }
        return fetched;
      } finally {
        fed.forEach(TFloat32::close);
      }
    }

    private Map<String, float[]> fetch(Map<String, Output<?>> what) {
      List<float[]> fetched = fetch(List.copyOf(what.values()));
      Map<String, float[]> named = new LinkedHashMap<>();
      for (String name : what.keySet()) {
        named.put(name, fetched.get(named.size()));
      }
      return named;
    }

    public float[] images() {
      return fetch(List.of(PlainGraph.this.images)).get(0);
    }

    public float[] realLogits() {
      return fetch(List.of(realLogits)).get(0);
    }

    public float[] fakeLogits() {
      return fetch(List.of(fakeLogits)).get(0);
    }

    public Map<String, float[]> discriminatorGradients() {
      return fetch(discriminatorGradients);
    }

    public Map<String, float[]> generatorGradients() {
      return fetch(generatorGradients);
    }
  }

  private static TFloat32 feed(
      Session.Runner runner, Placeholder<TFloat32> placeholder, float[] data) {
    TFloat32 tensor = TFloat32.tensorOf(placeholder.shape(), DataBuffers.of(data));
    runner.feed(placeholder, tensor);
    return tensor;
  }

  public At at(Map<String, float[]> parameters, float[] real, float[] latents) {
    float[] none = new float[real.length];
    float[] ones = new float[count];
    java.util.Arrays.fill(ones, 1);
    return at(
        parameters,
        real,
        latents,
        new float[][] {none, none},
        new float[][] {ones, new float[count]});
  }

  /** With noise on D's images and labels for D, of real and of generated images. */
  public At at(
      Map<String, float[]> parameters,
      float[] real,
      float[] latents,
      float[][] noise,
      float[][] labels) {
    return at(parameters, real, latents, noise, labels, new float[0][]);
  }

  /** With the matrix and the offset of each real and of each generated image as well. */
  public At at(
      Map<String, float[]> parameters,
      float[] real,
      float[] latents,
      float[][] noise,
      float[][] labels,
      float[][] maps) {
    return new At(parameters, real, latents, noise, labels, maps);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

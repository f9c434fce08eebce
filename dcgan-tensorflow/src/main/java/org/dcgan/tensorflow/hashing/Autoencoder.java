package org.dcgan.tensorflow.hashing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.SemanticCode;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.ScaledPixels;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.training.Adam;
import org.dcgan.tensorflow.training.AdamMoments;
import org.dcgan.training.AdamOptions;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * The 3072-128-3072 autoencoder as a graph: a training step, and the activity of the code layer.
 *
 * <p>Each image is centered and divided by its standard deviation; then the mean image is
 * subtracted. This replaces biases of the code layer: learned biases follow the noise, and for
 * datasets of similar images (faces, rooms) they switch every unit off. Training adds Gaussian
 * noise, applies dropout to the code units, and compares the linear output with the clean image by
 * mean squared error. Noise and dropout are functions of (seed, step).
 */
final class Autoencoder {
  static final int INPUTS = SemanticHasher.INPUTS;
  static final int UNITS = SemanticCode.BITS;

  /**
   * Lower bound of the standard deviation that an image in [-1, 1] is divided by. Images with a
   * smaller deviation are nearly of one color, and their noise would be amplified.
   */
  private static final float LEAST_DEVIATION = 0.02f;

  private static final float WEIGHT_DEVIATION = 0.02f;
  private static final long NOISE = 1;
  private static final long DROPOUT = 2;

  static final ParameterSpec ENCODER_WEIGHTS =
      parameter("encoder/weights", ParameterSpec.Role.WEIGHT, INPUTS, UNITS);
  static final ParameterSpec INPUT_MEAN = parameter("input/mean", ParameterSpec.Role.BIAS, INPUTS);
  static final ParameterSpec DECODER_WEIGHTS =
      parameter("decoder/weights", ParameterSpec.Role.WEIGHT, UNITS, INPUTS);
  static final ParameterSpec DECODER_BIAS =
      parameter("decoder/bias", ParameterSpec.Role.BIAS, INPUTS);

  /** The trained parameters. */
  private static final List<ParameterSpec> TRAINED =
      List.of(ENCODER_WEIGHTS, DECODER_WEIGHTS, DECODER_BIAS);

  static final List<ParameterSpec> PARAMETERS =
      List.of(INPUT_MEAN, ENCODER_WEIGHTS, DECODER_WEIGHTS, DECODER_BIAS);

  private final Ops tf;
  private final HasherOptions options;
  private final ParameterStore store;
  private final Placeholder<TUint8> pixels;
  private final Placeholder<TInt64> noiseStream;
  private final Placeholder<TInt64> dropoutStream;
  private final Operand<TFloat32> deviation;
  private final Operand<TUint8> active;
  private final Operand<TFloat32> meanImage;
  private final Adam adam;
  private final List<Op> updates = new ArrayList<>();
  private final Operand<TFloat32> loss;

  /**
   * The activity (0 or 1) of 128 units, and the standard deviation of the values, of each image.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Activity(byte[] active, float[] deviations) {}

  Autoencoder(Ops tf, HasherOptions options) {
    this.tf = tf;
    this.options = options;
    this.store = new ParameterStore(tf);
    for (ParameterSpec parameter : PARAMETERS) {
      store.add(parameter.name(), parameter.shape(), shape -> initial(parameter, shape));
    }
    for (ParameterSpec parameter : TRAINED) {
      AdamMoments.add(store, parameter, this::zeros);
    }
    int side = SemanticHasher.SIDE;
    this.pixels = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, side, side, 3)));
    this.noiseStream = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    this.dropoutStream = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    Operand<TFloat32> rows =
        ScaledPixels.of(tf, tf.reshape(pixels, tf.constant(new int[] {-1, INPUTS})));
    Operand<TFloat32> centered = tf.math.sub(rows, rowMean(rows));
    this.deviation = tf.math.sqrt(rowMean(tf.math.square(centered)));
    Operand<TFloat32> normalized =
        tf.math.div(centered, tf.math.maximum(deviation, tf.constant(LEAST_DEVIATION)));
    this.meanImage = tf.math.mean(normalized, tf.constant(0));
    Operand<TFloat32> clean = tf.math.sub(normalized, store.variable(INPUT_MEAN.name()));
    this.active = tf.dtypes.cast(tf.math.greater(encoded(clean), tf.constant(0f)), TUint8.class);
    this.adam = new Adam(tf, new AdamOptions(options.learningRate(), 0.9, 0.999, 1e-8, 0));
    this.loss = train(clean);
  }

  private static ParameterSpec parameter(String name, ParameterSpec.Role role, Integer... shape) {
    return new ParameterSpec(name, role, List.of(shape));
  }

  private Operand<TFloat32> initial(ParameterSpec parameter, Shape shape) {
    if (parameter.role() == ParameterSpec.Role.BIAS) {
      return zeros(shape);
    }
    long[] stream = {
      options.seed(), SeededRandom.hash(parameter.name().chars().asLongStream().toArray())
    };
    return tf.math.mul(
        tf.random.statelessRandomNormal(
            tf.constant(shape.asArray()), tf.constant(stream), TFloat32.class),
        tf.constant(WEIGHT_DEVIATION));
  }

  private Operand<TFloat32> zeros(Shape shape) {
    return tf.fill(tf.constant(shape.asArray()), tf.constant(0f));
  }

  private Operand<TFloat32> rowMean(Operand<TFloat32> rows) {
    return tf.math.mean(rows, tf.constant(1), Mean.keepDims(true));
  }

  private Operand<TFloat32> encoded(Operand<TFloat32> rows) {
    return tf.linalg.matMul(rows, store.variable(ENCODER_WEIGHTS.name()));
  }

  /** Builds the training step and returns the loss. */
  private Operand<TFloat32> train(Operand<TFloat32> clean) {
    Operand<TFloat32> noise =
        tf.random.statelessRandomNormal(tf.shape(clean), noiseStream, TFloat32.class);
    Operand<TFloat32> noisy =
        tf.math.add(clean, tf.math.mul(noise, tf.constant((float) options.noise())));
    Operand<TFloat32> code = tf.nn.relu(encoded(noisy));
    Operand<TFloat32> lots =
        tf.random.statelessRandomUniform(tf.shape(code), dropoutStream, TFloat32.class);
    float kept = (float) (1 - options.dropout());
    Operand<TFloat32> mask =
        tf.math.mul(
            tf.dtypes.cast(
                tf.math.greaterEqual(lots, tf.constant((float) options.dropout())), TFloat32.class),
            tf.constant(1 / kept));
    Operand<TFloat32> thinned = tf.math.mul(code, mask);
    Operand<TFloat32> output =
        tf.math.add(
            tf.linalg.matMul(thinned, store.variable(DECODER_WEIGHTS.name())),
            store.variable(DECODER_BIAS.name()));
    Operand<TFloat32> error = tf.math.sub(output, clean);
    // The gradient of the squared error's mean over images and values.
    Operand<TFloat32> outputGradient =
        tf.math.div(
            tf.math.mul(error, tf.constant(2f)), tf.dtypes.cast(tf.size(error), TFloat32.class));
    Operand<TFloat32> codeGradient =
        tf.nn.reluGrad(
            tf.math.mul(
                tf.linalg.matMul(
                    outputGradient,
                    store.variable(DECODER_WEIGHTS.name()),
                    MatMul.transposeB(true)),
                mask),
            code);
    Map<ParameterSpec, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    gradients.put(ENCODER_WEIGHTS, tf.linalg.matMul(noisy, codeGradient, MatMul.transposeA(true)));
    gradients.put(
        DECODER_WEIGHTS, tf.linalg.matMul(thinned, outputGradient, MatMul.transposeA(true)));
    gradients.put(DECODER_BIAS, columnSum(outputGradient));
    updates.addAll(adam.update(tf, store, gradients, new ArrayList<>(gradients.values())));
    return tf.math.mean(tf.math.square(error), tf.constant(new int[] {0, 1}));
  }

  private Operand<TFloat32> columnSum(Operand<TFloat32> rows) {
    return tf.reduceSum(rows, tf.constant(0));
  }

  ParameterStore store() {
    return store;
  }

  /** The mean of normalized images. */
  float[] mean(Session session, byte[] batch) {
    try (TUint8 tensor = Tensors.of(batchShape(batch), batch);
        var result = session.runner().feed(pixels, tensor).fetch(meanImage).run()) {
      return Tensors.floats((TFloat32) result.get(0));
    }
  }

  /** Sets what is subtracted from every image. */
  void center(Session session, float[] mean) {
    store.write(session, INPUT_MEAN.name(), mean);
  }

  /**
   * Makes a training step.
   *
   * @param batch uint8, images of 32x32x3
   * @param step counted from 1
   * @return the loss before the update
   */
  double step(Session session, byte[] batch, long step) {
    List<TFloat32> toClose = new ArrayList<>();
    try (TUint8 tensor = Tensors.of(batchShape(batch), batch);
        TInt64 noise = TInt64.vectorOf(SeededRandom.hash(options.seed(), NOISE), step);
        TInt64 dropout = TInt64.vectorOf(SeededRandom.hash(options.seed(), DROPOUT), step)) {
      Session.Runner runner =
          session
              .runner()
              .feed(pixels, tensor)
              .feed(noiseStream, noise)
              .feed(dropoutStream, dropout)
              .fetch(loss);
      adam.feed(runner, step, 1, toClose);
      updates.forEach(runner::addTarget);
      try (var result = runner.run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    } finally {
      toClose.forEach(TFloat32::close);
    }
  }

  /**
   * Encodes clean images.
   *
   * @param batch uint8, images of 32x32x3
   */
  Activity encode(Session session, byte[] batch) {
    try (TUint8 tensor = Tensors.of(batchShape(batch), batch);
        var result = session.runner().feed(pixels, tensor).fetch(active).fetch(deviation).run()) {
      TUint8 units = (TUint8) result.get(0);
      byte[] bytes = new byte[Math.toIntExact(units.size())];
      units.asRawTensor().data().read(bytes);
      return new Activity(bytes, Tensors.floats((TFloat32) result.get(1)));
    }
  }

  private static Shape batchShape(byte[] batch) {
    return Shape.of(batch.length / INPUTS, SemanticHasher.SIDE, SemanticHasher.SIDE, 3);
  }
}

package org.dcgan.tensorflow.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.dcgan.architecture.ParameterSpec;
import org.jspecify.annotations.Nullable;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Builds the operations of layers: holds their scope, the number format of activations, and the
 * values of the parameters, which are read once. Conversions of a parameter are built once and
 * shared by all passes of the same builder.
 *
 * @param <T> the number format of activations
 */
public final class GraphBuilder<T extends TFloating> {
  private final Ops tf;
  private final Class<T> type;
  private final OpVariants variants;
  private final ParameterStore store;
  private final UnaryOperator<String> names;
  private final Map<String, Operand<?>> conversions;
  private final @Nullable PreparedWeights preparation;
  private final @Nullable DividedBatch divided;

  /** The images that operations are arranged for; 0 if the graph says how many there are. */
  private final int images;

  /**
   * A batch that is divided among workers, over all of which batch normalization computes its
   * statistics.
   *
   * @param share this worker's part
   * @param reduce sums over the workers
   */
  record DividedBatch(BatchShare share, AllReduce reduce) {}

  /**
   * Creates a builder.
   *
   * @param tf the scope of the operations; if it has control dependencies, parameters are read
   *     after them
   * @param type the number format of activations
   * @param variants the variants of operations to use
   * @param store the parameters
   */
  public GraphBuilder(Ops tf, Class<T> type, OpVariants variants, ParameterStore store) {
    this(tf, type, variants, store, UnaryOperator.identity(), new HashMap<>(), null, null, 0);
  }

  private GraphBuilder(
      Ops tf,
      Class<T> type,
      OpVariants variants,
      ParameterStore store,
      UnaryOperator<String> names,
      Map<String, Operand<?>> conversions,
      @Nullable PreparedWeights preparation,
      @Nullable DividedBatch divided,
      int images) {
    this.tf = tf;
    this.type = type;
    this.variants = variants;
    this.store = store;
    this.names = names;
    this.conversions = conversions;
    this.preparation = preparation;
    this.divided = divided;
    this.images = images;
  }

  /**
   * Returns the same builder with a sub-scope, so that its operations can be told apart in a trace.
   *
   * @param name the name of the sub-scope; slashes become underscores
   * @return a builder that shares this one's parameters
   */
  public GraphBuilder<T> in(String name) {
    return new GraphBuilder<>(
        tf.withSubScope(name.replace('/', '_')),
        type,
        variants,
        store,
        names,
        conversions,
        preparation,
        divided,
        images);
  }

  /**
   * Returns a builder that reads other variables for the parameters and statistics.
   *
   * @param names maps a variable's name to the name of the variable that is read instead
   * @return a builder that shares no operations with this one
   */
  public GraphBuilder<T> with(UnaryOperator<String> names) {
    return new GraphBuilder<>(
        tf, type, variants, store, names, new HashMap<>(), preparation, divided, images);
  }

  /**
   * Returns a builder that keeps converted and rearranged weights in variables from one run to the
   * next. Not for training: a kept value does not follow an update in the same run.
   *
   * @param preparation receives the kept variables; must be ensured before each run
   * @return a builder that shares no operations with this one
   */
  public GraphBuilder<T> keeping(PreparedWeights preparation) {
    return new GraphBuilder<>(
        tf, type, variants, store, names, new HashMap<>(), preparation, divided, images);
  }

  /**
   * Returns a builder for batches of some size, which may compute other kernels by Winograd's
   * algorithm.
   *
   * @param variant the kernels, and the images of a batch
   * @return a builder that shares this one's parameters and prepared weights
   */
  public GraphBuilder<T> forBatches(BatchVariant variant) {
    return new GraphBuilder<>(
        tf,
        type,
        variants.withWinograd(variant.winograd()),
        store,
        names,
        conversions,
        preparation,
        divided,
        variant.images());
  }

  /**
   * Returns a builder whose batch normalization by the batch uses the statistics of all workers.
   *
   * @param share this worker's part of the batch
   * @param reduce sums over the workers
   * @return a builder that shares this one's parameters
   */
  public GraphBuilder<T> dividing(BatchShare share, AllReduce reduce) {
    return new GraphBuilder<>(
        tf,
        type,
        variants,
        store,
        names,
        conversions,
        preparation,
        new DividedBatch(share, reduce),
        images);
  }

  /** The division of the batch among workers; null if the batch is whole. */
  @Nullable DividedBatch dividedBatch() {
    return divided;
  }

  /**
   * The operations' scope.
   *
   * @return the scope that operations are added to
   */
  public Ops tf() {
    return tf;
  }

  /**
   * The number format of activations.
   *
   * @return float32 or bfloat16
   */
  public Class<T> type() {
    return type;
  }

  OpVariants variants() {
    return variants;
  }

  /** The number of images that operations on maps are arranged for; a large one if unknown. */
  long images(Operand<?> maps) {
    return images > 0 ? images : KernelBatch.images(maps);
  }

  /** Whether prepared weights are kept for later runs, which may be of single images. */
  boolean keepsPrepared() {
    return preparation != null;
  }

  /**
   * A parameter in float32: as stored, divided by its spectral norm if it has one, and multiplied
   * by its factors if it has some.
   */
  Operand<TFloat32> parameter(ParameterSpec parameter) {
    return shared(
        readOf(parameter),
        () -> {
          Operand<TFloat32> stored =
              isSpectral(parameter)
                  ? SpectralNorm.normalized(this, parameter)
                  : variable(parameter.name());
          Operand<TFloat32> factors = factors(parameter);
          return factors == null ? stored : tf.math.mul(stored, factors);
        });
  }

  /**
   * Multiplies a parameter by factors wherever it is read by this builder and those that share its
   * operations.
   *
   * @param factors of a shape that is broadcast to that of the parameter
   * @throws IllegalStateException if the parameter was read before, or has other factors
   */
  void multiply(ParameterSpec parameter, Operand<TFloat32> factors) {
    Operand<?> known = conversions.putIfAbsent(factorsOf(parameter), factors);
    if (known == null ? conversions.containsKey(readOf(parameter)) : known != factors) {
      throw new IllegalStateException(
          parameter.name() + " is already in use " + (known == null ? "without" : "with others"));
    }
  }

  /** Whether a parameter is multiplied by factors. */
  boolean isMultiplied(ParameterSpec parameter) {
    return factors(parameter) != null;
  }

  @SuppressWarnings("unchecked")
  private @Nullable Operand<TFloat32> factors(ParameterSpec parameter) {
    return (Operand<TFloat32>) conversions.get(factorsOf(parameter));
  }

  private static String factorsOf(ParameterSpec parameter) {
    return parameter.name() + "/factors";
  }

  private static String readOf(ParameterSpec parameter) {
    return parameter.name() + "/read";
  }

  /** Whether a parameter is divided by its spectral norm, for which its layer has a vector. */
  boolean isSpectral(ParameterSpec parameter) {
    return parameter.role() == ParameterSpec.Role.WEIGHT
        && store.has(SpectralNorm.vectorName(parameter));
  }

  /** A parameter in the number format of activations. */
  Operand<T> weights(ParameterSpec parameter) {
    boolean asStored = !isSpectral(parameter) && !isMultiplied(parameter);
    if (type == TFloat32.class && asStored) {
      return toActivations(parameter(parameter));
    }
    return shared(parameter.name() + "/converted", () -> kept(toActivations(parameter(parameter))));
  }

  /**
   * A value computed from a parameter's weights, once for all passes and, if this builder keeps it,
   * once for all runs.
   *
   * @param name identifies the value among those of the same parameter
   * @param make computes it from the weights in the number format of activations
   */
  Operand<T> prepared(ParameterSpec parameter, String name, UnaryOperator<Operand<T>> make) {
    return shared(
        parameter.name() + "/" + name,
        () ->
            kept(
                make.apply(
                    preparation == null
                        ? weights(parameter)
                        : toActivations(parameter(parameter)))));
  }

  /**
   * A value that depends on variables only, once for all runs if this builder keeps prepared
   * values.
   *
   * @param made the value, of a known shape
   */
  Operand<T> kept(Operand<T> made) {
    if (preparation == null) {
      return made;
    }
    Variable<T> variable = tf.variable(made.shape(), type);
    preparation.add(tf.assign(variable, made));
    return tf.identity(variable);
  }

  /** A variable of the store, such as an average over the population. */
  Operand<TFloat32> variable(String name) {
    // The identity reads the variable once; otherwise each consumer would read it anew.
    return shared(name, () -> tf.identity(store.variable(names.apply(name))));
  }

  /** Builds a value on the first call with a key, and returns the same value on later calls. */
  @SuppressWarnings("unchecked")
  <O extends Operand<?>> O shared(String key, Supplier<O> operation) {
    Operand<?> known = conversions.get(key);
    if (known == null) {
      known = operation.get();
      conversions.put(key, known);
    }
    return (O) known;
  }

  /**
   * Converts to the number format of activations.
   *
   * @param values float32
   * @return the same values, rounded
   */
  @SuppressWarnings("unchecked")
  public Operand<T> toActivations(Operand<TFloat32> values) {
    return type == TFloat32.class ? (Operand<T>) values : tf.dtypes.cast(values, type);
  }

  /**
   * Converts from the number format of activations.
   *
   * @param values activations
   * @return float32
   */
  @SuppressWarnings("unchecked")
  public Operand<TFloat32> toFloat(Operand<T> values) {
    return type == TFloat32.class
        ? (Operand<TFloat32>) values
        : tf.dtypes.cast(values, TFloat32.class);
  }

  /**
   * The products of one matrix, or its transpose, with each of a batch of matrices, by the version
   * of TensorFlow's operation that oneDNN implements.
   */
  Operand<T> batchMatMul(Operand<T> matrix, boolean transposed, Operand<T> many) {
    return withoutClass("BatchMatMulV2", matrix, many, b -> b.setAttr("adj_x", transposed));
  }

  /** An operation on two tensors that TensorFlow-Java has no class for. */
  Operand<T> withoutClass(
      String type,
      Operand<T> first,
      Operand<T> second,
      UnaryOperator<OperationBuilder> attributes) {
    Scope scope = tf.scope();
    OperationBuilder builder =
        scope
            .env()
            .opBuilder(type, scope.makeOpName(type), scope)
            .addInput(first.asOutput())
            .addInput(second.asOutput());
    return ((GraphOperation) attributes.apply(builder).build()).output(0);
  }

  /**
   * Batches of the same size, one after the other, as one.
   *
   * @param batches the values of each batch, whose first dimension is that of the images
   */
  <V extends TType> Operand<V> join(List<Operand<V>> batches) {
    return batches.size() == 1 ? batches.get(0) : tf.concat(batches, tf.constant(0));
  }

  /**
   * The inverse of {@link #join}. Maps of multiples of 16 values an image are not copied.
   *
   * @param joined the values of all batches
   * @param batches the number of batches
   */
  <V extends TType> List<Operand<V>> separate(Operand<V> joined, int batches) {
    return batches == 1
        ? List.of(joined)
        : List.copyOf(tf.split(tf.constant(0), joined, (long) batches).output());
  }

  /** A vector of equal values, which takes the place of parameters that a layer does not have. */
  Operand<TFloat32> filled(int size, float value) {
    return shared(
        "filled " + size + " " + value,
        () -> tf.fill(tf.constant(new int[] {size}), tf.constant(value)));
  }

  /** A constant in the number format of activations. */
  Operand<T> constant(float value) {
    return shared("constant " + value, () -> toActivations(tf.constant(value)));
  }
}

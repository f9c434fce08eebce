package org.dcgan.tensorflow.network;

import java.util.HashMap;
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

/**
 * Where layers draw: the operations' scope, the number format of activations, and the parameters as
 * read at one moment. Conversions of a parameter are drawn once and shared by all passes of the
 * same drawing.
 *
 * @param <T> the number format of activations
 */
public final class GraphBuilder<T extends TFloating> {
  private final Ops tf;
  private final Class<T> type;
  private final OpVariants forms;
  private final ParameterStore store;
  private final UnaryOperator<String> names;
  private final Map<String, Operand<?>> conversions;
  private final @Nullable PreparedWeights preparation;

  /**
   * Starts a drawing.
   *
   * @param tf where operations go; a scope with control dependencies makes parameters be read after
   *     them
   * @param type the number format of activations
   * @param forms which form of each convolution's passes to draw
   * @param store the parameters
   */
  public GraphBuilder(Ops tf, Class<T> type, OpVariants forms, ParameterStore store) {
    this(tf, type, forms, store, UnaryOperator.identity(), new HashMap<>(), null);
  }

  private GraphBuilder(
      Ops tf,
      Class<T> type,
      OpVariants forms,
      ParameterStore store,
      UnaryOperator<String> names,
      Map<String, Operand<?>> conversions,
      @Nullable PreparedWeights preparation) {
    this.tf = tf;
    this.type = type;
    this.forms = forms;
    this.store = store;
    this.names = names;
    this.conversions = conversions;
    this.preparation = preparation;
  }

  /**
   * The same drawing, its operations under a name of their own, by which a trace tells them apart.
   *
   * @param name what is drawn; slashes become underscores
   * @return a drawing that shares this one's parameters
   */
  public GraphBuilder<T> in(String name) {
    return new GraphBuilder<>(
        tf.withSubScope(name.replace('/', '_')),
        type,
        forms,
        store,
        names,
        conversions,
        preparation);
  }

  /**
   * A drawing of the same networks with other values of their parameters and statistics.
   *
   * @param names from a variable's name to that of the one in its place
   * @return a drawing that shares nothing with this one
   */
  public GraphBuilder<T> with(UnaryOperator<String> names) {
    return new GraphBuilder<>(tf, type, forms, store, names, new HashMap<>(), preparation);
  }

  /**
   * A drawing that keeps what it makes of weights from one run to the next. Without gradients: a
   * kept value does not follow an update in the same run.
   *
   * @param preparation what is kept is added to it; to be ensured before each run
   * @return a drawing that shares nothing with this one
   */
  public GraphBuilder<T> keeping(PreparedWeights preparation) {
    return new GraphBuilder<>(tf, type, forms, store, names, new HashMap<>(), preparation);
  }

  /**
   * The operations' scope.
   *
   * @return where to draw
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

  OpVariants forms() {
    return forms;
  }

  /** Whether what is made of weights stays for later runs, which may be of single images. */
  boolean keepsPrepared() {
    return preparation != null;
  }

  /** A parameter as it is kept. */
  Operand<TFloat32> parameter(ParameterSpec parameter) {
    return variable(parameter.name());
  }

  /** A parameter in the number format of activations. */
  Operand<T> weights(ParameterSpec parameter) {
    if (type == TFloat32.class) {
      return toActivations(parameter(parameter));
    }
    return shared(parameter.name() + "/converted", () -> kept(toActivations(parameter(parameter))));
  }

  /**
   * Something made of a parameter's weights: once for all passes and, if this drawing keeps it, for
   * all runs.
   *
   * @param name what it is
   * @param make makes it of the weights in the number format of activations
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

  private Operand<T> kept(Operand<T> made) {
    if (preparation == null) {
      return made;
    }
    Variable<T> variable = tf.variable(made.shape(), type);
    preparation.add(tf.assign(variable, made));
    return tf.identity(variable);
  }

  /** A variable of the store, such as an average over the population. */
  Operand<TFloat32> variable(String name) {
    // An identity fixes the moment of reading; the variable itself would be read by each consumer.
    return shared(name, () -> tf.identity(store.variable(names.apply(name))));
  }

  /** Draws something once, whoever asks. */
  @SuppressWarnings("unchecked")
  <O extends Operand<?>> O shared(String key, Supplier<O> draw) {
    Operand<?> known = conversions.get(key);
    if (known == null) {
      known = draw.get();
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
   * The product of one matrix, or its transpose, with each of many. The version of TensorFlow's
   * operation that oneDNN takes over.
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

  /** A constant in the number format of activations. */
  Operand<T> constant(float value) {
    return shared("constant " + value, () -> toActivations(tf.constant(value)));
  }
}

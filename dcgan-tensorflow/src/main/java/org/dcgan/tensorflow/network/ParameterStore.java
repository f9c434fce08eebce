package org.dcgan.tensorflow.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The named float32 variables of a model: weights, population statistics and optimizer moments.
 * They are the whole state of a model, so saving and loading need only this class.
 */
public final class ParameterStore {
  /** Values of a group of variables, 4 MB. A larger variable is a group by itself. */
  private static final long GROUP_VALUES = 1L << 20;

  private final Ops tf;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final AtomicLong version = new AtomicLong();

  private record Entry(
      Shape shape,
      Variable<TFloat32> variable,
      Operand<TFloat32> initialize,
      Placeholder<TFloat32> replacement,
      Operand<TFloat32> replace) {}

  /**
   * Creates an empty store.
   *
   * @param tf the scope of the variables
   */
  public ParameterStore(Ops tf) {
    this.tf = tf;
  }

  /**
   * Adds a variable.
   *
   * @param name its unique name
   * @param shape its dimensions
   * @param initial builds its initial value from its shape
   */
  public void add(String name, List<Integer> shape, Function<Shape, Operand<TFloat32>> initial) {
    Shape dimensions = Shape.of(shape.stream().mapToLong(Integer::longValue).toArray());
    Ops scope = tf.withSubScope(name.replace('/', '_'));
    Variable<TFloat32> variable = scope.variable(dimensions, TFloat32.class);
    Placeholder<TFloat32> replacement =
        scope.placeholder(TFloat32.class, Placeholder.shape(dimensions));
    Entry entry =
        new Entry(
            dimensions,
            variable,
            scope.assign(variable, initial.apply(dimensions)),
            replacement,
            scope.assign(variable, replacement));
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalStateException("two variables are named " + name);
    }
  }

  /**
   * Returns a variable for use in a graph.
   *
   * @param name its name
   * @return the variable
   */
  public Variable<TFloat32> variable(String name) {
    return entry(name).variable();
  }

  /**
   * Returns whether there is a variable.
   *
   * @param name its name
   * @return false if none of that name was added
   */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * Returns the names of all variables.
   *
   * @return in the order in which they were added
   */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /**
   * Returns a variable's dimensions.
   *
   * @param name its name
   * @return its shape
   */
  public List<Integer> shape(String name) {
    return entry(name).shape().toListOrNull().stream().map(Long::intValue).toList();
  }

  /**
   * Returns a version number of the values.
   *
   * @return a different number after each change
   */
  public long version() {
    return version.get();
  }

  /** Must be called before a run of the graph that changes values. */
  public void changing() {
    version.incrementAndGet();
  }

  /**
   * Assigns every variable its initial value.
   *
   * @param session a session of the graph
   */
  public void initialize(Session session) {
    initialize(session, names());
  }

  /**
   * Assigns several variables their initial values.
   *
   * @param session a session of the graph
   * @param names their names; may be empty
   */
  public void initialize(Session session, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    changing();
    Session.Runner runner = session.runner();
    names.forEach(name -> runner.addTarget(entry(name).initialize()));
    runner.run().close();
  }

  /**
   * Reads a variable's values.
   *
   * @param session a session of the graph
   * @param name its name
   * @return row-major
   */
  public float[] read(Session session, String name) {
    return read(GraphRun.of(session.runner()), name);
  }

  /**
   * Reads a variable's values.
   *
   * @param run a new run of a session of the graph
   * @param name its name
   * @return row-major
   */
  public float[] read(GraphRun run, String name) {
    return run.fetch(entry(name).variable()).run().get(0);
  }

  /**
   * Replaces a variable's values.
   *
   * @param session a session of the graph
   * @param name its name
   * @param values row-major, as many as the shape has
   */
  public void write(Session session, String name, float[] values) {
    write(GraphRun.of(session.runner()), name, values);
  }

  /**
   * Replaces a variable's values.
   *
   * @param run a new run of a session of the graph
   * @param name its name
   * @param values row-major, as many as the shape has
   */
  public void write(GraphRun run, String name, float[] values) {
    write(run, List.of(name), List.of(values));
  }

  /**
   * Divides the variables into groups that are read or written by one run each. TensorFlow prepares
   * a graph for every new set of feeds and fetches, so a run for each variable would take long; a
   * single run for all would need as much memory again as the model.
   *
   * @return the names of all variables, in their order
   */
  public List<List<String>> groups() {
    return groups(entries.keySet());
  }

  /**
   * Divides some of the variables into groups, as {@link #groups()} does.
   *
   * @param names names of variables
   * @return the same names in the same order
   */
  public List<List<String>> groups(Collection<String> names) {
    List<List<String>> groups = new ArrayList<>();
    long size = 0;
    for (String name : names) {
      long values = entry(name).shape().size();
      if (groups.isEmpty() || size + values > GROUP_VALUES) {
        groups.add(new ArrayList<>());
        size = 0;
      }
      groups.get(groups.size() - 1).add(name);
      size += values;
    }
    return groups;
  }

  /**
   * Reads the values of several variables.
   *
   * @param run a new run of a session of the graph
   * @param names their names
   * @return row-major, in the order of the names
   */
  public List<float[]> read(GraphRun run, List<String> names) {
    names.forEach(name -> run.fetch(entry(name).variable()));
    return run.run();
  }

  /**
   * Replaces the values of several variables.
   *
   * @param run a new run of a session of the graph
   * @param names their names
   * @param values row-major, in the order of the names, as many as each shape has
   */
  public void write(GraphRun run, List<String> names, List<float[]> values) {
    changing();
    List<TFloat32> tensors = new ArrayList<>();
    try {
      for (int i = 0; i < names.size(); i++) {
        Entry entry = entry(names.get(i));
        requireSize(names.get(i), entry.shape(), values.get(i));
        TFloat32 tensor = Tensors.of(entry.shape(), values.get(i));
        tensors.add(tensor);
        run.feed(entry.replacement(), tensor).addTarget(entry.replace());
      }
      run.run();
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }

  private static void requireSize(String name, Shape shape, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d values (%s), got %d",
              name,
              shape.size(),
              shape,
              values.length));
    }
  }

  /**
   * Reads the values of several variables, by a run of the graph for each group.
   *
   * @param session a session of the graph
   * @param names their names
   * @return row-major, by name, in the order of the names
   */
  public Map<String, float[]> read(Session session, Collection<String> names) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (List<String> group : groups(names)) {
      List<float[]> read = read(GraphRun.of(session.runner()), group);
      for (int i = 0; i < group.size(); i++) {
        values.put(group.get(i), read.get(i));
      }
    }
    return values;
  }

  /**
   * Reads variables one after another, with few runs of the graph and little memory: those of a
   * group are read together when the first of them is asked for, and each is forgotten when it has
   * been returned. For one thread.
   *
   * @param session a session of the graph
   * @param names the variables, in the order in which they will be asked for
   * @return gives each of them once, row-major
   */
  public Function<String, float[]> reader(Session session, Collection<String> names) {
    Map<String, List<String>> groups = new HashMap<>();
    groups(names).forEach(group -> group.forEach(name -> groups.put(name, group)));
    Map<String, float[]> current = new HashMap<>();
    return name -> {
      if (!current.containsKey(name)) {
        current.clear();
        current.putAll(read(session, requireNonNull(groups.get(name), name)));
      }
      return requireNonNull(current.remove(name));
    };
  }

  /**
   * Replaces the values of several variables, by a run of the graph for each group.
   *
   * @param session a session of the graph
   * @param values row-major, by name, as many as each shape has
   */
  public void write(Session session, Map<String, float[]> values) {
    for (List<String> group : groups(values.keySet())) {
      List<float[]> replacements =
          group.stream().map(name -> requireNonNull(values.get(name))).toList();
      write(GraphRun.of(session.runner()), group, replacements);
    }
  }

  /**
   * Builds the release of all variables' memory: each gets an empty value. Needed where variables
   * outlive the session, on a server; an ordinary session releases them when it is closed.
   *
   * @param tf the scope of the operations
   * @return the operations to run, after which the variables cannot be used
   */
  public List<Op> releasing(Ops tf) {
    Operand<TFloat32> empty = tf.constant(new float[0]);
    List<Op> releases = new ArrayList<>();
    for (Entry entry : entries.values()) {
      releases.add(tf.assign(entry.variable(), empty, Assign.validateShape(false)));
    }
    return releases;
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "no variable is named " + name + "; there are " + entries.keySet());
    }
    return entry;
  }
}

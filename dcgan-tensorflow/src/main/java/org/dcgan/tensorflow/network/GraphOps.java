package org.dcgan.tensorflow.network;

import org.tensorflow.ConcreteFunction;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;

/**
 * Creates the operations of a graph under names that do not depend on the default locale.
 *
 * <p>TensorFlow-Java numbers the operations of a graph with {@code String.format("%s_%d")}, whose
 * digits are those of the default locale. Where these are not ASCII, as in Arabic, Persian, Marathi
 * or Thai locales, TensorFlow refuses the second operation of any type ("Node 'Const_١': contains
 * invalid characters"). Every graph of this library is therefore built with operations of this
 * class, never by {@link Ops#create}.
 */
public final class GraphOps {

  private GraphOps() {}

  /**
   * Returns the operations of a graph.
   *
   * @param graph the graph that is built
   * @return operations whose names are unique in the graph, and numbered in ASCII digits
   */
  public static Ops of(Graph graph) {
    return Ops.create(new NamedEnvironment(graph, new NamedScope(graph)));
  }

  /**
   * A graph with another base scope, which is the only part that {@link Ops#create} uses.
   * Operations are built by the graph itself, which is the environment of the scope.
   */
  private record NamedEnvironment(Graph graph, Scope scope) implements ExecutionEnvironment {
    @Override
    public Scope baseScope() {
      return scope;
    }

    @Override
    public OperationBuilder opBuilder(String type, String name, Scope opScope) {
      return graph.opBuilder(type, name, opScope);
    }

    @Override
    public void attachFunction(ConcreteFunction function) {
      graph.attachFunction(function);
    }

    @Override
    public void checkInput(Operation input) {
      graph.checkInput(input);
    }

    @Override
    public Types environmentType() {
      return graph.environmentType();
    }

    @Override
    public boolean isInitializer(Operation operation) {
      return graph.isInitializer(operation);
    }
  }
}

package org.dcgan.tensorflow.network;

import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Scope;

/**
 * A scope that creates names by {@link OperationNames} and delegates devices, control dependencies
 * and initializers to a scope of TensorFlow-Java.
 */
final class NamedScope implements Scope {
  private final Graph graph;
  private final Scope rest;
  private final OperationNames names;

  NamedScope(Graph graph) {
    this(graph, graph.baseScope(), OperationNames.of(graph));
  }

  private NamedScope(Graph graph, Scope rest, OperationNames names) {
    this.graph = graph;
    this.rest = rest;
    this.names = names;
  }

  @Override
  public Graph env() {
    return graph;
  }

  @Override
  public Scope withSubScope(String childScopeName) {
    return new NamedScope(graph, rest, names.below(childScopeName));
  }

  @Override
  public Scope withName(String opName) {
    return new NamedScope(graph, rest, names.called(opName));
  }

  @Override
  public Scope withNameAsSubScope(String defaultName) {
    return withSubScope(names.chosen(defaultName));
  }

  @Override
  public Scope withDevice(DeviceSpec device) {
    return new NamedScope(graph, rest.withDevice(device), names);
  }

  @Override
  public Scope withInitScope() {
    return new NamedScope(graph, rest.withInitScope(), names);
  }

  @Override
  public String makeOpName(String defaultName) {
    return names.next(defaultName);
  }

  @Override
  public String makeUnique(String id) {
    return names.unique(id);
  }

  @Override
  public void refreshNames() {
    names.refresh();
  }

  @Override
  public Scope withControlDependencyOps(Iterable<Operation> controls) {
    return new NamedScope(graph, rest.withControlDependencyOps(controls), names);
  }

  @Override
  public OperationBuilder apply(OperationBuilder builder) {
    return rest.apply(builder);
  }

  @Override
  public String getDeviceString() {
    return rest.getDeviceString();
  }

  @Override
  public boolean isInit() {
    return rest.isInit();
  }
}

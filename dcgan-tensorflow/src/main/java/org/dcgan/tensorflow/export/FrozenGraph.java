package org.dcgan.tensorflow.export;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.network.ParameterStore;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A graph whose variables are replaced by constants, without operations that its outputs do not
 * need. This library uses reference variables, which some programs cannot load; all can load
 * constants.
 */
public final class FrozenGraph {

  private FrozenGraph() {}

  public static GraphDef of(
      Graph graph, List<Operand<?>> outputs, ParameterStore store, Map<String, Npy> values) {
    GraphDef whole = graph.toGraphDef();
    Map<String, NodeDef> nodes = new HashMap<>();
    whole.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Map<String, Npy> constants = new HashMap<>();
    values.forEach((name, array) -> constants.put(store.variable(name).op().name(), array));
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(output -> open.add(output.op().name()));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (needed.add(name) && !constants.containsKey(name)) {
        requireNonNull(nodes.get(name)).getInputList().forEach(input -> open.add(nodeName(input)));
      }
    }
    GraphDef.Builder frozen = GraphDef.newBuilder().setVersions(whole.getVersions());
    for (NodeDef node : whole.getNodeList()) {
      if (needed.contains(node.getName())) {
        Npy constant = constants.get(node.getName());
        frozen.addNode(constant == null ? node : constant(node.getName(), constant));
      }
    }
    return frozen.build();
  }

  /** An input is {@code name}, {@code name:output} or, for control dependencies, {@code ^name}. */
  private static String nodeName(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static NodeDef constant(String name, Npy array) {
    ByteBuffer bytes =
        ByteBuffer.allocate(array.values().length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(array.values());
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    array.shape().forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape)
            .setTensorContent(ByteString.copyFrom(bytes))
            .build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }
}

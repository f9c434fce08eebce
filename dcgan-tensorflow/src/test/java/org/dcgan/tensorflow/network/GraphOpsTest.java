package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class GraphOpsTest {
  /** Locales that write numbers in digits of their own, and one whose small I is another. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "mr-IN", "th-TH-u-nu-thai", "tr-TR"})
  void givenALocaleOfOtherDigits_whenAGraphIsBuilt_thenNamesAreThoseOfTensorFlowInEnglish(
      String tag) {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    List<String> expected;
    try (Graph graph = new Graph()) {
      Locale.setDefault(Locale.Category.FORMAT, Locale.ENGLISH);
      expected = names(graph, Ops.create(graph));
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
    assertThat(expected).contains("Const_1", "layer_1/Const_1", "layer_1/sub/Const_2", "named_1");
    try (Graph graph = new Graph()) {
      Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag(tag));
      assertThat(names(graph, GraphOps.of(graph))).isEqualTo(expected);
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  private static List<String> names(Graph graph, Ops tf) {
    for (int i = 0; i < 2; i++) {
      tf.constant(1f);
      tf.withName("named").identity(tf.constant(2f));
      Ops layer = tf.withSubScope("layer");
      layer.constant(1f);
      layer.constant(1f);
      Ops sub = layer.withSubScope("sub");
      for (int j = 0; j < 3; j++) {
        sub.constant(1f);
      }
      layer.withSubScope("sub").constant(1f);
    }
    return names(graph);
  }

  private static List<String> names(Graph graph) {
    List<String> names = new ArrayList<>();
    graph.operations().forEachRemaining(operation -> names.add(operation.name()));
    return names;
  }

  @Test
  void givenAGraphWithOperations_whenMoreAreAdded_thenNoNameIsTaken() {
    try (Graph graph = new Graph()) {
      Ops first = GraphOps.of(graph);
      first.constant(1f);
      first.constant(1f);
      first.withName("x_1").constant(1f);
      first.withName("x").constant(1f);
      first.withName("x").constant(1f);
      first.withName("x_2").constant(1f);
      GraphOps.of(graph).constant(1f);
      assertThat(names(graph))
          .containsExactly("Const", "Const_1", "x_1", "x", "x_2", "x_2_1", "Const_2");
    }
  }

  @Test
  void givenDevicesAndControlDependencies_whenBuilt_thenTheOperationsHaveThem() {
    try (Graph graph = new Graph()) {
      Ops tf =
          GraphOps.of(graph)
              .withDevice(
                  DeviceSpec.newBuilder()
                      .deviceType(DeviceSpec.DeviceType.CPU)
                      .deviceIndex(0)
                      .build());
      Operand<TFloat32> first = tf.constant(1f);
      tf.withControlDependencies(List.of(first)).withName("second").identity(first);
      var node = graph.toGraphDef().getNode(1);
      assertThat(node.getName()).isEqualTo("second");
      assertThat(node.getDevice()).isEqualTo("/device:CPU:0");
      assertThat(node.getInputList()).containsExactly("Const", "^Const");
    }
  }

  @Test
  void givenAnInvalidName_whenUsed_thenRefusedByName() {
    try (Graph graph = new Graph()) {
      assertThatThrownBy(() -> GraphOps.of(graph).withName("a b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a b");
    }
  }
}

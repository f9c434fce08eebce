package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

class ParameterStoreTest {
  private final Graph graph = new Graph();
  private final Ops tf = GraphOps.of(graph);
  private final ParameterStore store = new ParameterStore(tf);

  private void add(String name, List<Integer> shape, float first) {
    store.add(name, shape, s -> tf.fill(tf.constant(s.asArray()), tf.constant(first)));
  }

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void givenVariables_whenWrittenAndRead_thenOnlyTheOneWrittenChangesAndNamesKeepTheirOrder() {
    add("b/weights", List.of(2, 3), 1);
    add("a/gain", List.of(2), 5);
    try (Session session = new Session(graph, false)) {
      store.initialize(session);
      store.write(session, "b/weights", new float[] {1, 2, 3, 4, 5, 6});

      assertThat(store.read(session, "b/weights")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(store.read(session, "a/gain")).containsExactly(5, 5);
      assertThat(store.names()).containsExactly("b/weights", "a/gain");
      assertThat(store.shape("b/weights")).containsExactly(2, 3);
    }
  }

  @Test
  void givenVariablesOfSeveralGroups_whenWrittenAndRead_thenEachHasItsValues() {
    int half = 1 << 19;
    add("a", List.of(half), 1);
    add("b", List.of(2, half / 2), 1);
    add("c", List.of(3), 1);
    add("large", List.of(2 * half + 1), 1);
    add("last", List.of(2), 1);
    assertThat(store.groups())
        .containsExactly(List.of("a", "b"), List.of("c"), List.of("large"), List.of("last"));
    assertThat(store.groups(List.of("c", "last", "a"))).containsExactly(List.of("c", "last", "a"));
    assertThat(store.groups(List.of())).isEmpty();
    Map<String, float[]> values = new LinkedHashMap<>();
    for (String name : store.names()) {
      float[] array = new float[store.shape(name).stream().reduce(1, (x, y) -> x * y)];
      Arrays.fill(array, values.size() + 2);
      values.put(name, array);
    }
    try (Session session = new Session(graph, false)) {
      store.initialize(session);
      store.write(session, values);
      store.write(session, Map.of("c", new float[] {7, 8, 9}));
      values.put("c", new float[] {7, 8, 9});

      Map<String, float[]> read = store.read(session, store.names());
      assertThat(read).containsOnlyKeys(store.names().toArray(String[]::new));
      Function<String, float[]> reader = store.reader(session, store.names());
      values.forEach(
          (name, expected) -> {
            assertThat(Arrays.equals(read.get(name), expected)).as(name).isTrue();
            assertThat(Arrays.equals(reader.apply(name), expected)).as(name).isTrue();
          });
      assertThatThrownBy(() -> store.write(session, Map.of("c", new float[2])))
          .hasMessageContainingAll("c has 3 values", "got 2");
    }
  }

  @Test
  void givenVariables_whenReleased_thenTheyAreEmpty() {
    add("b/weights", List.of(2, 3), 1);
    List<Op> releases = store.releasing(tf);
    try (Session session = new Session(graph, false)) {
      store.initialize(session);
      Session.Runner runner = session.runner();
      releases.forEach(runner::addTarget);
      runner.run().close();

      assertThat(store.read(session, "b/weights")).isEmpty();
    }
  }

  @Test
  void givenTooFewValues_whenWritten_thenTheErrorNamesTheVariableItsShapeAndBothSizes() {
    add("b/weights", List.of(2, 3), 1);
    try (Session session = new Session(graph, false)) {
      store.initialize(session);
      assertThatThrownBy(() -> store.write(session, "b/weights", new float[5]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("b/weights", "6 values", "[2, 3]", "got 5");
    }
  }

  @Test
  void givenAnUnknownName_whenAskedFor_thenTheErrorListsTheKnownOnes() {
    add("b/weights", List.of(2, 3), 1);
    assertThatThrownBy(() -> store.variable("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("named c", "b/weights");
  }

  @Test
  void givenATakenName_whenAddedAgain_thenItIsRefused() {
    add("b/weights", List.of(2, 3), 1);
    assertThatThrownBy(() -> add("b/weights", List.of(2, 3), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("b/weights");
  }
}

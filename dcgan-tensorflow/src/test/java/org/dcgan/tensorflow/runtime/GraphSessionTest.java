package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcgan.EngineException;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TFloat32;

/** A graph and its session have one owner, which releases both whatever fails. */
class GraphSessionTest {
  /** A session in a field, or a graph that no try statement closes. */
  private static final Pattern OWNER =
      Pattern.compile("final Session \\w+;|(?<!try \\(Graph \\w{1,20} = )new Graph\\(");

  private final List<Graph> graphs = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  private Constant<TFloat32> build(Graph graph) {
    graphs.add(graph);
    return GraphOps.of(graph).constant(3f);
  }

  private Session open(Graph graph) {
    Session session = Sessions.forComputation(graph, RuntimeOptions.DEFAULT);
    sessions.add(session);
    return session;
  }

  private void requireReleased() {
    assertThat(graphs).hasSize(1);
    assertThatThrownBy(() -> GraphOps.of(graphs.get(0)).constant(1f))
        .isInstanceOf(IllegalStateException.class);
    for (Session session : sessions) {
      assertThatThrownBy(() -> session.runner().fetch("Const").run())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void givenAGraphWithASession_whenClosedTwice_thenBothAreReleasedOnce() {
    GraphSession<Constant<TFloat32>> three = GraphSession.open(this::build, this::open);
    try (var result = three.runner().fetch(three.content()).run()) {
      assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(3);
    }

    three.close();
    three.close();

    requireReleased();
  }

  @Test
  void givenAGraphThatCannotBeBuilt_whenOpened_thenTheGraphIsReleased() {
    assertThatThrownBy(
            () ->
                GraphSession.open(
                    graph -> {
                      build(graph);
                      throw new AssertionError("too many layers");
                    },
                    this::open))
        .hasMessage("too many layers");

    assertThat(sessions).isEmpty();
    requireReleased();
  }

  @Test
  void givenASessionThatCannotBeOpened_whenOpened_thenTheGraphIsReleased() {
    assertThatThrownBy(
            () ->
                GraphSession.open(
                    this::build,
                    graph -> {
                      throw new TensorFlowException("no session today");
                    }))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no session today");

    requireReleased();
  }

  @Test
  void givenAnOwnerThatCannotBeCreated_whenItsGraphIsMade_thenTheGraphIsReleased() {
    assertThatThrownBy(
            () ->
                GraphSession.owned(
                    graph -> {
                      build(graph);
                      throw new TensorFlowException("no server today");
                    }))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no server today");

    requireReleased();
  }

  @Test
  void givenVariablesThatCannotBeInitialized_whenOpened_thenGraphAndSessionAreReleased() {
    assertThatThrownBy(
            () ->
                GraphSession.open(
                    this::build,
                    this::open,
                    (content, session) -> {
                      throw new OutOfMemoryError("no heap left");
                    }))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(sessions).hasSize(1);
    requireReleased();
  }

  @Test
  void givenTheModulesSources_whenSearched_thenNoOtherClassOwnsAGraphOrASession()
      throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")))
          .hasSizeGreaterThan(50)
          .filteredOn(file -> OWNER.matcher(text(file)).find())
          .extracting(file -> file.getFileName().toString())
          .containsExactly("GraphSession.java");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).replaceAll("\\s+", " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

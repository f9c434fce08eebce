package org.dcgan.tensorflow.runtime;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * A graph, the operations that were built in it, and an open session. This class alone creates
 * graphs that outlive a method: if building, opening or initializing fails, the native memory is
 * released before the exception leaves {@link #open} or {@link #owned}. Not safe for use by several
 * threads.
 *
 * @param <T> what refers to the operations of the graph
 */
public final class GraphSession<T> implements AutoCloseable {
  private final Graph graph;
  private final T content;
  private final Session session;
  private boolean closed;

  private GraphSession(Graph graph, T content, Session session) {
    this.graph = graph;
    this.content = content;
    this.session = session;
  }

  /**
   * Builds a graph and opens its session.
   *
   * @param <T> what refers to the operations of the graph
   * @param build builds the operations
   * @param open opens the session, by a method of {@link Sessions}
   * @return the open session
   * @throws org.dcgan.ResourceLimitException if TensorFlow or JavaCPP has no memory left
   * @throws org.dcgan.EngineException if TensorFlow fails otherwise
   */
  public static <T> GraphSession<T> open(Function<Graph, T> build, Function<Graph, Session> open) {
    return open(build, open, (content, session) -> {});
  }

  /**
   * Builds a graph, opens its session and initializes its variables.
   *
   * @param <T> what refers to the operations of the graph
   * @param build builds the operations
   * @param open opens the session, by a method of {@link Sessions}
   * @param initialize runs the operations that initialize the variables
   * @return the open session
   * @throws org.dcgan.ResourceLimitException if TensorFlow or JavaCPP has no memory left
   * @throws org.dcgan.EngineException if TensorFlow fails otherwise
   */
  public static <T> GraphSession<T> open(
      Function<Graph, T> build, Function<Graph, Session> open, BiConsumer<T, Session> initialize) {
    return owned(
        graph -> {
          GraphSession<T> opened = new GraphSession<>(graph, build.apply(graph), open.apply(graph));
          boolean complete = false;
          try {
            initialize.accept(opened.content, opened.session);
            complete = true;
            return opened;
          } finally {
            if (!complete) {
              opened.session.close(); // the graph is closed by the caller
            }
          }
        });
  }

  /**
   * Creates a graph for an object that owns it together with a session of another kind.
   *
   * @param <R> the type of the owner
   * @param owner creates the owner, which closes the graph
   * @return the owner
   * @throws org.dcgan.ResourceLimitException if TensorFlow or JavaCPP has no memory left
   * @throws org.dcgan.EngineException if TensorFlow fails otherwise
   */
  public static <R> R owned(Function<Graph, R> owner) {
    return Failures.translated(
        () -> {
          Graph graph = new Graph();
          boolean complete = false;
          try {
            R result = owner.apply(graph);
            complete = true;
            return result;
          } finally {
            if (!complete) {
              graph.close();
            }
          }
        });
  }

  /**
   * Returns the graph.
   *
   * @return the graph, which this object closes
   */
  public Graph graph() {
    return graph;
  }

  /**
   * Returns what was built in the graph.
   *
   * @return the result of {@code build}
   */
  public T content() {
    return content;
  }

  /**
   * Returns the session.
   *
   * @return the session, which this object closes
   */
  public Session session() {
    return session;
  }

  /**
   * Starts a run of the session.
   *
   * @return a new runner
   */
  public Session.Runner runner() {
    return session.runner();
  }

  /** Releases the native memory. Closing again has no effect unless closing failed. */
  @Override
  public void close() {
    if (!closed) {
      session.close(); // first, because Graph.close waits until no session uses the graph
      graph.close();
      closed = true;
    }
  }
}

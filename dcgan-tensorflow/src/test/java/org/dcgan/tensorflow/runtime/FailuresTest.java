package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.GraphOps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Exceptions of TensorFlow and JavaCPP become the documented ones. */
class FailuresTest {

  @Test
  void givenAnOperationThatFails_whenRun_thenAnEngineExceptionHasTensorFlowsMessageAndException() {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      Placeholder<TFloat32> input = tf.placeholder(TFloat32.class);
      var reshaped = tf.reshape(input, tf.constant(new int[] {7}));
      try (Session session = Sessions.forComputation(graph, RuntimeOptions.DEFAULT);
          TFloat32 scalar = TFloat32.scalarOf(1)) {
        assertThatThrownBy(
                () ->
                    Failures.translated(
                        () -> session.runner().feed(input, scalar).fetch(reshaped).run()))
            .isInstanceOf(EngineException.class)
            .hasMessageContaining("TensorFlow failed")
            .hasMessageContaining("shape")
            .hasMessageNotContaining("\n")
            .hasCauseInstanceOf(TFInvalidArgumentException.class);
      }
    }
  }

  @Test
  void givenAnExhaustedResource_whenTranslated_thenTheErrorNamesTheRemedy() {
    TFResourceExhaustedException cause =
        new TFResourceExhaustedException("OOM when allocating\u001b[31m\nsecond line");

    assertThat(Failures.translate(cause))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("OOM when allocating\\u001b[31m;")
        .hasMessageContainingAll(
            "more memory", "smaller batch", "a run that is continued keeps its batch")
        .hasMessageNotContaining("second line")
        .hasCause(cause);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OOM when allocating\n\t [[{{node a}}]]",
        "From /job:worker/replica:0/task:1:\nOOM when allocating\n\t [[{{node a}}]]",
        "From /job:worker/replica:0/task:1:\n2 root error(s) found.\n  (0) OOM when allocating\n"
            + "\t [[{{node a}}]]\n  (1) other"
      })
  void givenMessagesWithHeadings_whenSummarized_thenTheLineOfTheErrorIsLeft(String message) {
    assertThat(Failures.summary(new TFResourceExhaustedException(message)))
        .isEqualTo("OOM when allocating");
    assertThat(Failures.summary(new IllegalStateException("From /job:worker/task:1:"))).isEmpty();
  }

  @Test
  void givenJavaCppsLimit_whenTranslated_thenTheErrorNamesItsProperty() {
    OutOfMemoryError cause =
        new OutOfMemoryError("Physical memory usage is too high: physicalBytes (2G) > 1G");

    assertThat(Failures.translate(cause))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll(
            "maxPhysicalBytes", "smaller batch", "a run that is continued keeps its batch")
        .hasCause(cause);
  }

  @Test
  void givenAFullJavaHeap_whenTranslated_thenTheErrorIsThrownUnchanged() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");

    assertThatThrownBy(
            () ->
                Failures.translated(
                    () -> {
                      throw error;
                    }))
        .isSameAs(error);
  }

  @Test
  void givenAnIllegalArgumentOfTheCaller_whenTheWorkThrowsIt_thenItIsThrownUnchanged() {
    IllegalArgumentException exception = new IllegalArgumentException("count must be at least 0");

    assertThatThrownBy(
            () ->
                Failures.translated(
                    () -> {
                      throw exception;
                    }))
        .isSameAs(exception);
  }

  @Test
  void givenACheckedException_whenTheWorkThrowsIt_thenItIsThrownUnchanged() {
    IOException exception = new IOException("disk");

    assertThatThrownBy(
            () ->
                Failures.translated(
                    () -> {
                      throw exception;
                    }))
        .isSameAs(exception);
  }
}

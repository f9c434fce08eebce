package org.dcgan.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseOnFailureTest {
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void givenWorkThatSucceeds_whenDone_thenItsResultIsReturnedAndNothingIsClosed() {
    AutoCloseable opened = closed::incrementAndGet;
    AutoCloseable result = CloseOnFailure.of(opened, open -> open);
    assertThat(result).isSameAs(opened);
    assertThat(closed).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        IOException.class,
        IllegalStateException.class,
        OutOfMemoryError.class,
        AssertionError.class
      })
  void givenWorkThatFails_whenDone_thenItIsClosedOnceAndTheFailureIsThrown(
      Class<? extends Throwable> kind) throws Exception {
    Throwable failure = kind.getConstructor().newInstance();
    AutoCloseable opened = closed::incrementAndGet;
    assertThatThrownBy(() -> CloseOnFailure.of(opened, open -> thrown(failure)))
        .isSameAs(failure)
        .hasNoSuppressedExceptions();
    assertThat(closed).hasValue(1);
  }

  @Test
  void givenAClosingThatFailsToo_whenDone_thenItsFailureIsSuppressed() {
    Error failure = new OutOfMemoryError("work");
    IOException second = new IOException("closing");
    AutoCloseable opened =
        () -> {
          throw second;
        };
    assertThatThrownBy(() -> CloseOnFailure.of(opened, open -> thrown(failure)))
        .isSameAs(failure)
        .hasSuppressedException(second);
    AutoCloseable same =
        () -> {
          throw failure;
        };
    assertThatThrownBy(() -> CloseOnFailure.of(same, open -> thrown(failure))).isSameAs(failure);
  }

  private static String thrown(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }
}

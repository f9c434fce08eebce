package org.dcgan.tensorflow.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dcgan.DivergedException;
import org.dcgan.tensorflow.network.BatchShare;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends the chief's work, the workers that wait for it are told. */
class ChiefWorkTest {
  /** What the chief has told the others. */
  private final List<String> told = new ArrayList<>();

  /** The chief of a cluster whose other workers do nothing. */
  private final class Chief implements Coordination {
    @Override
    public BatchShare share(int batchSize) {
      return BatchShare.whole(batchSize);
    }

    @Override
    public boolean isAlone() {
      return false;
    }

    @Override
    public boolean isChief() {
      return true;
    }

    @Override
    public byte[] fromChief(byte[] message) {
      told.add(new String(message, UTF_8));
      return message;
    }

    @Override
    public Duration stopPatience() {
      return Duration.ZERO;
    }

    @Override
    public void leave() {}

    @Override
    public void requireSameVariables() {}

    @Override
    public void shareModel() {}
  }

  private static Stream<Throwable> failures() {
    return Stream.of(
        new IOException("the disk is full"),
        new IllegalStateException("the listener fails"),
        new DivergedException("the losses are NaN"),
        new OutOfMemoryError("Java heap space"),
        new AssertionError("a listener's test fails"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void givenAFailure_whenTheChiefWorks_thenTheOthersAreToldAndItIsThrown(Throwable failure) {
    assertThatThrownBy(
            () ->
                ChiefWork.run(
                    new Chief(),
                    () -> {
                      if (failure instanceof IOException e) {
                        throw e;
                      } else if (failure instanceof RuntimeException e) {
                        throw e;
                      }
                      throw (Error) failure;
                    }))
        .isSameAs(failure);

    assertThat(told).singleElement().asString().endsWith(failure.getMessage());
  }

  @Test
  void givenNoFailure_whenTheChiefWorks_thenTheOthersAreToldNothingAndGoOn() throws IOException {
    ChiefWork.run(new Chief(), () -> {});

    assertThat(told).containsExactly("");
  }
}

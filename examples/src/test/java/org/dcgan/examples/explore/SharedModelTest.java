package org.dcgan.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedModelTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  /** Opens small models and keeps them. */
  private static final class Models implements ExploreSource {
    final List<Dcgan> opened = new ArrayList<>();

    @Override
    public Dcgan openModel() {
      Dcgan model =
          Dcgan.builder()
              .resolution(16)
              .width(2)
              .latentDim(4)
              .seed(opened.size())
              .precision(Precision.FLOAT32)
              .threads(1)
              .build();
      opened.add(model);
      return model;
    }

    @Override
    public @Nullable Dataset openImages(ImageShape shape) {
      return null;
    }

    @Override
    public Dataset fit(Dataset uploaded, ImageShape shape) {
      return uploaded;
    }
  }

  /** An operation that lasts until it is told to end. */
  private static final class Held {
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    boolean on(Dcgan model) throws IOException {
      started.countDown();
      try {
        return end.await(30, TimeUnit.SECONDS) && isOpen(model);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private static CompletableFuture<Boolean> start(Held held, SharedModel model, boolean takesLong)
      throws InterruptedException {
    CompletableFuture<Boolean> result =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return takesLong ? model.useLong(held::on) : model.use(held::on);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(held.started.await(30, TimeUnit.SECONDS)).isTrue();
    return result;
  }

  private static boolean isOpen(Dcgan model) {
    try {
      return model.parameter("generator/projection/weights").length > 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void givenAsManyOperationsAsPermitted_whenAnotherStarts_thenItIsRefusedAfterAWhile()
      throws Exception {
    try (SharedModel model = new SharedModel(new Models(), SHORT)) {
      Held first = new Held();
      Held second = new Held();
      Held search = new Held();
      var running =
          List.of(
              start(first, model, false), start(second, model, false), start(search, model, true));

      assertThatThrownBy(() -> model.use(dcgan -> true))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.status()).isEqualTo(503))
          .hasMessageContaining("busy with other requests");
      assertThatThrownBy(() -> model.useLong(dcgan -> true))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("another long operation is running");
      first.end.countDown();
      assertThat(running.get(0).get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(model.<Boolean>use(dcgan -> true)).isTrue();
      second.end.countDown();
      search.end.countDown();
      CompletableFuture.allOf(running.get(1), running.get(2)).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void givenAnOperation_whenTheModelIsReloaded_thenItKeepsItsModelUntilItsEnd() throws Exception {
    Models models = new Models();
    try (SharedModel model = new SharedModel(models, SHORT)) {
      Held held = new Held();
      var running = start(held, model, false);

      model.reload();

      assertThat(isOpen(models.opened.get(0))).as("the model in use").isTrue();
      assertThat(model.<Dcgan>use(dcgan -> dcgan)).isSameAs(models.opened.get(1));
      held.end.countDown();
      assertThat(running.get(30, TimeUnit.SECONDS)).as("open during the operation").isTrue();
      assertThat(isOpen(models.opened.get(0))).as("the replaced model").isFalse();
    }
    assertThat(isOpen(models.opened.get(1))).as("the closed model").isFalse();
  }

  @Test
  void givenAnOperationThatFails_whenOthersFollow_thenItsPlaceIsFree() throws Exception {
    try (SharedModel model = new SharedModel(new Models(), SHORT)) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(
                () ->
                    model.use(
                        dcgan -> {
                          throw new IOException("failed");
                        }))
            .hasMessage("failed");
      }
      assertThat(model.<Long>use(Dcgan::step)).isZero();
    }
  }
}

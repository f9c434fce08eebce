package org.dcgan.training;

import static com.google.common.base.Throwables.throwIfUnchecked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.junit.jupiter.api.Test;

/** Events reach the method of their kind, and every listener of a group. */
class TrainingListenerTest {
  private static final Losses LOSSES = new Losses(1.3, 0.8, 0.6, 0.4);
  private static final TrainingEvent.Started STARTED =
      new TrainingEvent.Started(
          Architecture.svhn32(),
          TrainingPlan.builder().build(),
          "noise",
          0,
          1,
          25,
          "here",
          Optional.empty());
  private static final TrainingEvent.StepEnd STEP =
      new TrainingEvent.StepEnd(1, 1, LOSSES, Duration.ofMillis(20), Duration.ofMillis(1));
  private static final TrainingEvent.EpochEnd EPOCH =
      new TrainingEvent.EpochEnd(
          1, 1, LOSSES, Images.of(ImageShape.square(16, 1), new float[256]), 1000);
  private static final TrainingEvent.Saved SAVED = new TrainingEvent.Saved(1, Path.of("model"));
  private static final TrainingEvent.Alarm ALARM =
      new TrainingEvent.Alarm(
          1,
          1,
          SentinelPolicy.Trouble.DISCRIMINATOR_WINS,
          0.001,
          0.01,
          SentinelPolicy.Action.WARN,
          "D has won");
  private static final TrainingEvent.RolledBack ROLLED_BACK =
      new TrainingEvent.RolledBack(9, 4, 1, Path.of("model"));
  private static final TrainingEvent.LengthFixed LENGTH_FIXED =
      new TrainingEvent.LengthFixed(4, 25);
  private static final TrainingEvent.Finished FINISHED =
      new TrainingEvent.Finished(
          new TrainingSummary(
              TrainingSummary.Outcome.COMPLETED,
              1,
              1,
              1,
              LOSSES,
              Duration.ofSeconds(1),
              1000,
              0.05,
              0,
              Optional.empty()));
  private static final List<TrainingEvent> ALL =
      List.of(STARTED, STEP, EPOCH, SAVED, ALARM, ROLLED_BACK, LENGTH_FIXED, FINISHED);

  /** Hears by the method of each kind. */
  private static final class ByKind implements TrainingListener {
    private final List<TrainingEvent> heard = new ArrayList<>();

    @Override
    public void onStarted(TrainingEvent.Started event) {
      heard.add(event);
    }

    @Override
    public void onStep(TrainingEvent.StepEnd event) {
      heard.add(event);
    }

    @Override
    public void onEpoch(TrainingEvent.EpochEnd event) {
      heard.add(event);
    }

    @Override
    public void onSaved(TrainingEvent.Saved event) {
      heard.add(event);
    }

    @Override
    public void onAlarm(TrainingEvent.Alarm event) {
      heard.add(event);
    }

    @Override
    public void onRolledBack(TrainingEvent.RolledBack event) {
      heard.add(event);
    }

    @Override
    public void onLengthFixed(TrainingEvent.LengthFixed event) {
      heard.add(event);
    }

    @Override
    public void onFinished(TrainingEvent.Finished event) {
      heard.add(event);
    }
  }

  /** Hears by the one method for all. */
  private static final class ByOne implements TrainingListener {
    private final List<TrainingEvent> heard = new ArrayList<>();

    @Override
    public void on(TrainingEvent event) {
      heard.add(event);
    }
  }

  @Test
  void givenEvents_whenPassedToOn_thenMethodOfEachTypeIsCalled() {
    ByKind listener = new ByKind();

    ALL.forEach(listener::on);

    assertThat(listener.heard).containsExactlyElementsOf(ALL);
  }

  @Test
  void givenListenerWithoutOverrides_whenNotified_thenNothingHappens() {
    TrainingListener nothing = new TrainingListener() {};

    ALL.forEach(nothing::on);
  }

  @Test
  void givenCombinedListener_whenNotified_thenEveryListenerReceivesEachEventOnce() {
    ByKind kinds = new ByKind();
    ByOne one = new ByOne();
    TrainingListener group = TrainingListener.all(List.of(kinds, one));

    group.on(STARTED);
    group.onStep(STEP);
    group.onEpoch(EPOCH);
    group.on(SAVED);
    group.onAlarm(ALARM);
    group.onRolledBack(ROLLED_BACK);
    group.onLengthFixed(LENGTH_FIXED);
    group.onFinished(FINISHED);

    assertThat(kinds.heard).containsExactlyElementsOf(ALL);
    assertThat(one.heard).containsExactlyElementsOf(ALL);
  }

  private static TrainingListener failing(Throwable problem) {
    return new TrainingListener() {
      @Override
      public void on(TrainingEvent event) {
        throwIfUnchecked(problem);
      }
    };
  }

  @Test
  void givenListenersThatFailOnFinished_whenFinished_thenOthersAreStillNotified() {
    ByKind last = new ByKind();
    TrainingListener group =
        TrainingListener.all(
            List.of(
                failing(new IllegalStateException("cannot close")),
                failing(new IllegalStateException("cannot close either")),
                last));

    assertThatThrownBy(() -> group.on(FINISHED))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

    assertThat(last.heard).containsExactly(FINISHED);
  }

  @Test
  void givenAListenerThatFailsWithAnError_whenFinished_thenOthersAreStillNotified() {
    AssertionError error = new AssertionError("a listener's test fails");
    ByKind last = new ByKind();

    assertThatThrownBy(() -> TrainingListener.all(List.of(failing(error), last)).on(FINISHED))
        .isSameAs(error);

    assertThat(last.heard).containsExactly(FINISHED);
  }

  @Test
  void givenListenersThatThrowTheSameException_whenFinished_thenItIsThrownAndOthersAreNotified() {
    IllegalStateException broken = new IllegalStateException("the connection is closed");
    ByKind last = new ByKind();
    TrainingListener group = TrainingListener.all(List.of(failing(broken), failing(broken), last));

    assertThatThrownBy(() -> group.on(FINISHED)).isSameAs(broken);

    assertThat(last.heard).containsExactly(FINISHED);
  }
}

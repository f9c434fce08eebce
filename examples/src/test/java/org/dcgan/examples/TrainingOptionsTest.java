package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The options of a training and the plan that they give. */
class TrainingOptionsTest {
  private static final SyntheticRooms ROOMS =
      SyntheticRooms.builder().count(2_000).resolution(16).build();

  @Command
  private static final class Program {
    @Mixin private TrainingOptions training = new TrainingOptions();
  }

  private static TrainingPlan plan(String... arguments) {
    Program program = new Program();
    CommandLine line = new CommandLine(program);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(arguments);
    return program.training.plan(Path.of("run"), ROOMS);
  }

  @Test
  void givenNoOptions_whenThePlanIsMade_thenItIsTheRecommendedOne() {
    TrainingPlan recommended = TrainingPlan.recommended(ROOMS);

    assertThat(plan())
        .isEqualTo(
            recommended.toBuilder()
                .checkpoints(Path.of("run"))
                .allowOnResume(ResumableChange.EPOCHS)
                .build());
    assertThat(plan("--batch-size", "32", "--generator-ema-decay", "0").batchSize()).isEqualTo(32);
    assertThat(plan("--batch-size", "32", "--generator-ema-decay", "0").generatorEmaDecay())
        .isZero();
    assertThat(plan("--discriminator-ema-decay", "0.99").discriminatorEmaDecay()).isEqualTo(0.99);
    assertThat(plan("--ema-ramp-up", "0").emaRampUp()).isZero();
  }

  @Test
  void givenAllowedChanges_whenThePlanIsMade_thenItAllowsThemBesidesItsLength() {
    assertThat(plan().allowOnResume()).containsExactly(ResumableChange.EPOCHS);
    assertThat(plan("--allow-on-resume", "WORKERS,sentinel").allowOnResume())
        .containsExactlyInAnyOrder(
            ResumableChange.EPOCHS, ResumableChange.WORKERS, ResumableChange.SENTINEL);
  }

  @Test
  void givenThePapersRecipe_whenThePlanIsMade_thenItHasThePapersValues() {
    TrainingPlan plan = plan("--recipe", "paper");

    assertThat(plan.batchSize()).isEqualTo(128);
    assertThat(plan.budget()).isEqualTo(new TrainingBudget.Epochs(25));
    assertThat(plan.generatorEmaDecay()).isZero();
    assertThat(plan.emaRampUp()).isZero();
    assertThat(plan("--recipe", "paper", "--epochs", "9", "--decay-epochs", "2").decayEpochs())
        .isEqualTo(2);
  }

  @Test
  void givenALengthInEachUnit_whenThePlanIsMade_thenItHasThatLength() {
    assertThat(plan("--epochs", "3").budget()).isEqualTo(new TrainingBudget.Epochs(3));
    assertThat(plan("--steps", "300", "--decay-steps", "9").decaySteps()).isEqualTo(9);
    assertThat(plan("--time", "90m").budget())
        .isEqualTo(new TrainingBudget.Time(Duration.ofMinutes(90)));
    assertThatThrownBy(() -> plan("--epochs", "3", "--time", "90m"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--epochs")
        .hasMessageContaining("mutually exclusive");
    assertThatThrownBy(() -> plan("--steps", "0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps must be from 1");
  }

  @Test
  void givenADecay_whenThePlanIsMade_thenItHasThatOneOnly() {
    assertThat(plan("--time", "90m", "--decay", "0.5").decay()).isEqualTo(0.5);
    assertThat(plan("--decay", "0").decay()).isZero();
    TrainingPlan steps = plan("--steps", "300", "--decay-steps", "9");
    assertThat(steps.decaySteps()).isEqualTo(9);
    assertThat(steps.decay()).isZero();
    assertThatThrownBy(() -> plan("--steps", "300", "--decay-steps", "9", "--decay", "0.5"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--decay=SHARE")
        .hasMessageContaining("mutually exclusive");
    assertThatThrownBy(() -> plan("--decay", "1.5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decay must be from 0 to 1, got 1.5");
  }

  @ParameterizedTest
  @CsvSource({
    "90m, PT1H30M",
    "1h30m, PT1H30M",
    "45s, PT45S",
    "2d, PT48H",
    "1D2H3M4S, PT26H3M4S",
    "PT90M, PT1H30M"
  })
  void givenADurationAsText_whenParsed_thenItIsThatDuration(String text, Duration expected) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"90", "", "m", "1m1h", "-5m", "99999999999999m", "1.5h", "soon"})
  void givenTextThatIsNoDuration_whenParsed_thenTheErrorShowsAnExampleAndTheText(String text) {
    assertThatThrownBy(() -> plan("--time", text))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("90m")
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void givenInstanceNoise_whenItsEpochsAreNotGiven_thenItIsConstant() {
    assertThat(plan("--instance-noise", "0.3", "--time", "1h").instanceNoise())
        .isEqualTo(InstanceNoise.constant(0.3));
    assertThat(plan("--instance-noise", "0.3", "--instance-noise-epochs", "7").instanceNoise())
        .isEqualTo(new InstanceNoise(0.3, 7));
  }

  @Test
  void givenNoInstanceNoise_whenAPlanIsMade_thenTheNoiseIsTheRecipes() {
    InstanceNoise recommended = TrainingPlan.recommended(ROOMS).instanceNoise();

    assertThat(plan().instanceNoise()).isEqualTo(recommended);
    assertThat(plan("--instance-noise-epochs", "3").instanceNoise())
        .isEqualTo(recommended.withEpochs(3));
    assertThat(plan("--instance-noise", "0").instanceNoise()).isEqualTo(InstanceNoise.NONE);
    assertThat(plan("--recipe", "paper").instanceNoise()).isEqualTo(InstanceNoise.NONE);
    assertThatThrownBy(() -> plan("--instance-noise-epochs", "3", "--recipe", "paper"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--instance-noise-epochs needs --instance-noise");
    assertThatThrownBy(() -> plan("--instance-noise", "0", "--instance-noise-epochs", "3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--instance-noise-epochs needs --instance-noise");
    assertThatThrownBy(() -> plan("--instance-noise", "-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deviation must be at least 0 and finite in float32, got -1.0");
  }
}

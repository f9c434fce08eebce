package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The model of a comparison is used on the hardware that it was trained on. */
class ComparedTrainingTest {
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(4).latentDim(8).build();

  /** For a model that was not trained. */
  private static final SamplingOptions OPTIONS =
      SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void givenAPrecision_whenATrainedModelIsOpened_thenItGeneratesInIt(Precision precision)
      throws Exception {
    RuntimeOptions runtime = new RuntimeOptions(precision, Device.AUTO, 1);
    TrainingPlan plan = TrainingPlan.builder().duration(Duration.ofSeconds(1)).build();
    ComparedTraining training = ComparedTraining.in(folder, "base", 7, ARCHITECTURE, plan, runtime);
    try (Dcgan dcgan = Dcgan.builder().architecture(ARCHITECTURE).build()) {
      dcgan.save(training.model());
    }

    try (Dcgan opened = training.open();
        Dcgan expected = Dcgan.load(training.model(), runtime)) {
      assertThat(opened.sample(2, 3, OPTIONS).toArray())
          .isEqualTo(expected.sample(2, 3, OPTIONS).toArray());
    }
  }
}

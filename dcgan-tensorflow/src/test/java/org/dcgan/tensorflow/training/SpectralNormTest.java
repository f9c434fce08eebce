package org.dcgan.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.training.StepRig.ARCHITECTURE;
import static org.dcgan.tensorflow.training.StepRig.BATCH_SIZE;
import static org.dcgan.tensorflow.training.StepRig.latents;
import static org.dcgan.tensorflow.training.StepRig.pixels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Spectral normalization, against automatic differentiation and plain loops. */
class SpectralNormTest {
  private static final Architecture SPECTRAL =
      ARCHITECTURE.withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void givenSpectralNormalization_whenStepsAreMade_thenEveryVariableIsThatOfStepsByHand(
      UpdateSchedule schedule) {
    TrainingPlan plan = StepRig.plan(schedule).loss(AdversarialLoss.HINGE).build();
    try (PlainGraph plain = new PlainGraph(SPECTRAL, BATCH_SIZE, false, true);
        StepRig rig = new StepRig(plan, OpVariants.ONEDNN_AVX512, SPECTRAL)) {
      StepByHand byHand = new StepByHand(plain, plan, SPECTRAL);
      for (int step = 0; step < 4; step++) {
        rig.run(pixels(step), latents(step), 1);
        byHand.run(pixels(step), latents(step), 1);
      }
      assertThat(byHand.vectors()).hasSize(3);
      byHand.all().forEach((name, adam) -> assertClose(name, rig.read(name), adam.values(), 1e-3));
      byHand
          .vectors()
          .forEach((name, vector) -> assertClose(name, rig.read(name), doubles(vector), 1e-3));
    }
  }

  @Test
  void givenTheArchitecture_whenItsParametersAreListed_thenEachLayerOfDHasWeightsAndABias() {
    assertThat(SPECTRAL.discriminatorParameters())
        .extracting(ParameterSpec::name)
        .containsExactly(
            "discriminator/convolution1/weights",
            "discriminator/convolution1/bias",
            "discriminator/convolution2/weights",
            "discriminator/convolution2/bias",
            "discriminator/score/weights",
            "discriminator/score/bias");
    assertThat(SPECTRAL.generatorLayers()).isEqualTo(ARCHITECTURE.generatorLayers());
    assertThat(SPECTRAL.withDiscriminatorNormalization(DiscriminatorNormalization.BATCH))
        .isEqualTo(ARCHITECTURE);
    assertThat(SPECTRAL.describe(4)).contains("spectral");
  }

  private static TensorFlowDcgan model(Precision precision) {
    return (TensorFlowDcgan)
        Dcgan.builder()
            .architecture(
                Architecture.builder()
                    .resolution(16)
                    .width(4)
                    .latentDim(8)
                    .discriminatorNormalization(DiscriminatorNormalization.SPECTRAL)
                    .build())
            .precision(precision)
            .device(Models.RUNTIME.device())
            .threads(Models.RUNTIME.threads())
            .build();
  }

  private static TrainingPlan.Builder plan() {
    return TrainingPlan.builder()
        .steps(6)
        .batchSize(4)
        .samplesPerEpoch(2)
        .loss(AdversarialLoss.HINGE)
        .generatorEmaDecay(0.9)
        .discriminatorEmaDecay(0.8);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void givenARun_whenStoppedAndResumed_thenItEndsAtTheSameBits(Precision precision)
      throws IOException {
    TrainingPlan plan = plan().checkpoints(folder.resolve("run")).build();
    try (TensorFlowDcgan first = model(precision)) {
      StopSignal stop = new StopSignal();
      first.train(
          Models.noise(8),
          plan,
          stop,
          new TrainingListener() {
            @Override
            public void onStep(TrainingEvent.StepEnd event) {
              if (event.step() == 3) {
                stop.request();
              }
            }
          });
    }
    try (TensorFlowDcgan resumed = model(precision);
        TensorFlowDcgan uninterrupted = model(precision)) {
      resumed.train(Models.noise(8), plan);
      uninterrupted.train(Models.noise(8), plan().build());
      Models.assertSameBits(Models.state(resumed), Models.state(uninterrupted));
    }
  }

  @Test
  void givenATrainedModel_whenSavedAndExported_thenDGivesTheSameScores() throws IOException {
    try (TensorFlowDcgan model = model(Precision.FLOAT32)) {
      model.train(Models.noise(8), plan().build());
      Images images = model.sample(3, 1);
      float[] logits = model.discriminator().logits(images);
      assertThat(logits).hasSize(3).doesNotContain(Float.NaN);
      model.save(folder.resolve("model"));
      WeightFiles.export(model, folder.resolve("weights"));
      SavedModels.export(model, folder.resolve("saved"));
      try (TensorFlowDcgan loaded = Models.load(folder.resolve("model"));
          var exported = WeightFiles.load(folder.resolve("weights"), Models.RUNTIME);
          SavedModelBundle bundle = SavedModelBundle.load(folder.resolve("saved").toString());
          TFloat32 input = Tensors.of(Shape.of(3, 16, 16, 3), images.data());
          Result score = bundle.function("score").call(Map.of("images", (Tensor) input))) {
        assertThat(loaded.architecture()).isEqualTo(model.architecture());
        assertThat(loaded.discriminator().logits(images)).isEqualTo(logits);
        assertThat(exported.discriminator().logits(images)).isEqualTo(logits);
        float[] ofTensorFlow = Tensors.floats((TFloat32) score.get("logits").orElseThrow());
        for (int i = 0; i < logits.length; i++) {
          assertThat(ofTensorFlow[i]).isCloseTo(logits[i], within(1e-5f));
        }
      }
      // A larger weight matrix does not change the normalized weights.
      String name = "discriminator/convolution2/weights";
      float[] weights = model.read(name);
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= 4;
      }
      model.write(name, weights);
      float[] scaled = model.discriminator().logits(images);
      for (int i = 0; i < logits.length; i++) {
        assertThat(scaled[i]).isCloseTo(logits[i], within(1e-4f));
      }
    }
  }
}

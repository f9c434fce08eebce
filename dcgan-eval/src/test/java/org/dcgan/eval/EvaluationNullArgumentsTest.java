package org.dcgan.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.latent.Latents;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;

/** Every public method of this module refuses null at once, by the parameter's name. */
class EvaluationNullArgumentsTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);

  @Test
  void givenEverythingPublic_whenCalledWithNull_thenItIsRefusedByName() throws Exception {
    NullArguments nulls =
        new NullArguments()
            .with(ImageShape.class, SHAPE)
            .with(Pixels.class, new Pixels(SHAPE, new byte[SHAPE.size()]))
            .with(Images.class, Images.of(SHAPE, new float[SHAPE.size()]))
            .with(Latents.class, Latents.of(2, new float[2]))
            .with(Features.class, Features.of(2, new float[2]))
            .with(Architecture.class, Architecture.faces64())
            .with(TrainingPlan.class, TrainingPlan.builder().build())
            .check(
                TrainingReport.class,
                List.of(
                    "org.dcgan.eval.baseline",
                    "org.dcgan.eval.comparison",
                    "org.dcgan.eval.features",
                    "org.dcgan.eval.inspect",
                    "org.dcgan.eval.metrics",
                    "org.dcgan.eval.neighbors",
                    "org.dcgan.eval.protocol",
                    "org.dcgan.eval.report",
                    "org.dcgan.eval.svm"));

    assertThat(nulls.findings()).isEmpty();
    assertThat(nulls.calls()).isGreaterThan(100);
  }
}

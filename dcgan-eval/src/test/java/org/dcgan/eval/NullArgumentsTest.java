package org.dcgan.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import java.util.List;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.TrainingHandle;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.testing.TestImages;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;

/** Null is refused at once, and by the parameter's name. */
class NullArgumentsTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);

  @Test
  void givenEverythingPublic_whenCalledWithNull_thenItIsRefusedByName() throws Exception {
    // Closed, since its shutdown hook would delay the end of the tests otherwise.
    try (StopOnExit exit = StopOnExit.register()) {
      check(exit);
    }
  }

  private static void check(StopOnExit exit) throws Exception {
    NullArguments nulls = new NullArguments();
    TrainingPlan plan = TrainingPlan.builder().build();
    // It waits for ever, since the executor runs nothing.
    TrainingHandle waiting =
        nulls.proxy(Dcgan.class).trainAsync(TestImages.stripes(4, SHAPE, 1), plan, training -> {});
    nulls
        .with(TrainingHandle.class, waiting)
        .with(Cluster.class, Cluster.of(List.of(HostAndPort.fromString("localhost:1")), 0))
        .with(StopOnExit.class, exit)
        .with(ImageShape.class, SHAPE)
        .with(Pixels.class, new Pixels(SHAPE, new byte[SHAPE.size()]))
        .with(Images.class, Images.of(SHAPE, new float[SHAPE.size()]))
        .with(Latents.class, Latents.of(2, new float[2]))
        .with(Architecture.class, Architecture.faces64())
        .with(TrainingPlan.class, plan)
        .with(byte[].class, new byte[SHAPE.size()])
        .check(
            Dcgan.class,
            List.of(
                "org.dcgan",
                "org.dcgan.architecture",
                "org.dcgan.feature",
                "org.dcgan.hashing",
                "org.dcgan.image",
                "org.dcgan.inspect",
                "org.dcgan.latent",
                "org.dcgan.progress",
                "org.dcgan.random",
                "org.dcgan.training"))
        .check(SavedModels.class, List.of("org.dcgan.tensorflow"));

    // A listener need not look at an event.
    assertThat(nulls.findings()).filteredOn(f -> !f.contains(".TrainingListener#on")).isEmpty();
    assertThat(nulls.calls()).isGreaterThan(100);
    // It needs a SavedModel; SavedModelFeaturesTest has one.
    assertThat(nulls.unreached())
        .allMatch(what -> what.startsWith("org.dcgan.tensorflow.SavedModelFeatures:"));
  }
}

package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.AuthorsRelease;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.testing.RealData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The authors' weights give their outputs by Winograd's algorithm too, in both networks. */
class WinogradReleaseTest {

  @ParameterizedTest
  @EnumSource(names = {"TWO", "FOUR"})
  void givenTheAuthorsWeights_whenComputedByWinogradsAlgorithm_thenImagesAndScoresAreTheAuthors(
      WinogradTile tile) throws IOException {
    Path release = RealData.folder("authors-svhn-dcgan");
    Npy latents = Npy.read(release.resolve("golden/z.npy"));
    Npy images = Npy.read(release.resolve("golden/images_nhwc.npy"));
    Npy scores = Npy.read(release.resolve("golden/scores.npy"));
    Architecture architecture = Architecture.svhn32();
    try (Bench bench = new Bench();
        Dcgan dcgan =
            AuthorsRelease.svhn(release, new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2))) {
      for (ParameterSpec parameter : architecture.generatorParameters()) {
        bench.parameter(parameter, dcgan.parameter(parameter.name()));
      }
      for (ParameterSpec parameter : architecture.discriminatorParameters()) {
        bench.parameter(parameter, dcgan.parameter(parameter.name()));
      }
      GraphBuilder<TFloat32> builder =
          bench.builder(OpVariants.PLAIN.withWinograd(WinogradUse.always(tile)));
      int count = images.shape().get(0);
      Operand<TFloat32> generated =
          Network.generator(
                  builder,
                  architecture,
                  bench.input(latents.values(), count, architecture.latentDim()),
                  null,
                  BatchNormMode.BATCH)
              .images();
      Operand<TFloat32> logits =
          Network.discriminator(
                  builder,
                  architecture,
                  bench.input(images.values(), count, 32, 32, 3),
                  null,
                  BatchNormMode.BATCH)
              .logits();
      bench.want("images", generated);
      bench.want("scores", bench.tf().math.sigmoid(logits));
      assertThat(bench.operations("Conv2D")).isZero();

      Function<String, float[]> results = bench.results();

      assertThat(results.apply("images")).containsExactly(images.values(), within(1e-3f));
      assertThat(results.apply("scores")).containsExactly(scores.values(), within(1e-3f));
    }
  }
}

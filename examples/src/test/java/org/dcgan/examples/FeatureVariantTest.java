package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FeatureVariantTest {
  private static final Duration TIME = Duration.ofMinutes(20);

  @CommandLine.Command
  private static final class Options {
    @CommandLine.Mixin private ModelOptions model = new ModelOptions();
  }

  private static ModelOptions model(String... arguments) {
    Options options = new Options();
    CommandLine.ParseResult unused = new CommandLine(options).parseArgs(arguments);
    return options.model;
  }

  @Test
  void givenThePapersNetwork_whenTheKernelIsChanged_thenThereAreAsManyFeatures() {
    ModelOptions paper = model("--preset=IMAGENET32", "--width=64");
    Architecture base = Architecture.imagenet32(64);

    Architecture large = FeatureVariant.KERNEL_5X5.architecture(paper, 64);

    assertThat(large.featureDimension()).isEqualTo(base.featureDimension()).isEqualTo(14_336);
    assertThat(large.discriminator()).hasSize(3).allMatch(layer -> layer.kernel() == 5);
    assertThat(large.latentDim()).isEqualTo(256);
    assertThat(FeatureVariant.KERNEL_3X3.architecture(paper, 64)).isEqualTo(base);
    assertThat(FeatureVariant.KERNEL_3X3.architecture(model("--resolution=32", "--width=128"), 64))
        .isEqualTo(base);
  }

  @Test
  void givenAWidth_whenItIsHalvedOrDoubled_thenSoIsTheNumberOfFeatures() {
    ModelOptions svhn = model("--preset=SVHN32");

    assertThat(FeatureVariant.HALF_WIDTH.architecture(svhn, 64).featureDimension()).isEqualTo(3584);
    assertThat(FeatureVariant.BASE.architecture(svhn, 64)).isEqualTo(Architecture.svhn32());
    assertThat(FeatureVariant.DOUBLE_WIDTH.architecture(svhn, 64).featureDimension())
        .isEqualTo(14_336);
  }

  @Test
  void givenTheBase_whenVariantsAreCompared_thenOnlyThoseThatChangeNothingAreTheBaseItself() {
    ModelOptions six = model("--preset=IMAGENET32", "--width=2");
    ModelOptions three = model("--resolution=32", "--width=2");

    assertThat(theBaseItself(six)).containsExactly(FeatureVariant.KERNEL_3X3);
    assertThat(theBaseItself(three))
        .containsExactly(FeatureVariant.KERNEL_5X5, FeatureVariant.LAST_3_LAYERS);
  }

  private static List<FeatureVariant> theBaseItself(ModelOptions model) {
    Architecture base = model.architecture(64);
    return Arrays.stream(FeatureVariant.values())
        .filter(variant -> variant.isBase(variant.architecture(model, 64), base))
        .toList();
  }

  @Test
  void givenVariantsOfTheFeatures_whenTheirPlansAreMade_thenTheyAreTheBases() {
    for (FeatureVariant variant : FeatureVariant.values()) {
      boolean changed =
          !variant.plan(TIME).equals(FeatureVariant.BASE.plan(TIME))
              || !variant
                  .architecture(model("--resolution=32"), 64)
                  .equals(model("--resolution=32").architecture(64));

      assertThat(changed && variant.sharesTraining()).as(variant.label()).isFalse();
      assertThat(variant.features(100).equals(FeatureVariant.BASE.features(100)))
          .as(variant.label())
          .isEqualTo(!variant.sharesTraining());
    }
    assertThat(FeatureVariant.STATISTICS_FIVEFOLD.features(10_000).statistics()).isEqualTo(50_000);
    assertThat(FeatureVariant.NOISE.plan(TIME).instanceNoise().at(100_000, 6_250))
        .isGreaterThan(0.0999);
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dcgan.ConvolutionChoice;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComparedRecipeTest {
  private static final RuntimeOptions FLOAT32 =
      new RuntimeOptions(Precision.FLOAT32, Device.AUTO, 0);

  @ParameterizedTest
  @EnumSource(ConvolutionChoice.class)
  void givenAChoiceOfConvolutions_whenARecipeSetsIt_thenTheOptionDoesNotMatter(
      ConvolutionChoice option) {
    RuntimeOptions hardware = FLOAT32.withConvolutions(option);

    assertThat(ComparedRecipe.FIXED_CONVOLUTIONS.convolutions(hardware))
        .isEqualTo(ConvolutionChoice.FIXED);
    assertThat(ComparedRecipe.MEASURED_CONVOLUTIONS.convolutions(hardware))
        .isEqualTo(ConvolutionChoice.MEASURED);
    assertThat(ComparedRecipe.RECOMMENDED.convolutions(hardware)).isEqualTo(option);
  }

  @Test
  void givenHardwareWithoutAChoice_whenARecipeSetsOne_thenItIsRefused() {
    for (RuntimeOptions hardware :
        new RuntimeOptions[] {
          RuntimeOptions.DEFAULT,
          FLOAT32.withPrecision(Precision.BFLOAT16),
          FLOAT32.withDevice(Device.GPU)
        }) {
      assertThatThrownBy(() -> ComparedRecipe.MEASURED_CONVOLUTIONS.convolutions(hardware))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("measured-convolutions needs float32 on a CPU");
      assertThat(ComparedRecipe.PAPER.convolutions(hardware)).isEqualTo(ConvolutionChoice.DEFAULT);
    }
  }
}

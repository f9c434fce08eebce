package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.OpVariants;
import org.junit.jupiter.api.Test;

/** The variants of the convolutions follow the kernels that TensorFlow uses. */
class OneDnnTest {

  @Test
  void givenTheEnvironmentVariable_whenSet_thenItDecidesOnAnyCpu() {
    assertThat(OneDnn.computes("1", Set.of("avx2", "fma")::contains)).isTrue();
    assertThat(OneDnn.computes("true", Set.<String>of()::contains)).isTrue();
    assertThat(OneDnn.computes("0", Set.of("avx512_vnni", "amx_tile")::contains)).isFalse();
    assertThat(OneDnn.computes("", Set.of("avx512_vnni")::contains)).isFalse();
  }

  @Test
  void givenNoEnvironmentVariable_whenTheCpuHasVnni_thenTensorFlowUsesOneDnn() {
    assertThat(OneDnn.computes(null, Set.of("avx2", "fma", "avx512_vnni")::contains)).isTrue();
    assertThat(OneDnn.computes(null, Set.of("amx_tile")::contains)).isTrue();
    assertThat(OneDnn.computes(null, Set.of("avx2", "fma")::contains)).isFalse();
  }

  @Test
  void givenFloat32_whenVariantsAreChosen_thenTheyFitTheKernels() {
    Hardware hardware = Hardware.choose(new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1));

    OpVariants ofOneDnn =
        CpuInstructions.has("avx512f") ? OpVariants.ONEDNN_AVX512 : OpVariants.ONEDNN_AVX2;
    assertThat(hardware.variants())
        .isEqualTo(OneDnn.computes() ? ofOneDnn : OpVariants.WITHOUT_ONEDNN);
  }
}

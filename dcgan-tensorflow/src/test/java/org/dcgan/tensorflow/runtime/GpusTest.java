package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcgan.Cluster;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.OpVariants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of a GPU, as far as it can be tested without one. */
class GpusTest {

  @ParameterizedTest
  @ValueSource(strings = {"8.0\n", "9.0", "8.6\n12.0\n", " 8.9 \r\n"})
  void givenAmpereOrLater_whenTheDriverAnswers_thenItComputesInBfloat16(String answer) {
    assertThat(Gpus.areAmpereOrLater(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.5\n", "9.0\n6.1\n", "[N/A]\n", "", "\n", "No devices were found"})
  void givenOlderOrNoGpus_whenTheDriverAnswers_thenBfloat16IsNotTaken(String answer) {
    assertThat(Gpus.areAmpereOrLater(answer)).isFalse();
  }

  @Test
  void givenADeviceOfGpu_whenHardwareIsChosen_thenItIsTheGpuWhateverTheDriverSays() {
    assertThat(Hardware.choose(new RuntimeOptions(Precision.FLOAT32, Device.GPU, 1)).onGpu())
        .isTrue();
    assertThat(Hardware.choose(new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1)).onGpu())
        .isFalse();
  }

  @Test
  void givenAGpu_whenVariantsAreChosen_thenTheyAreTensorFlowsDefaults() {
    Hardware hardware = new Hardware(Precision.BFLOAT16, 1, Device.AUTO, true);

    assertThat(hardware.variants()).isEqualTo(OpVariants.PLAIN);
    assertThat(hardware.describe()).endsWith("device auto (GPU)");
    assertThat(Sessions.network(hardware).getGpuOptions().getAllowGrowth()).isTrue();
  }

  @Test
  void givenWorkersOnSharedHosts_whenTheirGpusAreChosen_thenEachHasItsOwn() {
    List<HostAndPort> workers =
        Stream.of("a:1", "b:1", "a:2", "a:3").map(HostAndPort::fromString).toList();

    assertThat(
            IntStream.range(0, 4)
                .mapToObj(i -> Gpus.visible(Optional.of(Cluster.of(workers, i)), null)))
        .containsExactly("0", "0", "1", "2");
    assertThat(Gpus.visible(Optional.of(Cluster.of(workers, 2)), "3")).isEmpty();
    assertThat(Gpus.visible(Optional.of(Cluster.of(workers.subList(0, 1), 0)), null)).isEmpty();
    assertThat(Gpus.visible(Optional.empty(), null)).isEmpty();
  }
}

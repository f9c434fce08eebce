package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Different CPUs have different models, by which measurements are kept. */
class CpuInfoTest {
  private static final String X86 =
      """
      processor\t: 0
      vendor_id\t: AuthenticAMD
      model\t\t: 2
      model name\t: AMD EPYC 9B45
      stepping\t: 1
      flags\t\t: fpu vme avx512f amx_bf16
      bugs\t\t: sysret_ss_attrs

      """;

  @TempDir private Path folder;

  private CpuInfo read(String text) throws IOException {
    return CpuInfo.read(Files.writeString(folder.resolve("cpuinfo"), text));
  }

  /** A core as the kernel shows it to 64-bit processes, to which it gives no name. */
  private static String arm(int processor, String part, String variant, String revision) {
    return """
        processor\t: %d
        BogoMIPS\t: 243.75
        Features\t: fp asimd crc32 sve
        CPU implementer\t: 0x41
        CPU architecture: 8
        CPU variant\t: %s
        CPU part\t: %s
        CPU revision\t: %s

        """
        .formatted(processor, variant, part, revision);
  }

  @Test
  void givenAnX86_whenRead_thenTheModelIsItsNameAsOfASingleCore() throws IOException {
    CpuInfo one = read(X86);
    assertThat(one.model()).isEqualTo("AMD EPYC 9B45");
    assertThat(one.instructions()).containsExactlyInAnyOrder("fpu", "vme", "avx512f", "amx_bf16");
    assertThat(read(X86 + X86.replace(": 0", ": 1"))).isEqualTo(one);
  }

  @Test
  void givenArmServers_whenRead_thenEachPartAndRevisionIsAModel() throws IOException {
    CpuInfo first = read(arm(0, "0xd0c", "0x3", "1") + arm(1, "0xd0c", "0x3", "1"));
    assertThat(first.model()).isEqualTo("implementer 0x41 part 0xd0c variant 0x3 revision 1");
    assertThat(first.instructions()).containsExactlyInAnyOrder("fp", "asimd", "crc32", "sve");
    assertThat(read(arm(0, "0xd40", "0x3", "1")).model())
        .isEqualTo("implementer 0x41 part 0xd40 variant 0x3 revision 1");
    assertThat(read(arm(0, "0xd0c", "0x4", "1")).model()).isNotEqualTo(first.model());
    assertThat(read(arm(0, "0xd0c", "0x3", "2")).model()).isNotEqualTo(first.model());
    assertThat(read(arm(0, "0xd0c", "0x3", "1").replace("0x41", "0xc0")).model())
        .isNotEqualTo(first.model());
  }

  @Test
  void givenLargeAndSmallCores_whenRead_thenTheModelHasEachKindOnceInAnyOrder() throws IOException {
    String small = arm(0, "0xd05", "0x2", "0");
    String large = arm(4, "0xd41", "0x1", "0");
    CpuInfo both = read(small + arm(1, "0xd05", "0x2", "0") + large + arm(5, "0xd41", "0x1", "0"));
    assertThat(both.model())
        .isEqualTo(
            "implementer 0x41 part 0xd05 variant 0x2 revision 0"
                + " + implementer 0x41 part 0xd41 variant 0x1 revision 0");
    assertThat(read(large + small)).isEqualTo(both);
    assertThat(read(small).model()).isNotEqualTo(both.model());
  }

  /** 32-bit processes see a name, which says no more than the version of the architecture. */
  @Test
  void givenArmWithAName_whenRead_thenThePartIsInTheModelToo() throws IOException {
    String name = "model name\t: ARMv8 Processor rev 1 (v8l)\n";
    assertThat(read(name + arm(0, "0xd08", "0x0", "3")).model())
        .isEqualTo("ARMv8 Processor rev 1 (v8l) implementer 0x41 part 0xd08 variant 0x0 revision 3")
        .isNotEqualTo(read(name + arm(0, "0xd03", "0x0", "3")).model());
  }

  @Test
  void givenAFileThatSaysNothingOrCannotBeRead_whenRead_thenTheSystemsNamesAreTheModel()
      throws IOException {
    CpuInfo unknown = read("");
    assertThat(unknown.model()).isEmpty();
    assertThat(unknown.instructions()).isEmpty();
    assertThat(read("model name\t:\nflags\t\t:\n\n")).isEqualTo(unknown);
    assertThat(read("a line without a value\n")).isEqualTo(unknown);
    assertThat(CpuInfo.read(folder.resolve("missing"))).isEqualTo(unknown);
    assertThat(CpuInfo.read(folder)).isEqualTo(unknown);
    assertThat(CpuInstructions.model(unknown)).startsWith(System.getProperty("os.arch") + " ");
    assertThat(CpuInstructions.model(read(X86))).isEqualTo("AMD EPYC 9B45");
  }
}

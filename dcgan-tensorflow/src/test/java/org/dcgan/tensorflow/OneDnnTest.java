package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In JVMs of their own: the switch is a process's, and is set before its first test. */
class OneDnnTest {

  /** Prints what native code finds, and what it finds of another variable. */
  static final class Probe {
    public static void main(String[] arguments) {
      OneDnn.ensurePreferred();
      System.out.println(OneDnn.nativeValue(OneDnn.VARIABLE));
      System.out.println(OneDnn.nativeValue("DCGAN_PROBE"));
    }
  }

  private static List<String> probe(@Nullable String setFromOutside) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Probe.class.getName());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DCGAN_PROBE", "still here");
    if (setFromOutside == null) {
      builder.environment().remove(OneDnn.VARIABLE);
    } else {
      builder.environment().put(OneDnn.VARIABLE, setFromOutside);
    }
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  @BeforeEach
  void whereTheLibraryChooses() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64")
            && CpuInstructions.has("avx2")
            && CpuInstructions.has("fma"),
        "only an x86 CPU with AVX2 on Linux is asked for oneDNN");
  }

  @Test
  void givenNobodySetTheSwitch_whenTheEngineLoads_thenNativeCodeFindsItOnAndTheRestUnchanged()
      throws IOException {
    assertThat(probe(null)).containsExactly("1", "still here");
  }

  @Test
  void givenSomebodySetTheSwitch_whenTheEngineLoads_thenItStaysAsItIs() throws IOException {
    assertThat(probe("0")).containsExactly("0", "still here");
  }
}

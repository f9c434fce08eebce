package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.dcgan.ResourceLimitException;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.TestImages;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What will not fit is refused before it begins, with the numbers and the remedy. */
class NativeMemoryTest {
  @TempDir private Path folder;

  @Test
  void givenAContainerOfLinux_whenAskedForMore_thenTheErrorHasTheNumbersAndTheRemedy()
      throws Exception {
    Files.writeString(
        folder.resolve("meminfo"), "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n");
    Files.writeString(folder.resolve("memory.max"), "2147483648\n");
    Files.writeString(folder.resolve("memory.current"), "1073741824\n");
    Files.writeString(folder.resolve("memory.stat"), "anon 5\ninactive_file 104857600\n");
    List<NativeMemory.Limit> limits = new ArrayList<>();

    NativeMemory.linux(folder, folder, limits);

    NativeMemory.require(1_000L << 20, "this", "less", limits);
    assertThatThrownBy(() -> NativeMemory.require(1_200L << 20, "this", "less", limits))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessage(
            "this needs about 1,200 MB of additional memory, but the container's memory (2,048 MB"
                + " in total) has 1,124 MB left; choose less, or give the container more memory");
    assertThatThrownBy(() -> NativeMemory.require(5_000L << 20, "this", "less", limits))
        .hasMessageContaining(
            "the machine's physical memory (7,812 MB in total) has 3,906 MB left");
  }

  @Test
  void givenNoLimitOfAContainer_whenRead_thenThereIsNone() throws Exception {
    Files.writeString(folder.resolve("memory.max"), "max\n");
    Files.writeString(folder.resolve("memory.current"), "1\n");
    List<NativeMemory.Limit> limits = new ArrayList<>();

    NativeMemory.linux(folder, folder, limits);

    assertThat(limits).isEmpty();
  }

  @Test
  void givenAHugeBatch_whenTrained_thenItIsRefusedAtOnceAndTheModelStaysUsable() throws Exception {
    try (Dcgan model = Models.builder().resolution(64).width(8).build()) {
      TestImages images = TestImages.noise(20_000_000);
      assertThatThrownBy(
              () ->
                  NativeMemory.requireForTraining(
                      model.architecture(), 20_000_000, Hardware.choose(Models.RUNTIME)))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("batch size of 20000000", "MB left", "smaller batch");
      assertThat(images.size()).isEqualTo(20_000_000);
      assertThat(model.step()).isZero();
    }
  }

  @Test
  void givenASmallHeap_whenThePapersModelIsBuilt_thenItIsRefusedWithTheRemedyAndCloses()
      throws Exception {
    String output = child("-Xmx100m", "build");

    assertThat(output)
        .contains("ResourceLimitException", "maxPhysicalBytes=0", "-Xmx", "MB left")
        .endsWith("closed]");
  }

  /** What a process said. */
  private static String child(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(options[0]);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Child.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return lines.toString();
  }

  /** A process with a small heap. */
  static final class Child {
    public static void main(String[] arguments) {
      try (Dcgan small = Models.tiny()) {
        try (Dcgan paper = Dcgan.builder().build()) {
          System.out.println("built " + paper);
        } catch (RuntimeException e) {
          System.out.println(e);
        }
        assertThat(small.step()).isZero();
        assertThat(TrainingPlan.builder().build().epochs()).isEqualTo(25);
      } catch (RuntimeException e) {
        System.out.println(e);
      }
      System.out.println("closed");
    }
  }
}

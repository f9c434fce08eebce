package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of Linux, read from trees of files like those of the kernel. */
class MemoryLimitsTest {
  private static final long MB = 1 << 20;
  private static final String VERSION_2 = "30 22 0:27 %s %s rw,relatime - cgroup2 cgroup2 rw\n";
  private static final String VERSION_1 = "34 30 0:31 %s %s rw - cgroup cgroup rw,memory\n";

  @TempDir private Path root;

  @BeforeEach
  void noOtherLimits() throws IOException {
    write("proc/meminfo", "MemTotal: 8000000 kB\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void mounted(String mountInfo, String groups) throws IOException {
    write("proc/self/mountinfo", "22 1 254:0 / / rw - ext4 /dev/vda rw\n" + mountInfo);
    write("proc/self/cgroup", groups);
  }

  private void second(String folder, String most, long used) throws IOException {
    write(folder + "/memory.max", most + "\n");
    write(folder + "/memory.current", used + "\n");
  }

  private void first(String folder, long most, long used) throws IOException {
    write(folder + "/memory.limit_in_bytes", most + "\n");
    write(folder + "/memory.usage_in_bytes", used + "\n");
  }

  private List<Long> freeMegabytes() {
    return MemoryLimits.ofLinux(root).stream().map(limit -> limit.free() / MB).toList();
  }

  @Test
  void givenNoFiles_whenRead_thenThereIsNoLimit() {
    assertThat(MemoryLimits.ofLinux(root.resolve("none"))).isEmpty();
  }

  @Test
  void givenAMachine_whenRead_thenFreeSwapCounts() throws IOException {
    write("proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\nSwapFree: 1024 kB\n");

    List<MemoryLimits.Limit> limits = MemoryLimits.ofLinux(root);

    assertThat(limits).hasSize(1);
    assertThat(limits.get(0).name()).isEqualTo("the machine's physical memory");
    assertThat(limits.get(0).bytes()).isEqualTo(8_000_000L << 10);
    assertThat(limits.get(0).free()).isEqualTo(4_001_024L << 10);
  }

  @Test
  void givenNestedGroupsOfVersion2_whenRead_thenEachAncestorLimits() throws IOException {
    mounted(VERSION_2.formatted("/", "/sys/fs/cgroup"), "0::/system.slice/a.service/inner\n");
    second("sys/fs/cgroup/system.slice/a.service/inner", "max", 100 * MB);
    second("sys/fs/cgroup/system.slice/a.service", "" + 300 * MB, 200 * MB);
    second("sys/fs/cgroup/system.slice", "" + 4000 * MB, 500 * MB);
    second("sys/fs/cgroup/other.slice", "1", 0);

    assertThat(freeMegabytes()).containsExactly(100L, 3500L);
  }

  @Test
  void givenNestedGroupsOfVersion1_whenRead_thenEachAncestorLimits() throws IOException {
    mounted(
        "33 30 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
            + VERSION_1.formatted("/", "/sys/fs/cgroup/memory")
            + VERSION_2.formatted("/", "/sys/fs/cgroup/unified"),
        "9:name=systemd:/\n4:hugetlb,memory:/docker/a/b\n1:cpu:/docker/c\n0::/\n");
    first("sys/fs/cgroup/memory/docker/a/b", 700 * MB, 100 * MB);
    first("sys/fs/cgroup/memory/docker/a", 600 * MB, 400 * MB);
    first("sys/fs/cgroup/memory", Long.MAX_VALUE - 4095, 0);
    first("sys/fs/cgroup/cpu/docker/c", 1, 0);

    assertThat(freeMegabytes()).containsExactly(600L, 200L);
  }

  @Test
  void givenAContainerThatSeesThePathOfTheHost_whenRead_thenTheMountedGroupLimits()
      throws IOException {
    mounted(VERSION_2.formatted("/docker/4c5b", "/sys/fs/cgroup"), "0::/docker/4c5b/application\n");
    second("sys/fs/cgroup/application", "" + 90 * MB, 0);
    second("sys/fs/cgroup", "" + 80 * MB, 10 * MB);

    assertThat(freeMegabytes()).containsExactly(90L, 70L);
  }

  @Test
  void givenAGroupOutsideOfTheNamespace_whenRead_thenTheMountedGroupLimits() throws IOException {
    mounted(VERSION_2.formatted("/", "/sys/fs/cgroup"), "0::/../../elsewhere\n");
    second("sys/fs/cgroup", "" + 80 * MB, 10 * MB);
    second("elsewhere", "1", 0);

    assertThat(freeMegabytes()).containsExactly(70L);
  }

  @Test
  void givenAGroupThatIsNotMounted_whenRead_thenItsAncestorsLimitsApply() throws IOException {
    mounted(VERSION_1.formatted("/", "/sys/fs/cgroup/memory"), "4:memory:/gone/deeper\n");
    first("sys/fs/cgroup/memory", 80 * MB, 10 * MB);

    assertThat(freeMegabytes()).containsExactly(70L);
  }

  @Test
  void givenCachedFiles_whenRead_thenThoseThatAreNotMappedCountAsFree() throws IOException {
    mounted(VERSION_2.formatted("/", "/sys/fs/cgroup"), "0::/a\n");
    second("sys/fs/cgroup/a", "" + 1000 * MB, 900 * MB);
    write(
        "sys/fs/cgroup/a/memory.stat",
        "anon 5\nfile_mapped %d\ninactive_file %d\nactive_file %d\n"
            .formatted(50 * MB, 100 * MB, 200 * MB));

    assertThat(freeMegabytes()).containsExactly(350L);
  }

  @Test
  void givenSwapForAGroup_whenRead_thenNoMoreThanTheMachineHasCounts() throws IOException {
    write("proc/meminfo", "SwapFree: 51200 kB\n");
    mounted(VERSION_2.formatted("/", "/sys/fs/cgroup"), "0::/a/b\n");
    second("sys/fs/cgroup/a/b", "" + 1000 * MB, 900 * MB);
    write("sys/fs/cgroup/a/b/memory.swap.max", "max\n");
    write("sys/fs/cgroup/a/b/memory.swap.current", "0\n");
    second("sys/fs/cgroup/a", "" + 1000 * MB, 900 * MB);
    write("sys/fs/cgroup/a/memory.swap.max", "" + 30 * MB);
    write("sys/fs/cgroup/a/memory.swap.current", "" + 10 * MB);

    assertThat(freeMegabytes()).containsExactly(150L, 120L);
  }

  @Test
  void givenVersion1WithALimitOnMemoryAndSwap_whenRead_thenItLimits() throws IOException {
    write("proc/meminfo", "SwapFree: 512000 kB\n");
    mounted(VERSION_1.formatted("/", "/sys/fs/cgroup/memory"), "4:memory:/a\n");
    first("sys/fs/cgroup/memory/a", 1000 * MB, 900 * MB);
    write("sys/fs/cgroup/memory/a/memory.memsw.limit_in_bytes", "" + 1100 * MB);
    write("sys/fs/cgroup/memory/a/memory.memsw.usage_in_bytes", "" + 950 * MB);
    write("sys/fs/cgroup/memory/a/memory.stat", "inactive_file 7\ntotal_inactive_file " + 20 * MB);

    assertThat(freeMegabytes()).containsExactly(170L);
  }

  @Test
  void givenALimitOfTheAddressSpace_whenRead_thenWhatIsMappedCounts() throws IOException {
    write(
        "proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max address space         4294967296           unlimited            bytes     \n");
    write("proc/self/status", "Name: java\nVmSize:\t 1048576 kB\n");

    assertThat(freeMegabytes()).containsExactly(3072L);
  }

  @Test
  void givenFilesOfAnotherForm_whenRead_thenThereIsNoLimit() throws IOException {
    mounted(
        "\n - \n1 2 3\n1 2 3 / x - cgroup2 a b\n"
            + VERSION_2.formatted("/", "/sys/fs/cgroup")
            + VERSION_2.formatted("/", ""),
        "\n0\n0:\n0::\n0::relative\n:::::\n0::/\u0000\n");
    second("sys/fs/cgroup", "a lot", 1);
    write("proc/self/limits", "Max address space\nMax address space unlimited unlimited bytes\n");

    assertThat(MemoryLimits.ofLinux(root)).isEmpty();
  }
}

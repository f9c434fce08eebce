package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;

/**
 * The limits on the memory of this process: JavaCPP's, and on Linux those of the machine, of every
 * control group (container) that the process is in, and of {@code ulimit}. Files that are missing
 * or have another form mean that there is no limit.
 */
final class MemoryLimits {
  /** Larger numbers mean no limit: version 1 of control groups has 2^63 less a page. */
  private static final long UNLIMITED = 1L << 60;

  private final Path root;
  private final List<Limit> limits = new ArrayList<>();

  private MemoryLimits(Path root) {
    this.root = root;
  }

  /**
   * A limit on the memory of this process.
   *
   * @param name for messages
   * @param bytes the limit
   * @param free what can be allocated now, in bytes; negative if the limit is exceeded
   * @param remedy what the user can do, for messages
   */
  record Limit(String name, long bytes, long free, String remedy) {}

  /** The limits of this process. */
  static List<Limit> ofThisProcess() {
    List<Limit> limits = new ArrayList<>();
    long javaCpp = Pointer.maxPhysicalBytes();
    if (javaCpp > 0) {
      limits.add(
          new Limit(
              "JavaCPP's limit on resident memory, by default four times the largest Java heap",
              javaCpp,
              javaCpp - Pointer.physicalBytes(),
              "start the JVM with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 or a larger -Xmx"));
    }
    limits.addAll(ofLinux(Path.of("/")));
    return limits;
  }

  /** The limits that Linux imposes on this process; none on other systems. */
  @VisibleForTesting
  static List<Limit> ofLinux(Path root) {
    MemoryLimits found = new MemoryLimits(root);
    found.machine();
    found.controlGroups();
    found.addressSpace();
    return found.limits;
  }

  private Path file(String name) {
    return root.resolve(name);
  }

  private long swapFree() {
    return entry(file("proc/meminfo"), "SwapFree:").orElse(0) << 10;
  }

  private void machine() {
    OptionalLong available = entry(file("proc/meminfo"), "MemAvailable:");
    OptionalLong total = entry(file("proc/meminfo"), "MemTotal:");
    if (available.isPresent() && total.isPresent()) {
      limits.add(
          new Limit(
              "the machine's physical memory",
              total.getAsLong() << 10,
              (available.getAsLong() << 10) + swapFree(),
              "end other processes"));
    }
  }

  /** {@code ulimit -v}: without address space, allocations fail long before memory is full. */
  private void addressSpace() {
    for (String line : lines(file("proc/self/limits"))) {
      if (line.startsWith("Max address space")) {
        OptionalLong most =
            number(line.substring("Max address space".length()).strip().split("\\s+", 2)[0]);
        OptionalLong used = entry(file("proc/self/status"), "VmSize:");
        if (most.isPresent() && used.isPresent()) {
          limits.add(
              new Limit(
                  "the process's address space (ulimit -v)",
                  most.getAsLong(),
                  most.getAsLong() - (used.getAsLong() << 10),
                  "raise it with ulimit -v unlimited"));
        }
      }
    }
  }

  /** Every mounted hierarchy of control groups that limits memory, of version 1 or 2. */
  private void controlGroups() {
    List<String> groups = lines(file("proc/self/cgroup"));
    for (String line : lines(file("proc/self/mountinfo"))) {
      String[] halves = line.split(" - ", 2);
      String[] mount = halves[0].split(" ", -1);
      String[] type = halves[halves.length - 1].split(" ", -1);
      if (halves.length != 2 || mount.length < 5 || type.length < 3) {
        continue;
      }
      boolean second = type[0].equals("cgroup2");
      if (second || (type[0].equals("cgroup") && has(type[2], "memory"))) {
        for (String group : groups) {
          String[] parts = group.split(":", 3);
          if (parts.length == 3 && (second ? parts[1].isEmpty() : has(parts[1], "memory"))) {
            groups(unescaped(mount[4]), unescaped(mount[3]), parts[2], second);
          }
        }
      }
    }
  }

  private static boolean has(String list, String word) {
    return Arrays.asList(list.split(",")).contains(word);
  }

  /** Undoes the octal escapes of mountinfo. */
  private static String unescaped(String path) {
    return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  /** The group of this process and those that it is in, up to the mounted one. */
  private void groups(String mount, String mounted, String group, boolean second) {
    try {
      Path top = file(mount.substring(1)).normalize();
      String below =
          mounted.equals("/")
              ? group
              : group.startsWith(mounted + "/") ? group.substring(mounted.length()) : "/";
      Path own = top.resolve(below.substring(1)).normalize();
      // A group outside of this process's namespace is not below the mounted one.
      Path here = own.startsWith(top) ? own : top;
      for (; here != null && here.startsWith(top); here = here.getParent()) {
        if (second) {
          secondVersion(here);
        } else {
          firstVersion(here);
        }
      }
    } catch (InvalidPathException | StringIndexOutOfBoundsException e) {
      return; // not a path that this process can read
    }
  }

  private void secondVersion(Path group) {
    OptionalLong most = value(group.resolve("memory.max"));
    OptionalLong used = value(group.resolve("memory.current"));
    if (most.isPresent() && used.isPresent()) {
      Path swap = group.resolve("memory.swap.max");
      long swapped = value(group.resolve("memory.swap.current")).orElse(0);
      long swapLeft =
          Files.exists(swap) ? Math.min(value(swap).orElse(UNLIMITED) - swapped, swapFree()) : 0;
      add(
          most.getAsLong(),
          most.getAsLong()
              - used.getAsLong()
              + cache(group, "", "file_mapped")
              + Math.max(0, swapLeft));
    }
  }

  private void firstVersion(Path group) {
    OptionalLong most = value(group.resolve("memory.limit_in_bytes"));
    OptionalLong used = value(group.resolve("memory.usage_in_bytes"));
    if (most.isPresent() && used.isPresent()) {
      long cache = cache(group, "total_", "mapped_file");
      long free = most.getAsLong() - used.getAsLong() + cache + swapFree();
      OptionalLong mostWithSwap = value(group.resolve("memory.memsw.limit_in_bytes"));
      OptionalLong usedWithSwap = value(group.resolve("memory.memsw.usage_in_bytes"));
      if (mostWithSwap.isPresent() && usedWithSwap.isPresent()) {
        free = Math.min(free, mostWithSwap.getAsLong() - usedWithSwap.getAsLong() + cache);
      }
      add(most.getAsLong(), free);
    }
  }

  private void add(long most, long free) {
    limits.add(new Limit("the container's memory", most, free, "give the container more memory"));
  }

  /** What the kernel drops before it ends a process: cached files, except those that are mapped. */
  private static long cache(Path group, String prefix, String mapped) {
    Path stat = group.resolve("memory.stat");
    long inactive = entry(stat, prefix + "inactive_file").orElse(0);
    long active = entry(stat, prefix + "active_file").orElse(0);
    return Math.max(inactive, inactive + active - entry(stat, prefix + mapped).orElse(0));
  }

  private static OptionalLong value(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? OptionalLong.empty() : number(lines.get(0).strip());
  }

  /** Empty for "max" and "unlimited". */
  private static OptionalLong number(String text) {
    try {
      long number = Long.parseLong(text);
      return number < UNLIMITED ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong entry(Path file, String name) {
    for (String line : lines(file)) {
      String[] words = line.strip().split("\\s+", 3);
      if (words.length >= 2 && words[0].equals(name)) {
        return number(words[1]);
      }
    }
    return OptionalLong.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // another system, or no such limit
    }
  }
}

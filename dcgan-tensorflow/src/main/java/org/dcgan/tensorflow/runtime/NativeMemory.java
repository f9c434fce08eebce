package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;
import org.dcgan.Precision;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ParameterSpec;

/**
 * Compares the native memory that a request needs with the memory that the machine, the container
 * and JavaCPP allow, before the request begins. Without this check TensorFlow allocates memory for
 * minutes before it fails, or the operating system ends the process.
 *
 * <p>Measured on Linux (docs/results/performance.md), the resident memory that a training adds is
 * 1.1 to 1.5 times {@link Architecture#trainingBytes}; the factor is larger for smaller models. The
 * check uses a factor of 1.0, so that it refuses no training that would succeed.
 */
public final class NativeMemory {
  /** Weights, two moments and temporary initial values: 3.9 to 4.4 copies were measured. */
  private static final double COPIES_OF_NEW_MODEL = 3.5;

  private NativeMemory() {}

  /** A limit on the memory of this process. */
  record Limit(String name, long bytes, long free, String remedy) {}

  /**
   * Requires memory for building a model.
   *
   * @param architecture the networks
   * @throws ResourceLimitException if the model will not fit
   */
  public static void requireForModel(Architecture architecture) {
    long needed = (long) (COPIES_OF_NEW_MODEL * 4 * parameters(architecture));
    require(
        needed,
        String.format(Locale.ROOT, "a DCGAN of %s with its optimizer state", architecture.image()),
        "a smaller width");
  }

  /**
   * Requires memory for a training.
   *
   * @param architecture the networks
   * @param batchSize images of a step
   * @param hardware precision and device
   * @throws ResourceLimitException if the training will not fit
   */
  public static void requireForTraining(
      Architecture architecture, int batchSize, Hardware hardware) {
    long weights = 16 * parameters(architecture);
    long activations = architecture.trainingBytes(batchSize) - weights;
    if (hardware.onGpu()) {
      return; // activations are in GPU memory; TensorFlow reports its exhaustion immediately
    }
    if (hardware.precision() == Precision.BFLOAT16) {
      activations /= 2;
    }
    require(
        weights + activations,
        String.format(
            Locale.ROOT, "training on %s with a batch size of %d", architecture.image(), batchSize),
        "a smaller batch or width");
  }

  private static void require(long needed, String what, String smaller) {
    require(needed, what, smaller, limits());
  }

  private static long parameters(Architecture architecture) {
    return architecture.generatorParameters().stream().mapToLong(ParameterSpec::size).sum()
        + architecture.discriminatorParameters().stream().mapToLong(ParameterSpec::size).sum();
  }

  @VisibleForTesting
  static void require(long needed, String what, String smaller, List<Limit> limits) {
    for (Limit limit : limits) {
      if (needed > limit.free()) {
        throw new ResourceLimitException(
            String.format(
                Locale.ROOT,
                "%s needs about %,d MB of additional memory, but %s (%,d MB in total) has %,d MB"
                    + " left; choose %s, or %s",
                what,
                needed >> 20,
                limit.name(),
                limit.bytes() >> 20,
                Math.max(0, limit.free()) >> 20,
                smaller,
                limit.remedy()));
      }
    }
  }

  private static List<Limit> limits() {
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
    linux(Path.of("/proc"), Path.of("/sys/fs/cgroup"), limits);
    return limits;
  }

  /** Adds the limits of the machine and of the container on Linux; none on other systems. */
  @VisibleForTesting
  static void linux(Path proc, Path cgroup, List<Limit> limits) {
    OptionalLong available = entry(proc.resolve("meminfo"), "MemAvailable:");
    OptionalLong total = entry(proc.resolve("meminfo"), "MemTotal:");
    if (available.isPresent() && total.isPresent()) {
      long swap = entry(proc.resolve("meminfo"), "SwapFree:").orElse(0);
      limits.add(
          new Limit(
              "the machine's physical memory",
              total.getAsLong() << 10,
              (available.getAsLong() + swap) << 10,
              "end other processes"));
    }
    for (String[] names :
        new String[][] {
          {"memory.max", "memory.current", "memory.stat"},
          {"memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"}
        }) {
      OptionalLong most = number(cgroup.resolve(names[0]));
      OptionalLong used = number(cgroup.resolve(names[1]));
      if (most.isPresent() && used.isPresent() && most.getAsLong() < 1L << 60) {
        long cache = entry(cgroup.resolve(names[2]), "inactive_file").orElse(0);
        limits.add(
            new Limit(
                "the container's memory",
                most.getAsLong(),
                most.getAsLong() - used.getAsLong() + cache,
                "give the container more memory"));
      }
    }
  }

  private static OptionalLong number(Path file) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty(); // "max", or no such file
    }
  }

  private static OptionalLong entry(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        String[] words = line.strip().split("\\s+");
        if (words.length >= 2 && words[0].equals(name)) {
          return OptionalLong.of(Long.parseLong(words[1]));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }
}

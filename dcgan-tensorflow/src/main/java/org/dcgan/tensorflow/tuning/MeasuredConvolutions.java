package org.dcgan.tensorflow.tuning;

import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.dcgan.ConvolutionChoice;
import org.dcgan.EngineException;
import org.dcgan.Precision;
import org.dcgan.ResourceLimitException;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.runtime.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the algorithms of convolutions in float32 by measuring each kernel at its first use on
 * this machine. Results are kept in a file of the user ({@link TuningCache}), and in memory for the
 * trainings of one model, so that later trainings choose the same. Where the file cannot be used,
 * only its purpose is lost. Kernels that cannot be measured are computed directly, and measured by
 * the next model.
 */
public final class MeasuredConvolutions implements ConvolutionChooser {
  /**
   * Kernels of fewer multiply-adds in one operation are not measured: their operations take less
   * than 2 ms, and where they matter, other work takes most of a step.
   */
  static final long FEWEST_MULTIPLY_ADDS = 50_000_000;

  /** The share that an algorithm has to save, so that noise does not decide. */
  static final double LEAST_SAVING = 0.05;

  /** The time for measuring all kernels of a network. The first two rounds may exceed it. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** Longer measurements are reported while they run. */
  private static final Duration UNNOTICED = Duration.ofSeconds(2);

  /** What a process with TensorFlow's libraries takes without any model. */
  private static final long NEGLIGIBLE_BYTES = 320L << 20;

  private static final KernelCosts.Choice DIRECT = new KernelCosts.Choice(WinogradTiles.NONE, 0);

  private static final Logger logger = LoggerFactory.getLogger(MeasuredConvolutions.class);

  private final Measurer measurer;
  private final Optional<TuningCache> cache;
  private final long fewestMultiplyAdds;
  private final Map<TuningCache.Key, KernelCosts.Choice> known = new HashMap<>();

  /** Measures one kernel. */
  @FunctionalInterface
  interface Measurer {
    /**
     * Measures.
     *
     * @param shape the kernel
     * @param images the images of a step
     * @param limit the time after which no round begins
     * @return the costs of a step
     */
    KernelCosts measure(KernelShape shape, int images, Duration limit);
  }

  @VisibleForTesting
  MeasuredConvolutions(Measurer measurer, Optional<TuningCache> cache, long fewestMultiplyAdds) {
    this.measurer = measurer;
    this.cache = cache;
    this.fewestMultiplyAdds = fewestMultiplyAdds;
  }

  /**
   * The chooser for a model.
   *
   * @param runtime the requested choice; a cluster of several workers always has the fixed one,
   *     because its workers, which may be different machines, compute the same bits
   * @param hardware what the model runs on
   * @return a chooser that measures where this is requested and possible
   */
  public static ConvolutionChooser of(RuntimeOptions runtime, Hardware hardware) {
    boolean measures =
        runtime.convolutions() == ConvolutionChoice.MEASURED
            && hardware.precision() == Precision.FLOAT32
            && !hardware.onGpu()
            && runtime.cluster().filter(cluster -> cluster.size() > 1).isEmpty();
    return measures ? on(hardware) : FIXED;
  }

  /**
   * A chooser that measures.
   *
   * @param hardware threads, and the variants of the direct operations
   * @return a new chooser with the user's file
   */
  public static MeasuredConvolutions on(Hardware hardware) {
    TuningCache.Machine machine =
        new TuningCache.Machine(
            hardware.processor(), Version.LIBRARY, Version.engine(), hardware.threads());
    return new MeasuredConvolutions(
        (shape, images, limit) -> KernelTimings.measure(shape, images, hardware, limit),
        CacheFolder.find().map(folder -> TuningCache.in(folder, machine)),
        FEWEST_MULTIPLY_ADDS);
  }

  @Override
  public synchronized WinogradUse choose(
      Architecture architecture, int images, long most, BooleanSupplier stopped) {
    Map<TuningCache.Key, KernelLayers> kernels = new LinkedHashMap<>();
    KernelLayers.of(architecture)
        .forEach(
            (shape, layers) -> {
              if ((double) shape.multiplyAdds() * images >= fewestMultiplyAdds) {
                kernels.put(new TuningCache.Key(shape, images), layers);
              }
            });
    if (!known.keySet().containsAll(kernels.keySet())) {
      learn(kernels, () -> stopped.getAsBoolean() || Thread.currentThread().isInterrupted());
      if (!known.keySet().containsAll(kernels.keySet())) {
        throw new MeasuringStoppedException();
      }
    }
    List<WinogradMemory.Candidate> candidates = new ArrayList<>();
    for (TuningCache.Key key : kernels.keySet()) {
      KernelCosts.Choice choice = known.getOrDefault(key, DIRECT);
      if (!choice.tiles().equals(WinogradTiles.NONE)) {
        candidates.add(new WinogradMemory.Candidate(key.shape(), choice.tiles(), choice.saving()));
      }
    }
    return WinogradMemory.within(architecture, images, candidates, most);
  }

  /**
   * The memory that the algorithms may add to a step: as much as the step takes without them, so
   * that it at most doubles, and for small networks what the libraries of a process take anyway.
   *
   * @param architecture the networks
   * @param images the images of a step
   * @return bytes
   */
  public static long mostBytes(Architecture architecture, int images) {
    return Math.max(
        NEGLIGIBLE_BYTES,
        NativeMemory.trainingBytes(
                new NativeMemory.Step(architecture, images, List.of(), WinogradUse.NEVER),
                Precision.FLOAT32,
                NativeMemory.Place.MODEL)
            + NativeMemory.modelBytes(architecture));
  }

  /** Reads or measures the tiles of kernels. If it is stopped, some of them remain unknown. */
  private void learn(Map<TuningCache.Key, KernelLayers> kernels, BooleanSupplier stopped) {
    if (cache.isEmpty()) {
      if (!measure(kernels, stopped).isEmpty()) {
        logger.warn(
            "this user has no home folder in which the result could be kept, so that the next"
                + " training of such networks measures again and may choose other algorithms; name"
                + " a writable folder with -D{}=DIR",
            CacheFolder.PROPERTY);
      }
      return;
    }
    TuningCache file = cache.get();
    known.putAll(file.read());
    if (known.keySet().containsAll(kernels.keySet())) {
      logger.debug("the algorithms of convolutions are those of {}", printable(file.file()));
      return;
    }
    try {
      Optional<WriterLock> turn = file.lock(stopped);
      if (turn.isEmpty()) {
        return;
      }
      // The lock is held while measuring: of two processes that start together, the second one
      // waits, and then chooses the same.
      try (WriterLock lock = turn.get()) {
        lock.problem().ifPresent(problem -> logger.debug("no lock between processes: {}", problem));
        Map<TuningCache.Key, KernelCosts.Choice> entries = new LinkedHashMap<>(file.read());
        known.putAll(entries);
        Map<TuningCache.Key, KernelCosts.Choice> measured = measure(kernels, stopped);
        if (!measured.isEmpty()) {
          entries.putAll(measured);
          file.write(entries);
        }
      }
    } catch (IOException e) {
      logger.warn(
          "{} cannot be written ({}), so that the next training of such networks measures the"
              + " algorithms of its convolutions again and may choose others; name a writable"
              + " folder with -D{}=DIR",
          printable(file.file()),
          oneLine(e.toString()),
          CacheFolder.PROPERTY);
      measure(kernels, stopped);
    }
  }

  /** Measures the kernels that are not known, and returns what was measured. */
  @CanIgnoreReturnValue
  private Map<TuningCache.Key, KernelCosts.Choice> measure(
      Map<TuningCache.Key, KernelLayers> kernels, BooleanSupplier stopped) {
    List<TuningCache.Key> missing = new ArrayList<>(kernels.keySet());
    missing.removeAll(known.keySet());
    Map<TuningCache.Key, KernelCosts.Choice> measured = new LinkedHashMap<>();
    long began = System.nanoTime();
    boolean reported = false;
    for (int i = 0; i < missing.size() && !stopped.getAsBoolean(); i++) {
      TuningCache.Key key = missing.get(i);
      Duration limit = LIMIT.dividedBy(missing.size());
      try {
        KernelCosts costs = measurer.measure(key.shape(), key.images(), limit);
        KernelLayers layers = Objects.requireNonNull(kernels.get(key));
        measured.put(key, costs.choose(layers, LEAST_SAVING));
      } catch (EngineException | ResourceLimitException e) {
        logger.warn(
            "the convolutions of {} cannot be measured and are computed as without measuring: {}",
            key.shape(),
            e.getMessage());
        known.put(key, DIRECT);
      }
      if (!reported && System.nanoTime() - began > UNNOTICED.toNanos() && i + 1 < missing.size()) {
        logger.info(
            "measuring the fastest algorithms of {} convolutions for batches of {}, once for this"
                + " machine; {} done",
            missing.size(),
            key.images(),
            i + 1);
        reported = true;
      }
    }
    known.putAll(measured);
    if (!measured.isEmpty()) {
      logger.info(
          "measured {} convolutions in {} s{}",
          measured.size(),
          String.format(Locale.ROOT, "%.1f", (System.nanoTime() - began) / 1e9),
          cache.map(TuningCache::file).map(MeasuredConvolutions::kept).orElse(""));
    }
    return measured;
  }

  private static String kept(Path file) {
    return "; the result is kept in " + printable(file);
  }
}

package org.dcgan.tensorflow.tuning;

import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.dcgan.ConvolutionChoice;
import org.dcgan.EngineException;
import org.dcgan.Precision;
import org.dcgan.ResourceLimitException;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.ForwardOperation;
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
 * this machine, and then the whole step or pass of which they are a part, with the fastest
 * algorithms, with direct ones, and with the fastest ones for some kernels only ({@link
 * SubsetSearch}). Results are kept in a file of the user ({@link TuningCache}), and in memory for
 * one model, so that later trainings and calls choose the same. Where the file cannot be used, only
 * its purpose is lost. Kernels that cannot be measured are computed directly, as are all kernels of
 * a step or pass that cannot be timed; the next model measures them.
 */
public final class MeasuredConvolutions implements ConvolutionChooser {
  /**
   * Kernels of fewer multiply-adds in one operation are not measured: their operations take less
   * than 2 ms, and where they matter, other work takes most of a step.
   */
  static final long FEWEST_MULTIPLY_ADDS = 50_000_000;

  /**
   * Kernels of fewer wide maps, as those of images, are not measured for inference: products that
   * sum over so few values take several times as long as a direct pass.
   */
  private static final int FEWEST_MAPS = 16;

  /** The share that an algorithm has to save, so that noise does not decide. */
  static final double LEAST_SAVING = 0.05;

  /** The time for measuring all kernels of a network. The first two rounds may exceed it. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** The time for the passes of all kernels of a network outside training. */
  private static final Duration FORWARD_LIMIT = Duration.ofMillis(300);

  /** Longer measurements are reported while they run. */
  private static final Duration UNNOTICED = Duration.ofSeconds(2);

  /** What a process with TensorFlow's libraries takes without any model. */
  private static final long NEGLIGIBLE_BYTES = 320L << 20;

  private static final KernelCosts.Choice DIRECT = new KernelCosts.Choice(WinogradTiles.NONE, 0);

  private static final Logger logger = LoggerFactory.getLogger(MeasuredConvolutions.class);

  private final Measurer measurer;
  private final ForwardMeasurer forwardMeasurer;
  private final Optional<TuningCache> cache;
  private final long fewestMultiplyAdds;
  private final Map<TuningCache.Key, KernelCosts.Choice> known = new HashMap<>();
  private final Map<TuningCache.Compared, Comparison> compared = new HashMap<>();

  /** Work that could not be timed, whose convolutions are direct in this model. */
  private final Set<TuningCache.Compared> untimed = new HashSet<>();

  /** Whether the log says that the result cannot be kept. */
  private boolean warned;

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

  /** Measures the forward pass of one kernel outside training. */
  @FunctionalInterface
  interface ForwardMeasurer {
    /**
     * Measures.
     *
     * @param shape the kernel
     * @param operation the operation
     * @param images the images that are computed at once
     * @param limit the time after which no round begins
     * @return the costs
     */
    ForwardCosts measure(KernelShape shape, ForwardOperation operation, int images, Duration limit);
  }

  /** Measures something and chooses its algorithms, within about a time. */
  @FunctionalInterface
  private interface Measurement {
    KernelCosts.Choice choose(Duration limit);
  }

  @VisibleForTesting
  MeasuredConvolutions(
      Measurer measurer,
      ForwardMeasurer forwardMeasurer,
      Optional<TuningCache> cache,
      long fewestMultiplyAdds) {
    this.measurer = measurer;
    this.forwardMeasurer = forwardMeasurer;
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
        (shape, operation, images, limit) ->
            KernelTimings.forward(shape, operation, images, hardware, limit),
        CacheFolder.find().map(folder -> TuningCache.in(folder, machine)),
        FEWEST_MULTIPLY_ADDS);
  }

  @Override
  public synchronized WinogradUse choose(
      Architecture architecture, int images, long most, BooleanSupplier stopped) {
    Map<TuningCache.Key, Measurement> kernels = new LinkedHashMap<>();
    KernelLayers.of(architecture)
        .forEach(
            (shape, layers) -> {
              if (pays(shape, images)) {
                kernels.put(
                    new TuningCache.Key(shape, images),
                    limit -> measurer.measure(shape, images, limit).choose(layers, LEAST_SAVING));
              }
            });
    learn(kernels, LIMIT, stopped);
    List<WinogradMemory.Candidate> candidates = new ArrayList<>();
    kernels.keySet().forEach(key -> add(candidates, key, 1));
    return WinogradMemory.within(architecture, images, candidates, most);
  }

  @Override
  public synchronized WinogradUse chooseForward(
      List<LayerSpec> layers, BatchSize batch, long most, BooleanSupplier stopped) {
    int images = batch.measured();
    Map<TuningCache.Key, Integer> counts = new LinkedHashMap<>();
    Map<TuningCache.Key, Measurement> kernels = new LinkedHashMap<>();
    for (LayerSpec layer : layers) {
      KernelShape shape = KernelShape.of(layer);
      if (shape != null
          && shape.suitsWinograd()
          && shape.wideMaps() >= FEWEST_MAPS
          && pays(shape, images)) {
        ForwardOperation operation = ForwardOperation.of(layer);
        TuningCache.Key key = new TuningCache.Key(shape, images, operation);
        int unused = counts.merge(key, 1, Integer::sum);
        kernels.put(
            key,
            limit ->
                forwardMeasurer
                    .measure(shape, operation, images, limit)
                    .choose(operation, LEAST_SAVING));
      }
    }
    learn(kernels, FORWARD_LIMIT, stopped);
    List<WinogradMemory.Candidate> candidates = new ArrayList<>();
    counts.forEach((key, count) -> add(candidates, key, count));
    return WinogradMemory.within(
        candidates,
        most,
        use -> WinogradMemory.ofInference(layers, batch.most(), BatchVariant.of(use, images)));
  }

  /** Whether it pays to measure a kernel. */
  private boolean pays(KernelShape shape, int images) {
    return (double) shape.multiplyAdds() * images >= fewestMultiplyAdds;
  }

  /** Adds a kernel that other algorithms than the direct ones compute faster, in some layers. */
  private void add(List<WinogradMemory.Candidate> candidates, TuningCache.Key key, int layers) {
    KernelCosts.Choice choice = known.getOrDefault(key, DIRECT);
    if (!choice.tiles().equals(WinogradTiles.NONE)) {
      candidates.add(
          new WinogradMemory.Candidate(key.shape(), choice.tiles(), layers * choice.saving()));
    }
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

  /**
   * The memory that the algorithms may add to a network outside training: as much as weights and
   * Adam's moments take, and what the libraries of a process take anyway.
   *
   * @param architecture the networks
   * @return bytes
   */
  public static long mostForwardBytes(Architecture architecture) {
    return NEGLIGIBLE_BYTES + NativeMemory.modelBytes(architecture);
  }

  @Override
  public synchronized WinogradUse check(
      WinogradUse measured, Workload work, BooleanSupplier stopped) {
    if (measured.isNever()) {
      return WinogradUse.NEVER; // the same as the fixed algorithms
    }
    TuningCache.Compared key = new TuningCache.Compared(work.id(), measured.toText());
    settle(
        () -> compared.containsKey(key) || untimed.contains(key),
        ends -> compare(key, measured, work, ends),
        stopped);
    Comparison comparison = untimed.contains(key) ? null : compared.get(key);
    WinogradUse use = comparison == null ? WinogradUse.NEVER : comparison.use();
    logger.debug("{}: {} are used", key.work(), algorithms(use, measured));
    return use;
  }

  /** Times work unless it is known by now, and returns the result; nothing if it fails. */
  private TuningCache.Content compare(
      TuningCache.Compared key, WinogradUse measured, Workload work, BooleanSupplier stopped) {
    if (compared.containsKey(key) || untimed.contains(key) || stopped.getAsBoolean()) {
      return TuningCache.Content.NONE;
    }
    long began = System.nanoTime();
    ToDoubleFunction<KernelShape> saving =
        shape ->
            known.getOrDefault(new TuningCache.Key(shape, key.work().images()), DIRECT).saving();
    Comparison comparison;
    try {
      comparison = new SubsetSearch(work, measured, saving, stopped, System::nanoTime).choose();
    } catch (EngineException | ResourceLimitException e) {
      logger.warn(
          "{} cannot be timed, so that all of its convolutions are computed as without measuring:"
              + " {}",
          key.work(),
          e.getMessage());
      untimed.add(key);
      return TuningCache.Content.NONE;
    }
    compared.put(key, comparison);
    logger.info(
        "{}: {} ms with the measured algorithms of convolutions and {} ms with the fixed ones; {}"
            + " are used, with {} ms (timed in {} s{})",
        key.work(),
        number(comparison.times().candidate() / 1e6),
        number(comparison.times().incumbent() / 1e6),
        algorithms(comparison.use(), measured),
        number(comparison.nanoseconds() / 1e6),
        seconds(began),
        kept());
    return new TuningCache.Content(Map.of(), Map.of(key, comparison));
  }

  /** What was chosen, for the log. */
  private static String algorithms(WinogradUse use, WinogradUse measured) {
    int kernels = use.kernels().size();
    int all = measured.kernels().size();
    if (use.isNever()) {
      return "the fixed ones";
    }
    return "the measured ones"
        + (kernels == all ? "" : " for " + kernels + " of " + all + " kernels");
  }

  /** Reads or measures the tiles of kernels that are not known. */
  private void learn(
      Map<TuningCache.Key, Measurement> kernels, Duration limit, BooleanSupplier stopped) {
    settle(
        () -> known.keySet().containsAll(kernels.keySet()),
        ends -> measure(kernels, limit, ends),
        stopped);
  }

  /**
   * Reads or measures what is not known.
   *
   * @param settled whether everything is known
   * @param measuring measures what is not known, and returns what has to be kept; its argument
   *     tells whether the result is no longer needed
   * @param stopped whether the result is no longer needed
   */
  private void settle(
      BooleanSupplier settled,
      Function<BooleanSupplier, TuningCache.Content> measuring,
      BooleanSupplier stopped) {
    if (settled.getAsBoolean()) {
      return;
    }
    readOrMeasure(
        settled, measuring, () -> stopped.getAsBoolean() || Thread.currentThread().isInterrupted());
    if (!settled.getAsBoolean()) {
      throw new MeasuringStoppedException();
    }
  }

  /** The same; if it is stopped, some remains unknown. */
  private void readOrMeasure(
      BooleanSupplier settled,
      Function<BooleanSupplier, TuningCache.Content> measuring,
      BooleanSupplier stopped) {
    if (cache.isEmpty()) {
      if (!measuring.apply(stopped).isEmpty() && !warned) {
        warned = true;
        logger.warn(
            "this user has no home folder in which the result could be kept, so that the next"
                + " process with such networks measures again and may choose other algorithms; name"
                + " a writable folder with -D{}=DIR",
            CacheFolder.PROPERTY);
      }
      return;
    }
    TuningCache file = cache.get();
    know(file.glance());
    if (settled.getAsBoolean()) {
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
        TuningCache.Content entries = file.read();
        know(entries);
        TuningCache.Content measured = measuring.apply(stopped);
        if (!measured.isEmpty()) {
          file.write(entries.and(measured));
        }
      }
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        logger.warn(
            "{} cannot be written ({}), so that the next process with such networks measures the"
                + " algorithms of their convolutions again and may choose others; name a writable"
                + " folder with -D{}=DIR",
            printable(file.file()),
            oneLine(e.toString()),
            CacheFolder.PROPERTY);
      }
      var unused = measuring.apply(stopped);
    }
  }

  /** What this model has used stays, whatever another process has written since. */
  private void know(TuningCache.Content content) {
    content.choices().forEach(known::putIfAbsent);
    content.comparisons().forEach(compared::putIfAbsent);
  }

  /** Measures the kernels that are not known, and returns what was measured. */
  private TuningCache.Content measure(
      Map<TuningCache.Key, Measurement> kernels, Duration limit, BooleanSupplier stopped) {
    List<TuningCache.Key> missing = new ArrayList<>(kernels.keySet());
    missing.removeAll(known.keySet());
    Map<TuningCache.Key, KernelCosts.Choice> measured = new LinkedHashMap<>();
    long began = System.nanoTime();
    boolean reported = false;
    for (int i = 0; i < missing.size() && !stopped.getAsBoolean(); i++) {
      TuningCache.Key key = missing.get(i);
      Measurement measurement = Objects.requireNonNull(kernels.get(key));
      try {
        measured.put(key, measurement.choose(limit.dividedBy(missing.size())));
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
      logger.info("measured {} convolutions in {} s{}", measured.size(), seconds(began), kept());
    }
    return new TuningCache.Content(measured, Map.of());
  }

  private static String seconds(long began) {
    return number((System.nanoTime() - began) / 1e9);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private String kept() {
    return cache.map(file -> "; the result is kept in " + printable(file.file())).orElse("");
  }
}

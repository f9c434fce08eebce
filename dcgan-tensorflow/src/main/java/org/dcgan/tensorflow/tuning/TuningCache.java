package org.dcgan.tensorflow.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.internal.json.EnumNames;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.tuning.KernelCosts.Choice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps which algorithms were the fastest on a machine. It can always be created
 * again: a file that is damaged, of another machine or of a newer version counts as empty.
 *
 * @param file the file, which need not exist
 * @param machine what the measurements depend on
 */
record TuningCache(Path file, Machine machine) {
  private static final Logger logger = LoggerFactory.getLogger(TuningCache.class);

  private static final ManifestFormat FORMAT =
      ManifestFormat.sealed(
          "dcgan-convolutions",
          3,
          "the measured algorithms of convolutions",
          "delete it; the algorithms are measured again");

  private static final EnumNames<ForwardOperation> OPERATIONS =
      EnumNames.of(
          ForwardOperation.class,
          Map.of(
              ForwardOperation.CONVOLUTION, "convolution",
              ForwardOperation.TRANSPOSED_CONVOLUTION, "transposedConvolution"));

  /** The field of an entry for inference; those for steps have none. */
  private static final String FORWARD = "inference";

  /** Since this version, the file has comparisons. */
  private static final int COMPARES = 2;

  /**
   * Since this version, comparisons say which kernels were chosen after subsets had been tried.
   * Those of the version before are made again.
   */
  private static final int TRIES_SUBSETS = 3;

  /** The largest number of choices, and of comparisons. */
  private static final int MOST_ENTRIES = 2_000;

  private static final int MOST_THREADS = 1 << 20;
  private static final int DIGITS = 12;

  /** Timing whole steps of the largest networks takes many minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final Duration UNNOTICED = Duration.ofSeconds(2);

  /** The cache of a machine in a folder. */
  static TuningCache in(Path folder, Machine machine) {
    String digest = Hashing.sha256().hashString(machine.toString(), UTF_8).toString();
    return new TuningCache(
        folder.resolve("convolutions-" + digest.substring(0, DIGITS) + ".json"), machine);
  }

  /**
   * What measurements depend on.
   *
   * @param processor the model of the processor, and how TensorFlow uses it
   * @param library the version of this library
   * @param engine the name and version of the engine
   * @param threads the threads of one operation
   */
  record Machine(String processor, String library, String engine, int threads) {}

  /**
   * A kernel that was measured by itself.
   *
   * @param shape the kernel
   * @param images the images of a step, or those that are computed at once outside training
   * @param forward the operation outside training; null for the operations of a step
   */
  record Key(KernelShape shape, int images, @Nullable ForwardOperation forward) {

    /** The operations of a training step. */
    Key(KernelShape shape, int images) {
      this(shape, images, null);
    }
  }

  /**
   * Work that was timed as a whole.
   *
   * @param work the work
   * @param convolutions the measured algorithms, as {@link WinogradUse#toText} writes them; they
   *     were compared with direct ones
   */
  record Compared(Workload.Id work, String convolutions) {}

  /**
   * The entries of a file, oldest first.
   *
   * @param choices the algorithms of single kernels
   * @param comparisons what the timing of whole steps and passes has decided
   */
  record Content(Map<Key, Choice> choices, Map<Compared, Comparison> comparisons) {
    static final Content NONE = new Content(Map.of(), Map.of());

    /** Copies the maps. */
    Content {
      choices = ImmutableMap.copyOf(choices);
      comparisons = ImmutableMap.copyOf(comparisons);
    }

    boolean isEmpty() {
      return choices.isEmpty() && comparisons.isEmpty();
    }

    /** These entries and newer ones, which replace those of the same keys. */
    Content and(Content newer) {
      Map<Key, Choice> allChoices = new LinkedHashMap<>(choices);
      allChoices.putAll(newer.choices);
      Map<Compared, Comparison> allComparisons = new LinkedHashMap<>(comparisons);
      allComparisons.putAll(newer.comparisons);
      return new Content(allChoices, allComparisons);
    }
  }

  /**
   * Waits until no other process measures on this machine, for at most {@link #PATIENCE}.
   *
   * @param stopped whether the result is no longer needed
   * @return the lock, to be closed; empty if the result was no longer needed, or the thread was
   *     interrupted, while this waited
   * @throws IOException if the folder cannot be written, or another process measures for longer
   */
  Optional<WriterLock> lock(BooleanSupplier stopped) throws IOException {
    long began = System.nanoTime();
    AtomicBoolean reported = new AtomicBoolean();
    try {
      return WriterLock.acquire(
          file.resolveSibling(file.getFileName() + ".lock"),
          PATIENCE,
          () -> {
            if (System.nanoTime() - began >= UNNOTICED.toNanos() && !reported.getAndSet(true)) {
              logger.info("waiting for another process that measures convolutions on this machine");
            }
            return stopped.getAsBoolean();
          });
    } catch (InterruptedIOException e) {
      return Optional.empty();
    }
  }

  /**
   * All entries, oldest first; none if there is no readable file of this machine, about which the
   * log has a warning.
   */
  Content read() {
    return read(
        problem ->
            logger.warn(
                "{} cannot be read ({}), so that the algorithms of convolutions are measured again",
                printable(file),
                oneLine(problem.toString())));
  }

  /**
   * The same without a warning, for a first look without the lock: if it does not suffice, the file
   * is read again.
   */
  Content glance() {
    return read(problem -> logger.debug("{} cannot be read", printable(file), problem));
  }

  private Content read(Consumer<Exception> report) {
    // Anything else, such as a pipe, could block; it is replaced.
    if (!Files.isRegularFile(file)) {
      return Content.NONE;
    }
    try {
      return FORMAT.read(file, this::decode);
    } catch (IOException | IllegalArgumentException e) {
      report.accept(e);
      return Content.NONE;
    }
  }

  /**
   * The choices of files without comparisons, or with those of an earlier version, are compared
   * when they are used next.
   */
  private Content decode(JsonFields fields, int version) {
    Machine other =
        new Machine(
            fields.string("processor"),
            fields.string("library"),
            fields.string("engine"),
            fields.integer("threads", 1, MOST_THREADS));
    Map<Key, Choice> choices = new LinkedHashMap<>();
    fields
        .objects("choices", TuningCache::choice)
        .forEach(entry -> choices.put(entry.getKey(), entry.getValue()));
    Map<Compared, Comparison> comparisons = new LinkedHashMap<>();
    if (version >= COMPARES) {
      boolean triesSubsets = version >= TRIES_SUBSETS;
      List<Map.Entry<Compared, Comparison>> all =
          fields.objects("comparisons", entry -> comparison(entry, triesSubsets));
      if (triesSubsets) {
        all.forEach(entry -> comparisons.put(entry.getKey(), entry.getValue()));
      }
    }
    return other.equals(machine) ? new Content(choices, comparisons) : Content.NONE;
  }

  private static Map.Entry<Key, Choice> choice(JsonFields fields) {
    int images = fields.integer("images", 1, Integer.MAX_VALUE);
    Map<KernelShape, WinogradTiles> kernels =
        WinogradUse.parse(fields.string("convolution")).kernels();
    if (kernels.size() != 1) {
      throw fields.problem("convolution", "expected one kernel, found " + kernels.size());
    }
    Map.Entry<KernelShape, WinogradTiles> kernel = kernels.entrySet().iterator().next();
    double saving = fields.number("savedNanoseconds");
    if (saving < 0) {
      throw fields.problem("savedNanoseconds", "expected at least 0, found " + saving);
    }
    ForwardOperation forward = fields.has(FORWARD) ? fields.constant(FORWARD, OPERATIONS) : null;
    return Map.entry(
        new Key(kernel.getKey(), images, forward), new Choice(kernel.getValue(), saving));
  }

  private static Map.Entry<Compared, Comparison> comparison(
      JsonFields fields, boolean triesSubsets) {
    Workload.Id work =
        new Workload.Id(
            fields.string("work"),
            fields.string("networks"),
            fields.integer("images", 1, Integer.MAX_VALUE));
    WinogradUse measured = WinogradUse.parse(fields.string("convolutions"));
    if (measured.isNever()) {
      throw fields.problem("convolutions", "expected a kernel that is not computed directly");
    }
    Comparison whole =
        Comparison.of(
            measured,
            new Workload.Times(
                duration(fields, "measuredNanoseconds"), duration(fields, "fixedNanoseconds")));
    return Map.entry(
        new Compared(work, measured.toText()),
        triesSubsets ? chosen(fields, whole, measured) : whole);
  }

  private static Comparison chosen(JsonFields fields, Comparison whole, WinogradUse measured) {
    WinogradUse chosen = WinogradUse.parse(fields.string("chosen"));
    if (!measured.only(chosen.kernels().keySet()).equals(chosen)) {
      throw fields.problem("chosen", "expected some or all of the kernels that were measured");
    }
    return whole.with(chosen, duration(fields, "chosenNanoseconds"));
  }

  private static double duration(JsonFields fields, String name) {
    double nanoseconds = fields.number(name);
    if (nanoseconds < 0) {
      throw fields.problem(name, "expected at least 0, found " + nanoseconds);
    }
    return nanoseconds;
  }

  /**
   * Replaces the file.
   *
   * @param content all entries, oldest first; if there are too many, the oldest are left out
   * @throws IOException if the file cannot be written; the existing one remains
   */
  void write(Content content) throws IOException {
    List<JsonMap> choices = new ArrayList<>();
    content
        .choices()
        .forEach(
            (key, choice) -> {
              JsonMap entry =
                  new JsonMap()
                      .put("images", key.images())
                      .put("convolution", WinogradUse.text(key.shape(), choice.tiles()))
                      .put("savedNanoseconds", choice.saving());
              ForwardOperation forward = key.forward();
              if (forward != null) {
                entry.put(FORWARD, OPERATIONS.name(forward));
              }
              choices.add(entry);
            });
    List<JsonMap> comparisons = new ArrayList<>();
    content
        .comparisons()
        .forEach(
            (key, comparison) ->
                comparisons.add(
                    new JsonMap()
                        .put("work", key.work().kind())
                        .put("networks", key.work().networks())
                        .put("images", key.work().images())
                        .put("convolutions", key.convolutions())
                        .put("measuredNanoseconds", comparison.times().candidate())
                        .put("fixedNanoseconds", comparison.times().incumbent())
                        .put("chosen", comparison.use().toText())
                        .put("chosenNanoseconds", comparison.nanoseconds())));
    byte[] bytes =
        FORMAT.encode(
            new JsonMap()
                .put("processor", machine.processor())
                .put("library", machine.library())
                .put("engine", machine.engine())
                .put("threads", machine.threads())
                .put("choices", newest(choices))
                .put("comparisons", newest(comparisons)));
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  private static List<JsonMap> newest(List<JsonMap> entries) {
    return entries.subList(Math.max(0, entries.size() - MOST_ENTRIES), entries.size());
  }
}

package org.dcgan.tensorflow.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

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
          1,
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

  private static final int MOST_ENTRIES = 2_000;
  private static final int MOST_THREADS = 1 << 20;
  private static final int DIGITS = 12;

  /** Measuring the largest networks takes minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

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
   * What was measured.
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
   * Waits until no other process measures on this machine, for at most five minutes.
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
  Map<Key, Choice> read() {
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
  Map<Key, Choice> glance() {
    return read(problem -> logger.debug("{} cannot be read", printable(file), problem));
  }

  private Map<Key, Choice> read(Consumer<Exception> report) {
    // Anything else, such as a pipe, could block; it is replaced.
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      return FORMAT.read(file, (fields, version) -> decode(fields));
    } catch (IOException | IllegalArgumentException e) {
      report.accept(e);
      return Map.of();
    }
  }

  private Map<Key, Choice> decode(JsonFields fields) {
    Machine other =
        new Machine(
            fields.string("processor"),
            fields.string("library"),
            fields.string("engine"),
            fields.integer("threads", 1, MOST_THREADS));
    Map<Key, Choice> entries = new LinkedHashMap<>();
    fields
        .objects("choices", TuningCache::entry)
        .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return other.equals(machine) ? entries : Map.of();
  }

  private static Map.Entry<Key, Choice> entry(JsonFields fields) {
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

  /**
   * Replaces the file.
   *
   * @param entries all entries, oldest first; if there are too many, the oldest are left out
   * @throws IOException if the file cannot be written; the existing one remains
   */
  void write(Map<Key, Choice> entries) throws IOException {
    List<JsonMap> choices = new ArrayList<>();
    entries.forEach(
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
    byte[] bytes =
        FORMAT.encode(
            new JsonMap()
                .put("processor", machine.processor())
                .put("library", machine.library())
                .put("engine", machine.engine())
                .put("threads", machine.threads())
                .put(
                    "choices",
                    choices.subList(Math.max(0, choices.size() - MOST_ENTRIES), choices.size())));
    AtomicFiles.write(file, out -> out.write(bytes));
  }
}

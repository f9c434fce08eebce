package org.dcgan.tensorflow.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.ConsistentReads;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.training.CheckpointPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's folder. It contains one folder for each checkpoint, {@code step-0000001234}, the record
 * of the best one, {@code best.json}, and {@code run.lock}, which is locked while a training writes
 * here.
 *
 * <p>A checkpoint is written as {@code writing-STEP-RANDOM} and renamed when it is complete. An
 * incomplete checkpoint that a crash has left behind therefore never has the name of a checkpoint;
 * the next training deletes it. RANDOM has 32 hexadecimal digits, so that no folder of the user has
 * such a name. A link with the name of a checkpoint is read, but nothing behind it is changed.
 */
public final class CheckpointFolder implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final Pattern NAME = Pattern.compile("step-(\\d{10,16})");
  private static final String RANDOM = "-[0-9a-f]{32}";
  private static final String WRITING = "writing-";
  private static final String DELETED = "deleted-";
  private static final Pattern INCOMPLETE_NAME =
      Pattern.compile("(?:" + WRITING + "\\d{1,16}|" + DELETED + NAME.pattern() + ")" + RANDOM);
  private static final String REPLACED = "replaced-";
  private static final Pattern REPLACED_NAME = Pattern.compile(REPLACED + "(\\d{1,16})" + RANDOM);

  /** Prefixes of names that this library never uses again. */
  private static final String DAMAGED = "damaged-";

  private static final String MOVED = "moved-";
  private static final String LOCK = "run.lock";
  private static final String BEST = "best.json";
  private static final int WINDOWS = 3;
  private static final String BEST_CHECKPOINT = "best";

  private final CheckpointPolicy policy;
  private final Path directory;
  private final WriterLock lock;
  private @Nullable BestNote best;

  /** The best checkpoint according to the file, which is older if the file could not be written. */
  private @Nullable BestNote recorded;

  private LongPredicate scheduled = step -> false;
  private long window = 1;

  /** Writes a model into a folder. */
  @FunctionalInterface
  public interface ModelWriter {
    /**
     * Writes the model.
     *
     * @param folder an empty folder
     * @throws IOException if the model cannot be written
     */
    void writeTo(Path folder) throws IOException;
  }

  private CheckpointFolder(CheckpointPolicy policy, WriterLock lock) throws IOException {
    this.policy = policy;
    this.directory = policy.directory();
    this.lock = lock;
    clearAway();
    this.best = readBest(directory);
    this.recorded = best;
  }

  /**
   * Opens and locks a run's folder.
   *
   * @param policy the folder, and which checkpoints are kept there
   * @return the folder, locked until it is closed
   * @throws IOException if it is not writable, or another training has locked it
   */
  public static CheckpointFolder open(CheckpointPolicy policy) throws IOException {
    Path directory = policy.directory();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new NotDirectoryException(
          printable(directory)
              + ": expected a folder for checkpoints, found a file; choose another folder");
    }
    Optional<WriterLock> lock;
    try {
      AtomicFiles.createFolders(directory);
      lock = WriterLock.tryAcquire(directory.resolve(LOCK));
    } catch (IOException e) {
      throw new IOException(
          printable(directory)
              + ": cannot write checkpoints here ("
              + printable(e)
              + "); make the folder writable or"
              + " choose another",
          e);
    }
    if (lock.isEmpty()) {
      throw new IOException(
          printable(directory)
              + ": another training is writing checkpoints here; wait for it, stop it, or choose"
              + " another folder");
    }
    lock.get()
        .problem()
        .ifPresent(
            problem ->
                logger.warn(
                    "{} cannot be locked ({}); do not run two trainings there at the same time",
                    printable(directory),
                    printable(problem)));
    boolean complete = false;
    try {
      CheckpointFolder folder = new CheckpointFolder(policy, lock.get());
      complete = true;
      return folder;
    } finally {
      if (!complete) {
        lock.get().close();
      }
    }
  }

  /**
   * The newest checkpoint of a run's folder, which may be locked by a training.
   *
   * @param directory the run's folder
   * @return a model's folder, or empty if there is none
   * @throws IOException if the folder cannot be read
   */
  public static Optional<Path> newest(Path directory) throws IOException {
    List<Path> all = all(directory);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * The checkpoint that a path denotes: the newest one for a run's folder, the best one for the
   * name {@value #BEST_CHECKPOINT} in such a folder.
   *
   * @param directory a run's folder, or {@code best} in it
   * @return a model's folder, or empty if the path denotes no checkpoint
   * @throws IOException if the folder cannot be read
   */
  public static Optional<Path> named(Path directory) throws IOException {
    Path name = directory.getFileName();
    if (name != null && name.toString().equals(BEST_CHECKPOINT) && !Files.exists(directory)) {
      Path run = requireNonNull(directory.toAbsolutePath().getParent());
      BestNote noted = readBest(run);
      return noted == null ? Optional.empty() : Optional.of(folderOf(run, noted.step()));
    }
    return newest(directory);
  }

  /**
   * The best checkpoint according to the policy's score.
   *
   * @return a model's folder, or empty if none was scored
   */
  public Optional<Path> best() {
    return best == null ? Optional.empty() : Optional.of(folderOf(best.step()));
  }

  /**
   * Keeps, in addition to the checkpoints of the policy, those to which a run can be rolled back
   * after a trouble that is detected late: of the scheduled checkpoints, the last ones and the
   * first one in each of the last {@value #WINDOWS} windows of {@code steps} steps. Checkpoints
   * that were written because the run was stopped or because time had passed are not among them;
   * otherwise a run that was interrupted would be rolled back to other checkpoints than an
   * uninterrupted run.
   *
   * @param scheduled whether every run has a checkpoint at a step
   * @param steps the largest number of steps until a trouble is detected
   */
  public void keepForRollBack(LongPredicate scheduled, long steps) {
    this.scheduled = scheduled;
    this.window = steps;
  }

  /**
   * The checkpoint to which a run is rolled back: the best one if the run is scored, otherwise the
   * newest one before a trouble, or the oldest one if all are later.
   *
   * @param since the first step that the trouble may have affected
   * @return a model's folder
   * @throws IOException if there is no checkpoint
   */
  public Path beforeTrouble(long since) throws IOException {
    if (best().isPresent()) {
      return best().get();
    }
    List<Path> candidates = rollBackCandidates();
    if (candidates.isEmpty()) {
      throw new IOException(
          printable(directory)
              + ": expected a checkpoint for the roll-back, found none; were checkpoints deleted?");
    }
    Path chosen = candidates.get(0);
    for (Path folder : candidates) {
      if (step(folder) < since) {
        chosen = folder;
      }
    }
    return chosen;
  }

  /**
   * Deletes the checkpoints after the step to which a run was rolled back.
   *
   * @param step the step from which the run continues
   * @throws IOException if a checkpoint cannot be deleted
   */
  public void deleteAfter(long step) throws IOException {
    if (best != null && best.scored() > step) {
      // The following steps are trained again and have to be scored again.
      note(best.withScored(step));
    }
    for (Path folder : all(directory)) {
      if (step(folder) > step) {
        discard(folder);
      }
    }
  }

  /** All checkpoints, oldest first. Files and empty folders with such names are none. */
  private static List<Path> all(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> all = new ArrayList<>();
    for (Path folder : ModelFiles.list(directory)) {
      if (step(folder) >= 0 && hasFiles(folder)) {
        all.add(folder);
      }
    }
    Collections.sort(all, java.util.Comparator.comparingLong(CheckpointFolder::step));
    return all;
  }

  /** Whether a path is a folder with files. It may be deleted by a training at any time. */
  static boolean hasFiles(Path folder) throws IOException {
    try {
      return Files.isDirectory(folder) && !ModelFiles.list(folder).isEmpty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    }
  }

  /** The step of a checkpoint, or -1 if a path does not have the name of one. */
  private static long step(Path folder) {
    String name = String.valueOf(folder.getFileName());
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return -1;
    }
    long step = Long.parseLong(matcher.group(1));
    return step <= Counters.MOST && name.equals(nameOf(step)) ? step : -1;
  }

  private static String nameOf(long step) {
    return String.format(Locale.ROOT, "step-%010d", step);
  }

  private static String random() {
    return "-" + UUID.randomUUID().toString().replace("-", "");
  }

  private Path folderOf(long step) {
    return folderOf(directory, step);
  }

  private static Path folderOf(Path directory, long step) {
    return directory.resolve(nameOf(step));
  }

  /**
   * Writes a checkpoint and deletes those that the policy does not keep.
   *
   * @param step the model's step
   * @param writer writes the model
   * @return the checkpoint's folder
   * @throws IOException if it cannot be written; earlier checkpoints are unchanged then
   */
  public Path write(long step, ModelWriter writer) throws IOException {
    String random = random();
    Path writing = directory.resolve(WRITING + step + random);
    Path replaced = directory.resolve(REPLACED + step + random);
    Path checkpoint = folderOf(step);
    try {
      Files.createDirectory(writing);
      writer.writeTo(writing);
      if (all(directory).contains(checkpoint) && !Files.isSymbolicLink(checkpoint)) {
        // Two steps on most file systems; clearAway repairs the folder after a crash in between.
        Files.move(checkpoint, replaced, StandardCopyOption.ATOMIC_MOVE);
      } else if (Files.exists(checkpoint, LinkOption.NOFOLLOW_LINKS)) {
        setAside(checkpoint, MOVED);
      }
      Files.move(writing, checkpoint, StandardCopyOption.ATOMIC_MOVE);
      AtomicFiles.syncFolder(directory);
      deleteReplaced(replaced, checkpoint);
    } catch (IOException | RuntimeException | Error e) {
      delete(writing);
      try {
        putBack(replaced, checkpoint);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      Throwables.throwIfUnchecked(e);
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the checkpoint of step %d could not be written (%s); earlier checkpoints are"
                  + " unchanged. Free disk space or choose another folder, then resume",
              printable(directory),
              step,
              printable(e)),
          e);
    }
    prune();
    return checkpoint;
  }

  /**
   * Records a score. The checkpoint with the best score is kept.
   *
   * @param step the model's step, of which there is a checkpoint
   * @param name the score's name
   * @param score the score, lower is better
   * @return whether it is the best so far
   */
  public boolean scored(long step, String name, double score) {
    BestNote previous = best;
    if (previous != null && !isBetter(previous, name, score)) {
      note(previous.withScored(step));
      return false;
    }
    note(new BestNote(step, name, score, step));
    prune();
    return true;
  }

  private static boolean isBetter(BestNote best, String name, double score) {
    return !best.name().equals(name)
        || score < best.score()
        || (Double.isNaN(best.score()) && !Double.isNaN(score));
  }

  /** Records the best checkpoint. The record is not essential, so the run continues without it. */
  private void note(BestNote changed) {
    best = changed;
    byte[] encoded = changed.encode();
    Path file = directory.resolve(BEST);
    try {
      AtomicFiles.write(file, out -> out.write(encoded));
      recorded = changed;
    } catch (IOException e) {
      logger.warn(
          "{} cannot be written ({}); if the run is resumed, its best checkpoint is the one that was"
              + " recorded before",
          printable(file),
          printable(e));
    }
  }

  /**
   * Whether the score of a step has been recorded. It has not if the process was killed between
   * writing the checkpoint and scoring it.
   *
   * @param step the model's step
   * @param name the score's name
   * @return false also if it is unknown which step was scored last
   */
  public boolean wasScored(long step, String name) {
    return best != null && best.name().equals(name) && best.scored() == step;
  }

  private List<Path> rollBackCandidates() throws IOException {
    return all(directory).stream().filter(folder -> scheduled.test(step(folder))).toList();
  }

  /**
   * A function of the existing checkpoints that is idempotent: it keeps all that it kept before.
   */
  private Set<Path> keptForRollBack() throws IOException {
    List<Path> candidates = rollBackCandidates();
    Map<Long, Path> firsts = new LinkedHashMap<>();
    candidates.forEach(folder -> firsts.putIfAbsent(step(folder) / window, folder));
    Set<Path> kept = new HashSet<>(last(candidates, policy.keepLast()));
    kept.addAll(last(List.copyOf(firsts.values()), WINDOWS));
    return kept;
  }

  private static List<Path> last(List<Path> folders, int count) {
    return folders.subList(Math.max(0, folders.size() - count), folders.size());
  }

  /** Deletes the checkpoints that the policy does not keep. The run continues if that fails. */
  private void prune() {
    try {
      deleteUnneeded();
    } catch (IOException e) {
      logger.warn(
          "{}: checkpoints that are no longer needed could not be deleted ({})",
          printable(directory),
          printable(e));
    }
  }

  private void deleteUnneeded() throws IOException {
    List<Path> all = all(directory);
    Set<Path> forRollBack = keptForRollBack();
    for (Path folder : all.subList(0, Math.max(0, all.size() - policy.keepLast()))) {
      long step = step(folder);
      boolean kept =
          forRollBack.contains(folder)
              || (best != null && best.step() == step)
              || (recorded != null && recorded.step() == step)
              || (policy.keepEverySteps() > 0 && step % policy.keepEverySteps() == 0)
              || Files.isSymbolicLink(folder);
      if (!kept) {
        discard(folder);
      }
    }
  }

  private static @Nullable BestNote readBest(Path directory) {
    Path file = directory.resolve(BEST);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      BestNote read = BestNote.read(file);
      return Files.isDirectory(folderOf(directory, read.step())) ? read : null;
    } catch (IOException e) {
      // The record can be replaced, whatever is wrong with it.
      logger.warn(
          "{} cannot be read, so the best checkpoint is determined again: {}",
          printable(file),
          printable(e));
      return null;
    }
  }

  private void clearAway() throws IOException {
    // No other process is writing it, because this one holds the run's lock.
    AtomicFiles.deleteAbandoned(directory.resolve(BEST), Duration.ZERO);
    for (Path folder : ModelFiles.list(directory)) {
      String name = folder.getFileName().toString();
      Matcher replaced = REPLACED_NAME.matcher(name);
      if (replaced.matches()) {
        putBack(folder, folderOf(Long.parseLong(replaced.group(1))));
      } else if (INCOMPLETE_NAME.matcher(name).matches()) {
        logger.info("deleting an incomplete checkpoint: {}", printable(folder));
        delete(folder);
      }
    }
  }

  /** Restores a checkpoint whose replacement was interrupted, or deletes it if it was replaced. */
  private static void putBack(Path replaced, Path checkpoint) throws IOException {
    if (Files.isDirectory(replaced, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(checkpoint, LinkOption.NOFOLLOW_LINKS)) {
        deleteReplaced(replaced, checkpoint);
      } else {
        Files.move(replaced, checkpoint, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /**
   * Reads the model that a path denotes.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  public interface ModelReader<T> {
    /**
     * Reads a model.
     *
     * @param folder the model's folder
     * @return the result
     * @throws IOException if the model cannot be read
     */
    T read(Path folder) throws IOException;
  }

  /**
   * Reads the checkpoint that a path denotes, or any model. A training may write and delete
   * checkpoints there at the same time.
   *
   * @param <T> the type of the result
   * @param directory a model's folder, or a path that {@link #named} accepts
   * @param reader reads a model's folder
   * @return the reader's result
   * @throws IOException if the reader throws it
   */
  public static <T> T read(Path directory, ModelReader<T> reader) throws IOException {
    return ConsistentReads.read(
        () -> {
          Path model = named(directory).orElse(directory);
          return List.of(model, ConsistentReads.version(model));
        },
        () -> reader.read(named(directory).orElse(directory)));
  }

  /**
   * Reads a checkpoint, or any model. If it is damaged, the error names the newest earlier
   * checkpoint of the run that is intact.
   *
   * @param folder a model's folder
   * @return the model
   * @throws ModelFormatException if it is damaged or not a model
   * @throws IOException if it cannot be read
   */
  public static ModelFiles.Loaded load(Path folder) throws IOException {
    try {
      return ModelFiles.load(folder);
    } catch (ModelFormatException e) {
      Optional<Path> earlier = intactBefore(folder);
      if (earlier.isEmpty()) {
        throw e;
      }
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s. The checkpoint before it is intact: %s; load that one, or let the run resume"
                  + " from it with CheckpointPolicy's skipDamaged",
              e.getMessage(),
              printable(earlier.get())),
          e);
    }
  }

  /**
   * The newest intact checkpoint before another one.
   *
   * @param checkpoint a checkpoint of a run
   * @return empty if there is none, or if the folder is not a checkpoint of a run
   * @throws IOException if the run's folder cannot be read
   */
  public static Optional<Path> intactBefore(Path checkpoint) throws IOException {
    long step = step(checkpoint);
    Path run = checkpoint.toAbsolutePath().getParent();
    if (step < 0 || run == null) {
      return Optional.empty();
    }
    List<Path> all = new ArrayList<>(all(run));
    Collections.reverse(all);
    for (Path folder : all) {
      if (step(folder) < step) {
        try {
          ModelFiles.Loaded unused = ModelFiles.load(folder);
          return Optional.of(folder);
        } catch (ModelFormatException e) {
          logger.warn("{} is damaged as well: {}", printable(folder), e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Renames all checkpoints after an intact one, so that the run continues from the intact one.
   * Nothing is deleted.
   *
   * @param intact the checkpoint from which the run continues
   * @throws IOException if a checkpoint cannot be renamed
   */
  public void setAsideAfter(Path intact) throws IOException {
    for (Path folder : all(directory)) {
      if (step(folder) > step(intact)) {
        setAside(folder, DAMAGED);
      }
    }
    // Not read again, because a damaged record would be reported once more.
    BestNote read = best;
    if (read != null && !Files.isDirectory(folderOf(read.step()))) {
      best = null;
    }
    recorded = best;
  }

  /** Renames what has the name of a checkpoint, so that it is not used as one. */
  private static void setAside(Path folder, String prefix) throws IOException {
    Path aside = folder.resolveSibling(prefix + folder.getFileName());
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = folder.resolveSibling(prefix + folder.getFileName() + "-" + i);
    }
    Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
    logger.warn(
        "renamed {} to {}, because it {}; it is no longer used and may be deleted",
        printable(folder),
        printable(aside.getFileName()),
        prefix.equals(DAMAGED)
            ? "or a checkpoint before it is damaged"
            : "is in the place of a checkpoint of this run");
  }

  /**
   * Removes a checkpoint. It loses its name first, since a partly deleted folder must not have the
   * name of a checkpoint.
   */
  private static void discard(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      setAside(folder, MOVED);
    } else {
      Path doomed = doomed(folder);
      Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      delete(doomed);
    }
  }

  /** A new name for a checkpoint that is deleted. */
  private static Path doomed(Path checkpoint) {
    return checkpoint.resolveSibling(DELETED + checkpoint.getFileName() + random());
  }

  /**
   * Removes a checkpoint that was replaced. It loses its name first, too: what others have written
   * into it stays, and must not get the name of a checkpoint again when the new one is deleted.
   */
  private static void deleteReplaced(Path replaced, Path checkpoint) {
    if (!Files.isDirectory(replaced, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path doomed = doomed(checkpoint);
    try {
      Files.move(replaced, doomed, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      logger.warn(
          "{} is no longer needed, but could not be deleted: {}",
          printable(replaced),
          printable(e));
      return;
    }
    delete(doomed);
  }

  /**
   * Deletes the files that this library wrote into a folder, and the folder if it is empty then.
   * What cannot be deleted stays, since it is in nobody's way.
   */
  private static void delete(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (!ModelFiles.delete(folder)) {
        logger.warn(
            "{} is no longer needed, but contains other files and was not deleted",
            printable(folder));
      }
    } catch (IOException e) {
      logger.warn(
          "{} is no longer needed, but could not be deleted: {}", printable(folder), printable(e));
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}

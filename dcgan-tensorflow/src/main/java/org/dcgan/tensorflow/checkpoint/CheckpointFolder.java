package org.dcgan.tensorflow.checkpoint;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.ConsistentReads;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.training.CheckpointPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's folder: one folder a checkpoint, {@code step-0000001234}, the note {@code best.json} of
 * which is the best, and {@code run.lock}, held while a training writes here.
 *
 * <p>A checkpoint is written beside, as {@code writing-...}, and renamed when it is whole; what a
 * crash leaves half-written never has a checkpoint's name and is cleared away by the next training.
 */
public final class CheckpointFolder implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final Pattern NAME = Pattern.compile("step-(\\d{10,18})");
  private static final String WRITING = "writing-";
  private static final Pattern WRITING_NAME =
      Pattern.compile(WRITING + "(?:\\d{1,18}|deleted-step-\\d{10,18}(?:-\\d{1,9})?)");
  private static final String REPLACED = "replaced-";
  private static final Pattern REPLACED_NAME = Pattern.compile(REPLACED + "(\\d{1,18})");
  private static final String LOCK = "run.lock";
  private static final String BEST = "best.json";
  private static final int STRETCHES = 3;
  private static final String BEST_CHECKPOINT = "best";

  private final CheckpointPolicy policy;
  private final Path directory;
  private final WriterLock lock;
  private @Nullable BestNote best;
  private LongPredicate returnable = step -> false;
  private long window = 1;

  /** Writes a model into a folder. */
  @FunctionalInterface
  public interface ModelWriter {
    /**
     * Writes it.
     *
     * @param folder an empty folder
     * @throws IOException if it cannot
     */
    void writeTo(Path folder) throws IOException;
  }

  private CheckpointFolder(CheckpointPolicy policy, WriterLock lock) throws IOException {
    this.policy = policy;
    this.directory = policy.directory();
    this.lock = lock;
    clearAway();
    this.best = readBest(directory);
  }

  /**
   * Takes hold of a run's folder.
   *
   * @param policy which, and what is kept there
   * @return the folder, locked until it is closed
   * @throws IOException if it cannot be written to, or another training holds it
   */
  public static CheckpointFolder open(CheckpointPolicy policy) throws IOException {
    Path directory = policy.directory();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new NotDirectoryException(
          printable(directory)
              + ": expected a folder for checkpoints, found a file; name another folder");
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
              + " name another",
          e);
    }
    if (lock.isEmpty()) {
      throw new IOException(
          printable(directory)
              + ": another training is writing checkpoints here; wait for it, stop it, or name"
              + " another folder");
    }
    lock.get()
        .problem()
        .ifPresent(
            problem ->
                logger.warn(
                    "{} cannot be locked ({}); do not train there from two processes at once",
                    printable(directory),
                    printable(problem)));
    try {
      return new CheckpointFolder(policy, lock.get());
    } catch (IOException | RuntimeException e) {
      lock.get().close();
      throw e;
    }
  }

  /**
   * The newest checkpoint of a run's folder, whoever holds it.
   *
   * @param directory the run's folder
   * @return a model's folder, or empty where there is none
   * @throws IOException if the folder cannot be read
   */
  public static Optional<Path> newest(Path directory) throws IOException {
    List<Path> all = all(directory);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * The checkpoint that a run's folder, or the word {@value #BEST_CHECKPOINT} in it, stands for.
   *
   * @param directory a run's folder, for its newest checkpoint, or {@code best} in one
   * @return a model's folder, or empty where it stands for none
   * @throws IOException if the folder cannot be read
   */
  public static Optional<Path> named(Path directory) throws IOException {
    Path name = directory.getFileName();
    if (name != null && name.toString().equals(BEST_CHECKPOINT) && !Files.exists(directory)) {
      Path run = directory.toAbsolutePath().getParent();
      BestNote noted = readBest(run);
      return noted == null ? Optional.empty() : Optional.of(place(run, noted.step()));
    }
    return newest(directory);
  }

  /**
   * The best checkpoint by the policy's score.
   *
   * @return a model's folder, or empty where none was scored
   */
  public Optional<Path> best() {
    return best == null ? Optional.empty() : Optional.of(place(best.step()));
  }

  /**
   * Keeps, beside what the policy says, checkpoints that a run can go back to from a trouble that
   * began a while ago: the last ones of those that the run would have in any case, and the first of
   * them in each of the last {@value #STRETCHES} stretches of so many steps. Those that were
   * written since the run was stopped, or since time had passed, are not among them: else a run
   * that was stopped in between would go back to other ones than a run that was not.
   *
   * @param scheduled whether a run always has a checkpoint at a step
   * @param steps how long it may take to notice a trouble
   */
  public void keepToGoBack(LongPredicate scheduled, long steps) {
    this.returnable = scheduled;
    this.window = steps;
  }

  /**
   * Where a run goes back to: the best checkpoint, if there is a score; else the newest that is
   * older than a trouble, or the oldest of all.
   *
   * @param since the first step that may be the trouble's work
   * @return a model's folder
   * @throws IOException if there is no checkpoint at all
   */
  public Path beforeTrouble(long since) throws IOException {
    if (best().isPresent()) {
      return best().get();
    }
    List<Path> candidates = toGoBackTo();
    if (candidates.isEmpty()) {
      throw new IOException(
          printable(directory)
              + ": expected a checkpoint to go back to, found none; were they deleted?");
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
   * Deletes what a run wrote after the step that it went back to.
   *
   * @param step where it goes on
   * @throws IOException if they cannot be deleted
   */
  public void deleteAfter(long step) throws IOException {
    if (best != null && best.scored() > step) {
      // The steps that follow are other ones, to be scored when they come.
      note(best.withScored(step));
    }
    for (Path folder : all(directory)) {
      if (step(folder) > step) {
        deleteIfThere(folder);
      }
    }
  }

  /** All checkpoints, oldest first. */
  private static List<Path> all(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, "step-*")) {
      for (Path folder : folders) {
        if (NAME.matcher(folder.getFileName().toString()).matches()) {
          all.add(folder);
        }
      }
    }
    Collections.sort(all, java.util.Comparator.comparingLong(CheckpointFolder::step));
    return all;
  }

  private static long step(Path folder) {
    Matcher matcher = NAME.matcher(folder.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private Path place(long step) {
    return place(directory, step);
  }

  private static Path place(Path directory, long step) {
    return directory.resolve(String.format(Locale.ROOT, "step-%010d", step));
  }

  /**
   * Writes a checkpoint and deletes those that the policy does not keep.
   *
   * @param step where the model stands
   * @param writer writes the model
   * @return the checkpoint's folder
   * @throws IOException if it cannot be written; those that were there are then still there
   */
  public Path write(long step, ModelWriter writer) throws IOException {
    Path writing = directory.resolve(WRITING + step);
    Path place = place(step);
    boolean begun = false;
    try {
      if (ModelFiles.isNothingElse(writing)) {
        deleteIfThere(writing);
      }
      Files.createDirectory(writing);
      begun = true;
      writer.writeTo(writing);
      boolean replaces = Files.exists(place);
      if (replaces) {
        // Not one step on most file systems; a crash in between is mended by clearAway.
        Files.move(place, directory.resolve(REPLACED + step), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(writing, place, StandardCopyOption.ATOMIC_MOVE);
      AtomicFiles.syncFolder(directory);
      if (replaces) {
        deleteIfThere(directory.resolve(REPLACED + step));
      }
    } catch (IOException | RuntimeException e) {
      try {
        if (begun) {
          deleteIfThere(writing);
        }
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      if (e instanceof RuntimeException other) {
        throw other;
      }
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the checkpoint of step %d could not be written (%s); earlier checkpoints are as"
                  + " they were. Free space or name another folder, and resume",
              printable(directory),
              step,
              printable(e)),
          e);
    }
    prune();
    return place;
  }

  /**
   * Notes a score; the best step's checkpoint is kept from then on.
   *
   * @param step where the model stands; its checkpoint must be there
   * @param name the score's name
   * @param score lower is better
   * @return whether it is the best so far
   * @throws IOException if the note cannot be written
   */
  public boolean scored(long step, String name, double score) throws IOException {
    boolean better =
        best == null
            || !best.name().equals(name)
            || score < best.score()
            || Double.isNaN(best.score()) && !Double.isNaN(score);
    note(better ? new BestNote(step, name, score, step) : best.withScored(step));
    if (better) {
      prune();
    }
    return better;
  }

  private void note(BestNote changed) throws IOException {
    best = changed;
    byte[] encoded = changed.encode();
    AtomicFiles.write(directory.resolve(BEST), out -> out.write(encoded));
  }

  /**
   * Whether a step's score has been noted. It has not if the process was killed between writing the
   * checkpoint and scoring it.
   *
   * @param step where the model stands
   * @param name the score's name
   * @return false also where no note says which step was scored last
   */
  public boolean wasScored(long step, String name) {
    return best != null && best.name().equals(name) && best.scored() == step;
  }

  private List<Path> toGoBackTo() throws IOException {
    return all(directory).stream().filter(folder -> returnable.test(step(folder))).toList();
  }

  /** Depends on nothing but which are there, and leaves them alone when it is asked again. */
  private Set<Path> keptToGoBack() throws IOException {
    List<Path> candidates = toGoBackTo();
    Map<Long, Path> firsts = new LinkedHashMap<>();
    candidates.forEach(folder -> firsts.putIfAbsent(step(folder) / window, folder));
    Set<Path> kept = new HashSet<>(last(candidates, policy.keepLast()));
    kept.addAll(last(List.copyOf(firsts.values()), STRETCHES));
    return kept;
  }

  private static List<Path> last(List<Path> folders, int count) {
    return folders.subList(Math.max(0, folders.size() - count), folders.size());
  }

  private void prune() throws IOException {
    List<Path> all = all(directory);
    Set<Path> toGoBack = keptToGoBack();
    for (Path folder : all.subList(0, Math.max(0, all.size() - policy.keepLast()))) {
      long step = step(folder);
      boolean kept =
          toGoBack.contains(folder)
              || best != null && best.step() == step
              || policy.keepEverySteps() > 0 && step % policy.keepEverySteps() == 0;
      if (!kept) {
        deleteIfThere(folder);
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
      return Files.isDirectory(place(directory, read.step())) ? read : null;
    } catch (IOException e) {
      // Whatever is wrong with it: it is only a note.
      logger.warn(
          "{} cannot be read, so the best checkpoint is chosen anew: {}",
          printable(file),
          printable(e));
      return null;
    }
  }

  private void clearAway() throws IOException {
    // Under the run's lock, nobody is writing it.
    AtomicFiles.deleteAbandoned(directory.resolve(BEST), Duration.ZERO);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        Matcher replaced = REPLACED_NAME.matcher(name);
        if (replaced.matches()) {
          Path place = place(Long.parseLong(replaced.group(1)));
          if (!ModelFiles.isNothingElse(folder)) {
            logger.debug("not a checkpoint, left alone: {}", printable(folder));
          } else if (Files.exists(place)) {
            deleteIfThere(folder);
          } else {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
          }
        } else if (WRITING_NAME.matcher(name).matches() && ModelFiles.isNothingElse(folder)) {
          logger.info("cleared away a checkpoint that was never finished: {}", printable(folder));
          deleteIfThere(folder);
        }
      }
    }
  }

  /**
   * Reads what a folder stands for.
   *
   * @param <T> what is made of it
   */
  @FunctionalInterface
  public interface ModelReader<T> {
    /**
     * Reads a model.
     *
     * @param folder the model's folder
     * @return what is made of it
     * @throws IOException if it cannot be read
     */
    T read(Path folder) throws IOException;
  }

  /**
   * Reads the checkpoint that a run's folder stands for, or any model, also while a training writes
   * and deletes checkpoints there.
   *
   * @param <T> what is made of it
   * @param directory a model's folder, or what {@link #named} takes
   * @param reader reads a model's folder
   * @return the reader's result
   * @throws IOException the reader's
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
   * Reads a checkpoint, or any model. Where it is damaged, the error names the newest earlier
   * checkpoint of the run that is whole.
   *
   * @param folder a model's folder
   * @return the model
   * @throws ModelFormatException if it is damaged, or no model
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
              "%s. The checkpoint before it is whole: %s; load that one, or let the run resume from"
                  + " it with CheckpointPolicy's skipDamaged",
              e.getMessage(),
              printable(earlier.get())),
          e);
    }
  }

  /**
   * The newest checkpoint before another one that can be read.
   *
   * @param checkpoint a checkpoint of a run
   * @return empty if there is none, or the folder is not a run's checkpoint
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
          logger.warn("{} is damaged, too: {}", printable(folder), e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Renames a damaged checkpoint, and those after one that is whole, so that the run goes on from
   * that one. Nothing is deleted.
   *
   * @param whole where the run goes on
   * @throws IOException if one cannot be renamed
   */
  public void setAsideAfter(Path whole) throws IOException {
    for (Path folder : all(directory)) {
      if (step(folder) > step(whole)) {
        Path aside = directory.resolve("damaged-" + folder.getFileName());
        for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
          aside = directory.resolve("damaged-" + folder.getFileName() + "-" + i);
        }
        Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        logger.warn(
            "set aside a damaged checkpoint as {}; delete it when you like", printable(aside));
      }
    }
    best = readBest(directory);
  }

  /** Deletes what this library wrote into a folder; what somebody else put there stays. */
  private static void deleteIfThere(Path folder) throws IOException {
    if (Files.exists(folder)) {
      // A folder half deleted must not look like a checkpoint.
      Path doomed = folder;
      if (NAME.matcher(folder.getFileName().toString()).matches()) {
        String name = WRITING + "deleted-" + folder.getFileName();
        doomed = folder.resolveSibling(name);
        for (int i = 2; Files.exists(doomed, LinkOption.NOFOLLOW_LINKS); i++) {
          doomed = folder.resolveSibling(name + "-" + i);
        }
        Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      }
      if (!ModelFiles.delete(doomed)) {
        logger.warn("{} is no longer needed, but holds other files, which stay", printable(doomed));
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}

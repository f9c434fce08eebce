package org.dcgan.tensorflow.checkpoint;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.io.AtomicFiles;
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
  private static final String REPLACED = "replaced-";
  private static final Pattern REPLACED_NAME = Pattern.compile(REPLACED + "(\\d{1,18})");
  private static final String LOCK = "run.lock";
  private static final String BEST = "best.json";
  private static final int STRETCHES = 3;
  private static final String BEST_CHECKPOINT = "best";
  private static final Gson gson =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();

  private final CheckpointPolicy policy;
  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;
  private @Nullable Best best;
  private LongPredicate returnable = step -> false;
  private long window = 1;

  /** The best checkpoint so far. */
  private record Best(long step, String name, double score) {}

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

  private CheckpointFolder(CheckpointPolicy policy, FileChannel channel, FileLock lock)
      throws IOException {
    this.policy = policy;
    this.directory = policy.directory();
    this.channel = channel;
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
          directory + ": expected a folder for checkpoints, found a file; name another folder");
    }
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          directory
              + ": cannot write checkpoints here ("
              + e
              + "); make the folder writable or"
              + " name another",
          e);
    }
    try {
      FileLock lock = lock(channel);
      if (lock == null) {
        throw new IOException(held(directory));
      }
      return new CheckpointFolder(policy, channel, lock);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(held(directory), e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** An interrupt would close the channel; it is for the training to act on. */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return channel.tryLock();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String held(Path directory) {
    return directory
        + ": another training is writing checkpoints here; wait for it, stop it, or name another"
        + " folder";
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
      Best noted = readBest(run);
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
          directory + ": expected a checkpoint to go back to, found none; were they deleted?");
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
    return directory.resolve(String.format("step-%010d", step));
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
    try {
      deleteIfThere(writing);
      Files.createDirectory(writing);
      writer.writeTo(writing);
      if (Files.exists(place)) {
        // Not one step on most file systems; a crash in between is mended by clearAway.
        Files.move(place, directory.resolve(REPLACED + step), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(writing, place, StandardCopyOption.ATOMIC_MOVE);
      deleteIfThere(directory.resolve(REPLACED + step));
    } catch (IOException | RuntimeException e) {
      try {
        deleteIfThere(writing);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      if (e instanceof RuntimeException other) {
        throw other;
      }
      throw new IOException(
          String.format(
              "%s: the checkpoint of step %d could not be written (%s); earlier checkpoints are as"
                  + " they were. Free space or name another folder, and resume",
              directory, step, e),
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
    if (better) {
      best = new Best(step, name, score);
      AtomicFiles.writeString(directory.resolve(BEST), gson.toJson(best));
      prune();
    }
    return better;
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

  private static @Nullable Best readBest(Path directory) {
    Path file = directory.resolve(BEST);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      Best read = gson.fromJson(Files.readString(file), Best.class);
      return read != null && Files.isDirectory(place(directory, read.step())) ? read : null;
    } catch (IOException | JsonParseException e) {
      logger.warn(
          "{} cannot be read, so the best checkpoint is chosen anew: {}", file, e.toString());
      return null;
    }
  }

  private void clearAway() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        Matcher replaced = REPLACED_NAME.matcher(name);
        if (replaced.matches()) {
          Path place = place(Long.parseLong(replaced.group(1)));
          if (Files.exists(place)) {
            deleteIfThere(folder);
          } else {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
          }
        } else if (name.startsWith(WRITING)) {
          logger.info("cleared away a checkpoint that was never finished: {}", folder);
          deleteIfThere(folder);
        }
      }
    }
  }

  private static void deleteIfThere(Path folder) throws IOException {
    if (Files.exists(folder)) {
      // A folder half deleted must not look like a checkpoint.
      Path doomed = folder;
      if (NAME.matcher(folder.getFileName().toString()).matches()) {
        doomed = folder.resolveSibling(WRITING + "deleted-" + folder.getFileName());
        Files.move(folder, doomed, StandardCopyOption.ATOMIC_MOVE);
      }
      MoreFiles.deleteRecursively(doomed, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    channel.close();
  }
}

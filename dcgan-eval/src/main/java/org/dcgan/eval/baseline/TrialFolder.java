package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.io.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of a search in a folder that several processes share, on one machine or on several
 * with a common file system.
 *
 * <p>A trial is claimed by creating {@code trial-0007.claim-1}, which only one process can. Its
 * owner touches the file from time to time; where that has stopped for long enough, another process
 * takes the trial over by creating {@code claim-2}, and so on: the highest number owns. Nothing is
 * renamed or locked, so that a process may end at any moment. A finished trial is {@code
 * trial-0007.json}, written whole. Two owners, should a process only have slept, compute the same
 * thing.
 *
 * <p>A claim says which process on which machine made it: a process that is known to have ended is
 * not waited for. For processes of other machines, times are those that the file system gives
 * files, so that the machines' clocks do not matter; a claim from the future, or one that has not
 * changed while this process watched it for long enough, is taken over as well.
 */
public final class TrialFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TrialFolder.class);
  private static final String SETTINGS = "search.json";
  private static final int LOOKS = 20;
  private static final long PAUSE_MILLIS = 50;

  private final Path folder;
  private final Duration staleAfter;
  private final InstantSource clock;
  private final boolean ownClock;
  private final Map<Path, Sighting> seen = new ConcurrentHashMap<>();

  /** When a claim was first seen as it is. */
  private record Sighting(FileTime modified, Instant since) {}

  /**
   * Opens a folder. Time is that of its file system.
   *
   * @param folder where; made if it is missing
   * @param staleAfter how long nothing is heard of an owner until a trial is taken over
   * @throws IOException if it cannot be made
   */
  public TrialFolder(Path folder, Duration staleAfter) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(staleAfter, "staleAfter");

    this.folder = folder;
    this.staleAfter = staleAfter;
    this.clock = () -> timeOf(folder);
    this.ownClock = false;
    Files.createDirectories(folder);
  }

  /**
   * Opens a folder with a clock of another kind.
   *
   * @param folder where; made if it is missing
   * @param staleAfter how long nothing is heard of an owner until a trial is taken over
   * @param clock the time now
   * @throws IOException if it cannot be made
   */
  public TrialFolder(Path folder, Duration staleAfter, InstantSource clock) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(staleAfter, "staleAfter");
    requireNonNull(clock, "clock");

    this.folder = folder;
    this.staleAfter = staleAfter;
    this.clock = clock;
    this.ownClock = true;
    Files.createDirectories(folder);
  }

  /**
   * Sees to it that all processes search the same.
   *
   * @param settings a text of everything that decides what a trial comes to
   * @throws IllegalStateException if trials of other settings are there
   * @throws IOException if the folder cannot be read or written
   */
  public void agreeOn(String settings) throws IOException {
    requireNonNull(settings, "settings");

    Path file = folder.resolve(SETTINGS);
    if (!Files.exists(file)) {
      create(file, settings);
    }
    String found = settings(file, settings);
    if (!found.equals(settings)) {
      throw new IllegalStateException(
          folder
              + " has trials of another search; choose another folder, or the same settings."
              + " There:\n"
              + found
              + "asked for:\n"
              + settings);
    }
  }

  /** Creates a file that appears whole, unless another process is quicker. */
  private void create(Path file, String text) throws IOException {
    Path own = folder.resolve(SETTINGS + "." + UUID.randomUUID() + ".tmp");
    try {
      AtomicFiles.create(own, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
      // A link fails where the name is taken, a move would replace what is there.
      Files.createLink(file, own);
    } catch (FileAlreadyExistsException e) {
      // What the other wrote is compared with ours.
    } catch (UnsupportedOperationException | FileSystemException e) {
      LOG.debug("{} has no hard links: {}", folder, e.toString());
      createWithoutLink(file, text);
    } finally {
      Files.deleteIfExists(own);
    }
  }

  /** Others may see the beginning of it; {@link #settings} waits for the end. */
  private static void createWithoutLink(Path file, String text) throws IOException {
    try {
      AtomicFiles.create(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    } catch (FileAlreadyExistsException e) {
      // What the other wrote is compared with ours.
    }
  }

  /** The settings there, once they are whole; those that a killed process began are replaced. */
  private static String settings(Path file, String expected) throws IOException {
    String found = Files.readString(file);
    for (int i = 0; i < LOOKS && isBeginning(found, expected); i++) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another process wrote " + file);
      }
      found = Files.readString(file);
    }
    if (isBeginning(found, expected)) {
      AtomicFiles.writeString(file, expected);
      found = Files.readString(file);
    }
    return found;
  }

  private static boolean isBeginning(String found, String expected) {
    return found.length() < expected.length() && expected.startsWith(found);
  }

  /** What time the file system takes it to be. */
  private static Instant timeOf(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, ".clock", ".tmp");
      try {
        return Files.getLastModifiedTime(probe).toInstant();
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      return Instant.now();
    }
  }

  /** A trial that this process is to run. Closing it gives it up, unless it was finished. */
  public final class Claim implements AutoCloseable {
    private final int trial;
    private final int number;
    private boolean finished;

    private Claim(int trial, int number) {
      this.trial = trial;
      this.number = number;
    }

    /**
     * Which trial.
     *
     * @return its number
     */
    public int trial() {
      return trial;
    }

    /**
     * Says that this process lives.
     *
     * @return whether the trial is still its own
     * @throws IOException if the folder cannot be written
     */
    public boolean renew() throws IOException {
      try {
        touch(file());
      } catch (NoSuchFileException e) {
        return false;
      }
      return highestClaim(trial) == number;
    }

    /**
     * Keeps what came of it.
     *
     * @param result the trial's
     * @throws IOException if it cannot be written
     */
    public void finish(Trial result) throws IOException {
      requireNonNull(result, "result");

      AtomicFiles.writeString(resultFile(trial), TrialJson.encode(result));
      finished = true;
    }

    private Path file() {
      return claimFile(trial, number);
    }

    @Override
    public void close() throws IOException {
      // The numbers below the highest have to stay, or it would be overlooked.
      if (!finished && highestClaim(trial) == number) {
        Files.deleteIfExists(file());
      }
    }
  }

  /**
   * Claims a trial.
   *
   * @param trial its number, at least 0
   * @return empty if it is finished, or another process is at it
   * @throws IOException if the folder cannot be read or written
   */
  public Optional<Claim> claim(int trial) throws IOException {
    if (Files.exists(resultFile(trial))) {
      return Optional.empty();
    }
    int highest = highestClaim(trial);
    if (highest > 0 && !stale(claimFile(trial, highest))) {
      return Optional.empty();
    }
    Claim claim = new Claim(trial, highest + 1);
    try {
      Files.writeString(
          claim.file(),
          ClaimOwner.current().text(),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    touch(claim.file());
    if (Files.exists(resultFile(trial))) {
      // Finished between the two looks.
      claim.close();
      return Optional.empty();
    }
    return Optional.of(claim);
  }

  /** Says by a file's time that its owner lives. */
  private void touch(Path claim) throws IOException {
    if (ownClock) {
      Files.setLastModifiedTime(claim, FileTime.from(clock.instant()));
    } else {
      // Not setLastModifiedTime: this way the time is the file system's.
      Files.writeString(
          claim,
          ClaimOwner.current().text(),
          StandardCharsets.UTF_8,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
    }
  }

  private boolean stale(Path claim) throws IOException {
    try {
      if (ClaimOwner.of(claim).map(ClaimOwner::hasEnded).orElse(false)) {
        return true;
      }
      FileTime modified = Files.getLastModifiedTime(claim);
      Instant now = clock.instant();
      Sighting sighting =
          seen.compute(
              claim,
              (path, known) ->
                  known != null && known.modified().equals(modified)
                      ? known
                      : new Sighting(modified, now));
      return Duration.between(modified.toInstant(), now).abs().compareTo(staleAfter) > 0
          || Duration.between(sighting.since(), now).compareTo(staleAfter) > 0;
    } catch (NoSuchFileException e) {
      // Given up just now: whoever looks next finds none.
      return false;
    }
  }

  private int highestClaim(int trial) {
    int number = 0;
    while (Files.exists(claimFile(trial, number + 1))) {
      number++;
    }
    return number;
  }

  /**
   * What is finished.
   *
   * @param trials how many to look for
   * @return in the order of their numbers; a trial that is not finished is left out
   * @throws IOException if a result cannot be read, or is damaged
   */
  public List<Trial> finished(int trials) throws IOException {
    List<Trial> finished = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      Path file = resultFile(i);
      if (!Files.exists(file)) {
        continue;
      }
      Trial trial = TrialJson.read(file);
      if (trial.number() != i) {
        throw new ModelFormatException(
            file
                + ": expected the result of trial "
                + i
                + ", found that of trial "
                + trial.number()
                + "; delete it to have the trial run again");
      }
      finished.add(trial);
    }
    return finished;
  }

  private Path resultFile(int trial) {
    return folder.resolve(name(trial) + ".json");
  }

  private Path claimFile(int trial, int number) {
    return folder.resolve(name(trial) + ".claim-" + number);
  }

  private static String name(int trial) {
    return String.format(Locale.ROOT, "trial-%04d", trial);
  }
}

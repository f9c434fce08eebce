package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;
import org.dcgan.ModelFormatException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.internal.json.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of a search in a folder that several processes share, on one machine or on several
 * with a common file system.
 *
 * <p>A process claims a trial by linking a complete file to {@code trial-0007.claim-1}, which fails
 * if the name exists. The owner updates the file's time regularly. If it has not done so for long
 * enough, another process takes the trial over by creating {@code claim-2}, and so on; the claim
 * with the highest number is valid. Nothing is renamed or locked, so that a process may be killed
 * at any time. The result of a finished trial, {@code trial-0007.json}, is written atomically. If a
 * process was only suspended and two processes run a trial, both compute the same result.
 *
 * <p>A claim names its machine and process. The trials of a process that has ended on the same
 * machine are taken over immediately. For processes of other machines, only the times of the file
 * system are compared, so that the clocks of machines may differ. A claim with a time in the
 * future, or one that does not change while it is observed for long enough, is taken over, too.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TrialFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TrialFolder.class);
  private static final String SETTINGS = "search.json";
  private static final int LOOKS = 20;

  /** The maximum size of the settings, in bytes; those of a search have a few kilobytes. */
  private static final int MOST_BYTES = StrictJson.MOST_BYTES;

  /** The maximum length of a line of settings in a message. */
  private static final int SHOWN = 200;

  private static final long PAUSE_MILLIS = 50;

  /** The age from which a temporary file belongs to a process that was killed. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path folder;
  private final Duration staleAfter;
  private final InstantSource clock;
  private final boolean ownClock;
  private final Map<Path, Observation> seen = new ConcurrentHashMap<>();

  /** The time since which a claim has been seen unchanged. */
  private record Observation(FileTime modified, Instant since) {}

  /**
   * Opens a folder, with the clock of its file system.
   *
   * @param folder the folder; created if it is missing
   * @param staleAfter the time without a sign of life after which a trial is taken over
   * @throws IOException if the folder cannot be created
   */
  public TrialFolder(Path folder, Duration staleAfter) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(staleAfter, "staleAfter");

    this.folder = folder;
    this.staleAfter = staleAfter;
    this.clock = () -> timeOf(folder);
    this.ownClock = false;
    AtomicFiles.createFolders(folder);
  }

  /**
   * Opens a folder with another clock, for tests.
   *
   * @param folder the folder; created if it is missing
   * @param staleAfter the time without a sign of life after which a trial is taken over
   * @param clock the current time
   * @throws IOException if the folder cannot be created
   */
  public TrialFolder(Path folder, Duration staleAfter, InstantSource clock) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(staleAfter, "staleAfter");
    requireNonNull(clock, "clock");

    this.folder = folder;
    this.staleAfter = staleAfter;
    this.clock = clock;
    this.ownClock = true;
    AtomicFiles.createFolders(folder);
  }

  /**
   * Makes sure that all processes run the same search.
   *
   * @param settings a text with everything that the results of trials depend on
   * @throws IllegalStateException if the folder has trials of other settings
   * @throws ModelFormatException if the settings in the folder are damaged
   * @throws IOException if the folder cannot be read or written
   */
  public void agreeOn(String settings) throws IOException {
    requireNonNull(settings, "settings");

    byte[] expected = settings.getBytes(StandardCharsets.UTF_8);
    checkArgument(
        expected.length <= MOST_BYTES,
        "the settings of a search may have %s bytes, got %s",
        MOST_BYTES,
        expected.length);
    Path file = folder.resolve(SETTINGS);
    if (!Files.exists(file)) {
      boolean unused =
          create(file, settings, false); // an existing file is compared with these settings
    }
    byte[] found = settings(file, expected);
    if (Arrays.equals(found, expected)) {
      return;
    }
    if (found.length > MOST_BYTES
        || (ManifestFormat.isSealed(expected) && !ManifestFormat.isSealed(found))) {
      throw new ModelFormatException(
          printable(file)
              + " is damaged: expected the settings of a search, with their checksum; restore it,"
              + " or delete it if all trials in the folder are of the requested search");
    }
    throw new IllegalStateException(
        otherSearch(new String(found, StandardCharsets.UTF_8), settings));
  }

  /**
   * Shows the first line that differs: the whole text is long, and another program may have written
   * it.
   */
  private String otherSearch(String found, String settings) {
    List<String> there = found.lines().toList();
    List<String> requested = settings.lines().toList();
    int line = 0;
    while (line < Math.min(there.size(), requested.size())
        && there.get(line).equals(requested.get(line))) {
      line++;
    }
    return printable(folder)
        + " has trials of another search; choose another folder, or the same settings. In line "
        + (line + 1)
        + " of "
        + SETTINGS
        + " it has "
        + shown(there, line)
        + ", requested is "
        + shown(requested, line);
  }

  private static String shown(List<String> lines, int line) {
    if (line >= lines.size()) {
      return "nothing";
    }
    String text = lines.get(line).strip();
    return printable(text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
  }

  /**
   * Creates a file that is never visible without its whole content, except where there are no hard
   * links.
   *
   * @param dated whether the file gets the time of the given clock instead of that of the file
   *     system
   * @return false if the file exists
   */
  private boolean create(Path file, String text, boolean dated) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    if (!dated) {
      // A file that has the time of another clock may look abandoned while it is being linked.
      AtomicFiles.deleteAbandoned(file, ABANDONED);
    }
    String random = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    Path own = folder.resolve(file.getFileName() + "." + random + ".part");
    try {
      AtomicFiles.create(own, out -> out.write(content));
      if (dated) {
        date(own);
      }
      // Creating a link fails if the name exists; a move would replace the existing file.
      Files.createLink(file, own);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      LOG.debug("{} has no hard links: {}", printable(folder), printable(e));
      return createWithoutLink(file, content, dated);
    } finally {
      Files.deleteIfExists(own);
    }
  }

  /** Other processes may read an incomplete file; {@link #settings} waits until it is complete. */
  private boolean createWithoutLink(Path file, byte[] content, boolean dated) throws IOException {
    try {
      AtomicFiles.create(file, out -> out.write(content));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    if (dated) {
      date(file);
    }
    return true;
  }

  private void date(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
  }

  /** Reads the settings once they are complete; a killed process's incomplete file is replaced. */
  private static byte[] settings(Path file, byte[] expected) throws IOException {
    byte[] found = bytes(file);
    for (int i = 0; i < LOOKS && isBeginning(found, expected); i++) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(
            "interrupted while another process wrote " + printable(file));
      }
      found = bytes(file);
    }
    if (isBeginning(found, expected)) {
      AtomicFiles.write(file, out -> out.write(expected));
      found = bytes(file);
    }
    return found;
  }

  /** Reads the file, of a larger one only the beginning. */
  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  private static boolean isBeginning(byte[] found, byte[] expected) {
    return found.length < expected.length && Arrays.mismatch(found, expected) == found.length;
  }

  /** The current time of the file system. */
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

  /**
   * A trial that this process runs. Closing the claim releases it, unless the trial is finished.
   */
  public final class Claim implements AutoCloseable {
    private final int trial;
    private final int number;
    private boolean finished;

    private Claim(int trial, int number) {
      this.trial = trial;
      this.number = number;
    }

    /**
     * The trial.
     *
     * @return its index
     */
    public int trial() {
      return trial;
    }

    /**
     * Updates the claim, as a sign of life.
     *
     * @return whether the trial still belongs to this process
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
     * Writes the result.
     *
     * @param result the result of the trial
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
      // Claims below the highest one must stay, or the highest one would not be found.
      if (!finished && highestClaim(trial) == number) {
        Files.deleteIfExists(file());
      }
    }
  }

  /**
   * Claims a trial.
   *
   * @param trial the index of the trial, at least 0
   * @return empty if the trial is finished or another process is running it
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
    if (!create(claim.file(), ClaimOwner.current().text(), ownClock)) {
      return Optional.empty();
    }
    if (Files.exists(resultFile(trial))) {
      // The trial was finished after the first check.
      claim.close();
      return Optional.empty();
    }
    return Optional.of(claim);
  }

  /** Updates a claim's time. */
  private void touch(Path claim) throws IOException {
    if (ownClock) {
      date(claim);
    } else {
      // Unlike setLastModifiedTime, this uses the clock of the file system. The content stays the
      // same, and it is not truncated, so that it can be read at any time.
      Files.writeString(
          claim, ClaimOwner.current().text(), StandardCharsets.UTF_8, StandardOpenOption.WRITE);
    }
  }

  private boolean stale(Path claim) throws IOException {
    try {
      if (ClaimOwner.of(claim).map(ClaimOwner::hasEnded).orElse(false)) {
        return true;
      }
      FileTime modified = Files.getLastModifiedTime(claim);
      Instant now = clock.instant();
      Observation observation =
          seen.compute(
              claim,
              (path, known) ->
                  known != null && known.modified().equals(modified)
                      ? known
                      : new Observation(modified, now));
      return Duration.between(modified.toInstant(), now).abs().compareTo(staleAfter) > 0
          || Duration.between(observation.since(), now).compareTo(staleAfter) > 0;
    } catch (NoSuchFileException e) {
      // The claim was released just now; the next attempt will claim the trial.
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
   * The results of finished trials.
   *
   * @param trials the number of trials of the search
   * @return the results in the order of trials, without unfinished ones
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

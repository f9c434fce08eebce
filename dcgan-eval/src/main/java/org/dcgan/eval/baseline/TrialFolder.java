package org.dcgan.eval.baseline;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dcgan.io.AtomicFiles;

/**
 * The trials of a search in a folder that several processes share, on one machine or on several
 * with a common file system.
 *
 * <p>A trial is claimed by creating {@code trial-0007.claim-1}, which only one process can. Its
 * owner touches the file from time to time; where that has stopped for long enough, another process
 * takes the trial over by creating {@code claim-2}, and so on: the highest number owns. Nothing is
 * renamed or locked, so that a process may end at any moment. A finished trial is {@code
 * trial-0007.json}, written whole. Two owners, should a process only have slept, compute the same
 * thing. Times are compared between the machines' clocks, which have to agree to a fraction of the
 * time allowed.
 */
public final class TrialFolder {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();
  private static final String SETTINGS = "search.json";

  private final Path folder;
  private final Duration staleAfter;
  private final InstantSource clock;

  /**
   * Opens a folder.
   *
   * @param folder where; made if it is missing
   * @param staleAfter how long nothing is heard of an owner until a trial is taken over
   * @param clock the time now
   * @throws IOException if it cannot be made
   */
  public TrialFolder(Path folder, Duration staleAfter, InstantSource clock) throws IOException {
    this.folder = folder;
    this.staleAfter = staleAfter;
    this.clock = clock;
    Files.createDirectories(folder);
  }

  /**
   * Sees to it that all processes search the same.
   *
   * @param settings everything that decides what a trial comes to
   * @throws IllegalStateException if trials of other settings are there
   * @throws IOException if the folder cannot be read or written
   */
  public void agreeOn(Record settings) throws IOException {
    String text = GSON.toJson(settings) + "\n";
    Path file = folder.resolve(SETTINGS);
    if (!Files.exists(file)) {
      Path own = Files.createTempFile(folder, "search", ".tmp");
      try {
        Files.writeString(own, text);
        // A link fails where the name is taken, a move would replace what is there.
        Files.createLink(file, own);
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker; what it wrote is compared below.
      } catch (UnsupportedOperationException e) {
        AtomicFiles.writeString(file, text);
      } finally {
        Files.deleteIfExists(own);
      }
    }
    String found = Files.readString(file);
    if (!found.equals(text)) {
      throw new IllegalStateException(
          folder
              + " has trials of another search; choose another folder, or the same settings. There:\n"
              + found
              + "asked for:\n"
              + text);
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
        Files.setLastModifiedTime(file(), FileTime.from(clock.instant()));
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
      AtomicFiles.writeString(resultFile(trial), GSON.toJson(result) + "\n");
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
          "process " + ProcessHandle.current().pid() + ", " + clock.instant() + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    Files.setLastModifiedTime(claim.file(), FileTime.from(clock.instant()));
    if (Files.exists(resultFile(trial))) {
      // Finished between the two looks.
      claim.close();
      return Optional.empty();
    }
    return Optional.of(claim);
  }

  private boolean stale(Path claim) throws IOException {
    try {
      return Files.getLastModifiedTime(claim)
          .toInstant()
          .plus(staleAfter)
          .isBefore(clock.instant());
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
      try {
        Trial trial = GSON.fromJson(Files.readString(file), Trial.class);
        if (trial == null || trial.number() != i || trial.hyperParameters() == null) {
          throw new IOException(
              file + ": expected the result of trial " + i + "; delete it to have it run again");
        }
        finished.add(trial);
      } catch (JsonParseException | java.nio.charset.CharacterCodingException e) {
        throw new IOException(
            file + ": damaged (" + e.getMessage() + "); delete it to have the trial run again", e);
      }
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

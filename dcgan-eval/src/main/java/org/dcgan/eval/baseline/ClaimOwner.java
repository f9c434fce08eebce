package org.dcgan.eval.baseline;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * The process that made a claim.
 *
 * @param host where it runs: machine, start of the system and namespace of process numbers, so that
 *     the number means the same process only where all of it is the same
 * @param pid its number there
 * @param started when it began, since numbers are used again
 */
record ClaimOwner(String host, long pid, Instant started) {
  private static final long LARGEST = 1 << 12;
  private static final long TOLERANCE_SECONDS = 5;

  static ClaimOwner current() {
    ProcessHandle process = ProcessHandle.current();
    return new ClaimOwner(machine(), process.pid(), started(process));
  }

  /** What is written into a claim: a line for each part. */
  String text() {
    return "host " + host + "\nprocess " + pid + "\nstarted " + started + "\n";
  }

  /** Empty if the claim does not say, as those of earlier versions do not. */
  static Optional<ClaimOwner> of(Path claim) throws IOException {
    try {
      if (Files.size(claim) > LARGEST) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(claim);
      return lines.size() == 3
          ? Optional.of(
              new ClaimOwner(
                  value(lines.get(0), "host "),
                  Long.parseLong(value(lines.get(1), "process ")),
                  Instant.parse(value(lines.get(2), "started "))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IllegalArgumentException
        | DateTimeParseException
        | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name)) {
      throw new IllegalArgumentException("expected " + name);
    }
    return line.substring(name.length());
  }

  /** Whether it is known to have ended; of a process elsewhere, nothing is known. */
  boolean hasEnded() {
    if (!host.equals(machine())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isEmpty() || isLater(started(process.get()));
  }

  /** Another process of the same number; clocks that are set may move the start by a little. */
  private boolean isLater(Instant now) {
    return !now.equals(Instant.EPOCH)
        && !started.equals(Instant.EPOCH)
        && Duration.between(started, now).abs().toSeconds() > TOLERANCE_SECONDS;
  }

  private static Instant started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String machine() {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      name = "unknown";
    }
    return name + " " + boot() + " " + namespace();
  }

  private static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "-";
    }
  }

  private static String namespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "-";
    }
  }
}

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
 * The process that owns a claim.
 *
 * @param host where the process runs: the machine, the boot of its system and the namespace of
 *     process ids; a process id identifies a process only if all of these are equal
 * @param pid the process id
 * @param started the start of the process, since process ids are reused
 */
record ClaimOwner(String host, long pid, Instant started) {
  private static final long LARGEST = 1 << 12;
  private static final long TOLERANCE_SECONDS = 5;

  static ClaimOwner current() {
    ProcessHandle process = ProcessHandle.current();
    return new ClaimOwner(machine(), process.pid(), started(process));
  }

  /** The content of a claim file: a line for each component. */
  String text() {
    return "host " + host + "\nprocess " + pid + "\nstarted " + started + "\n";
  }

  /** Reads the owner of a claim; empty if the file does not name it, as in earlier versions. */
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

  /** Whether the process is known to have ended; false for processes of other machines. */
  boolean hasEnded() {
    if (!host.equals(machine())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isEmpty() || isLater(started(process.get()));
  }

  /**
   * Whether a process is another one with the same id; clock changes may shift the start slightly.
   */
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

package org.dcgan.datasets.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.datasets.internal.FileLocks;
import org.dcgan.io.AtomicFiles;
import org.dcgan.progress.ProgressListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches files over HTTP. What has arrived is kept beside the file's place ({@code NAME.part}) and
 * gone on from, in this call or a later one, if the server still has the same content; otherwise it
 * is fetched anew. A file appears in its place when all of it has arrived and its size and checksum
 * are right. The proxy settings of the JVM are honoured ({@code https.proxyHost} and its like).
 *
 * <pre>{@code
 * List<Path> files = Download.fetch(Catalogue.CIFAR10, Path.of("data"), listener);
 * Unpacker.unpack(files.get(0), Path.of("data"), UnpackLimits.defaults(), listener);
 * }</pre>
 */
public final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RemoteFile file;
  private final Path target;
  private final Path part;
  private final Path validatorFile;
  private final DownloadOptions options;

  private Download(RemoteFile file, Path folder, DownloadOptions options) {
    this.file = file;
    this.options = options;
    this.target = folder.resolve(file.name());
    this.part = folder.resolve(file.name() + ".part");
    this.validatorFile = folder.resolve(file.name() + ".part.version");
  }

  /**
   * Fetches all files of a dataset with the usual patience. Those that are there already are only
   * checked.
   *
   * @param dataset what to fetch
   * @param folder where to; made if missing
   * @param listener told of the progress, in bytes
   * @return the files
   * @throws IOException if one cannot be fetched; what has arrived is kept
   */
  public static List<Path> fetch(KnownDataset dataset, Path folder, ProgressListener listener)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (RemoteFile file : dataset.files()) {
      files.add(fetch(file, folder, DownloadOptions.defaults(), listener));
    }
    return files;
  }

  /**
   * Fetches a file, or checks it if it is there already.
   *
   * @param file what to fetch
   * @param folder where to; made if missing
   * @param options how patient to be
   * @param listener told of the progress, in bytes
   * @return the file
   * @throws FileAlreadyExistsException if another file is in its place
   * @throws IOException if it cannot be fetched, or is not what it should be; what has arrived is
   *     kept where it may be gone on from
   */
  public static Path fetch(
      RemoteFile file, Path folder, DownloadOptions options, ProgressListener listener)
      throws IOException {
    return new Download(file, folder, options).fetch(listener);
  }

  private Path fetch(ProgressListener listener) throws IOException {
    if (Files.exists(target)) {
      Optional<String> problem = problem(target);
      if (problem.isPresent()) {
        throw new FileAlreadyExistsException(
            target.toString(), null, problem.get() + "; move it away, or give another folder");
      }
      return target;
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = FileLocks.lock(part, channel);
        ProgressListener.Task progress =
            listener.start("downloading " + file.name(), Math.max(0, file.bytes()), "bytes")) {
      LOG.debug("Locked {}: {}", part, lock);
      fetch(channel, progress);
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    }
    AtomicFiles.move(part, target);
    Files.deleteIfExists(validatorFile);
    return target;
  }

  private void fetch(FileChannel channel, ProgressListener.Task progress) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(options.connect())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(ProxySelector.getDefault())
            .build();
    Transfer transfer = new Transfer(client, file, options.stall());
    dropWhatCannotBeContinued(channel);
    progress.advance(channel.size());
    int failures = 0;
    boolean complete = file.bytes() > 0 && channel.size() == file.bytes();
    while (true) {
      long before = channel.size();
      try {
        if (!complete) {
          transfer.run(channel, validator(), this::keep, progress);
        }
        complete = false;
        Optional<String> problem = problem(part);
        if (problem.isEmpty()) {
          return;
        }
        discard(channel, progress);
        throw new Transfer.TransientException(
            file.address() + ": " + problem.get() + "; what arrived is discarded", Duration.ZERO);
      } catch (Transfer.RangeException e) {
        discard(channel, progress);
        failures = failed(failures, e, Duration.ZERO, progress);
      } catch (Transfer.TransientException e) {
        boolean further = channel.size() > before;
        failures = failed(further ? 0 : failures, e, e.asked(), progress);
      }
    }
  }

  /** Counts a failure and waits, or gives up. */
  private int failed(int failures, IOException e, Duration asked, ProgressListener.Task progress)
      throws IOException {
    int now = failures + 1;
    if (now >= options.attempts()) {
      throw new IOException(
          e.getMessage() + " (given up after " + now + " attempts; fetch again to go on)", e);
    }
    LOG.debug("Attempt {} failed: {}", now, e.getMessage());
    progress.note("attempt " + now + " failed, trying again");
    long pause = options.pause().toMillis() << Math.min(20, now - 1);
    pause = Math.min(LONGEST_PAUSE.toMillis(), Math.max(pause, asked.toMillis()));
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
    return now;
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted; fetch again to go on");
  }

  private void discard(FileChannel channel, ProgressListener.Task progress) throws IOException {
    progress.advance(-channel.size());
    channel.truncate(0);
    Files.deleteIfExists(validatorFile);
  }

  /** A part of nobody knows what is no use, unless a checksum will tell. */
  private void dropWhatCannotBeContinued(FileChannel channel) throws IOException {
    boolean tooLong = file.bytes() >= 0 && channel.size() > file.bytes();
    if (tooLong || validator().isEmpty() && file.checksum().isEmpty()) {
      channel.truncate(0);
    }
  }

  private Optional<String> validator() throws IOException {
    if (!Files.exists(validatorFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(validatorFile);
    return lines.size() == 2 && lines.get(0).equals(file.address().toString())
        ? Optional.of(lines.get(1))
        : Optional.empty();
  }

  private void keep(Optional<String> validator) throws IOException {
    if (validator.isPresent()) {
      AtomicFiles.writeString(validatorFile, file.address() + "\n" + validator.get() + "\n");
    } else {
      Files.deleteIfExists(validatorFile);
    }
  }

  /** What is wrong with a file that should be whole. */
  private Optional<String> problem(Path whole) throws IOException {
    long bytes = Files.size(whole);
    if (file.bytes() >= 0 && bytes != file.bytes()) {
      return Optional.of("has " + bytes + " bytes, expected " + file.bytes());
    }
    if (file.checksum().isPresent()) {
      Checksum expected = file.checksum().get();
      Checksum found = expected.of(whole);
      if (!found.equals(expected)) {
        return Optional.of("has checksum " + found + ", expected " + expected.hex());
      }
    }
    return Optional.empty();
  }
}

package org.dcgan.datasets.download;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.datasets.internal.FileLocks;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.progress.ProgressListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads files over HTTP. Received content is stored in {@code NAME.part} next to the file. An
 * interrupted download is resumed, in the same call or a later one, if the checksum of the file is
 * known, or if the server confirms by a strong ETag or a modification date that its content is
 * unchanged ({@code If-Range}); otherwise it restarts. The file appears under its name once it is
 * complete and its size and checksum are verified.
 *
 * <p>Servers are not trusted: the number of requests is bounded ({@link DownloadOptions}), and so
 * are redirects (at most 5, never from https to http), the time without received content, and the
 * size of the stored content. Only a checksum, preferably SHA-256, ensures that the content is that
 * of the publisher. The proxy settings of the JVM are used ({@code https.proxyHost} and similar
 * properties).
 *
 * <pre>{@code
 * List<Path> files = Download.fetch(Catalog.CIFAR10, Path.of("data"), listener);
 * Unpacker.unpack(files.get(0), Path.of("data"), UnpackLimits.defaults(), listener);
 * }</pre>
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int LONGEST_VALIDATOR_FILE = 1 << 16;

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
   * Downloads all files of a dataset with the default options. Existing files are verified and not
   * downloaded again.
   *
   * @param dataset the dataset
   * @param folder the target folder; created if missing
   * @param listener receives the progress, in bytes
   * @return the files
   * @throws IOException if a file cannot be downloaded; received content is kept for the next
   *     attempt
   */
  public static List<Path> fetch(KnownDataset dataset, Path folder, ProgressListener listener)
      throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(listener, "listener");

    requireNonNull(dataset, "dataset");
    List<Path> files = new ArrayList<>();
    for (RemoteFile file : dataset.files()) {
      files.add(fetch(file, folder, DownloadOptions.defaults(), listener));
    }
    return files;
  }

  /**
   * Downloads a file, or verifies it if it exists.
   *
   * @param file the file
   * @param folder the target folder; created if missing
   * @param options limits of attempts, times and sizes
   * @param listener receives the progress, in bytes
   * @return the file
   * @throws FileAlreadyExistsException if a file of this name exists and has another size or
   *     checksum
   * @throws IOException if it cannot be downloaded, or its size or checksum is wrong; received
   *     content is kept if the download can be resumed
   */
  public static Path fetch(
      RemoteFile file, Path folder, DownloadOptions options, ProgressListener listener)
      throws IOException {
    requireNonNull(file, "file");
    requireNonNull(folder, "folder");
    requireNonNull(options, "options");
    requireNonNull(listener, "listener");
    return new Download(file, folder, options).fetch(listener);
  }

  private Path fetch(ProgressListener listener) throws IOException {
    if (Files.exists(target)) {
      Optional<String> problem = problem(target);
      if (problem.isPresent()) {
        throw new FileAlreadyExistsException(
            printable(target), null, problem.get() + "; move it, or choose another folder");
      }
      return target;
    }
    AtomicFiles.createFolders(AtomicFiles.folderOf(target));
    try (WriterLock lock = FileLocks.lock(part)) {
      LOG.debug("Locked {}: {}", printable(part), lock);
      return Files.exists(target) ? fetch(listener) : fetchLocked(listener);
    }
  }

  private Path fetchLocked(ProgressListener listener) throws IOException {
    refuseWhatIsNotAPart();
    try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        ProgressListener.Task progress =
            listener.start(
                "downloading " + printable(file.name()), Math.max(0, file.bytes()), "bytes")) {
      fetch(channel, progress);
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    }
    AtomicFiles.move(part, target);
    AtomicFiles.syncFolder(AtomicFiles.folderOf(target));
    Files.deleteIfExists(validatorFile);
    return target;
  }

  /**
   * Refuses links, through which content would be written elsewhere, and pipes, whose opening would
   * block.
   */
  private void refuseWhatIsNotAPart() throws IOException {
    if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(
          printable(part),
          null,
          "expected no file or the regular file of an earlier download, found"
              + " something that is no regular file; delete it, or choose another folder");
    }
  }

  private void fetch(FileChannel channel, ProgressListener.Task progress) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(options.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.getDefault())
            .build();
    Transfer transfer = new Transfer(client, file, options);
    if (file.bytes() >= 0 && channel.size() > file.bytes()) {
      channel.truncate(0);
    }
    progress.advance(channel.size());
    Failures failures = new Failures(options, channel.size());
    boolean complete = file.bytes() > 0 && channel.size() == file.bytes();
    while (true) {
      try {
        if (!complete) {
          transfer.run(channel, validator(), this::keep, progress);
        }
        complete = false;
        Optional<String> problem = problem(part);
        if (problem.isEmpty()) {
          return;
        }
        failures.reached(channel.size());
        discard(channel, progress);
        throw new Transfer.TransientException(
            printable(file.address())
                + ": "
                + problem.get()
                + "; the received content is discarded",
            Duration.ZERO);
      } catch (Transfer.RangeException e) {
        discard(channel, progress);
        failed(failures, e, Duration.ZERO, progress);
      } catch (Transfer.TransientException e) {
        failures.reached(channel.size());
        failed(failures, e, e.asked(), progress);
      }
    }
  }

  /** Counts a failure and waits, or gives up. */
  private static void failed(
      Failures failures, IOException e, Duration asked, ProgressListener.Task progress)
      throws IOException {
    failures.count(e);
    if (failures.tooMany()) {
      throw failures.givenUp();
    }
    LOG.debug("Attempt {} failed: {}", failures.total(), e.getMessage());
    progress.note("attempt " + failures.total() + " failed, trying again");
    try {
      Thread.sleep(failures.pause(asked).toMillis());
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted; download again to resume");
  }

  private void discard(FileChannel channel, ProgressListener.Task progress) throws IOException {
    progress.advance(-channel.size());
    channel.truncate(0);
    Files.deleteIfExists(validatorFile);
  }

  private Optional<Validator> validator() {
    try {
      if (!Files.isRegularFile(validatorFile, LinkOption.NOFOLLOW_LINKS)
          || Files.size(validatorFile) > LONGEST_VALIDATOR_FILE) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(validatorFile);
      return lines.size() == 2 && lines.get(0).equals(file.address().toString())
          ? Validator.parse(lines.get(1))
          : Optional.empty();
    } catch (IOException e) {
      LOG.debug("{} is of no use: {}", printable(validatorFile), printable(e));
      return Optional.empty();
    }
  }

  private void keep(Optional<Validator> validator) throws IOException {
    if (validator.isPresent()) {
      AtomicFiles.writeString(validatorFile, file.address() + "\n" + validator.get().text() + "\n");
    } else {
      Files.deleteIfExists(validatorFile);
    }
  }

  /** Checks size and checksum of a complete file, and returns what is wrong. */
  private Optional<String> problem(Path whole) throws IOException {
    if (!Files.isRegularFile(whole)) {
      return Optional.of("is not a regular file");
    }
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

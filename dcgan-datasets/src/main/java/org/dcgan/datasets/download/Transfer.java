package org.dcgan.datasets.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/** One attempt to get the rest of a file. */
final class Transfer {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

  private final HttpClient client;
  private final RemoteFile file;
  private final Duration stall;

  Transfer(HttpClient client, RemoteFile file, Duration stall) {
    this.client = client;
    this.file = file;
    this.stall = stall;
  }

  /** May go away by itself. */
  static final class TransientException extends IOException {
    private static final long serialVersionUID = 1L;

    /** How long the server asks to wait; not negative. */
    private final transient Duration wait;

    TransientException(String message, Throwable cause) {
      super(message, cause);
      this.wait = Duration.ZERO;
    }

    TransientException(String message, Duration wait) {
      super(message);
      this.wait = wait;
    }

    Duration asked() {
      return wait;
    }
  }

  /**
   * Fetches from an offset on, or from the beginning where the server will not have it otherwise.
   *
   * @param channel of what is there already, as long as that is
   * @param validator what identifies that; empty if only its checksum will tell
   * @param keep is told what identifies the content before any of it is written
   */
  void run(
      FileChannel channel, Optional<String> validator, Keeper keep, ProgressListener.Task progress)
      throws IOException {
    long offset = channel.size();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(file.address())
            .timeout(stall)
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "dcgan-datasets");
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
      validator.ifPresent(v -> request.header("If-Range", v));
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = response.body()) {
      long expected = begin(response, offset);
      if (response.statusCode() == 200 && offset > 0) {
        progress.advance(-offset);
        offset = 0;
      }
      keep.keep(validator(response.headers()));
      channel.truncate(offset);
      channel.position(offset);
      copy(body, channel, expected, progress);
    }
  }

  /** Keeps what identifies the content, an ETag or a date. */
  interface Keeper {
    void keep(Optional<String> validator) throws IOException;
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted; fetch again to go on");
    } catch (IOException e) {
      throw new TransientException(file.address() + ": no answer (" + e + ")", e);
    }
  }

  /** Judges the answer. Returns the size of the whole file, or UNKNOWN. */
  private long begin(HttpResponse<?> response, long offset) throws IOException {
    int status = response.statusCode();
    HttpHeaders headers = response.headers();
    long length = headers.firstValueAsLong("Content-Length").orElse(RemoteFile.UNKNOWN);
    long total;
    if (status == 200) {
      total = length;
    } else if (status == 206 && offset > 0) {
      Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
      if (!range.matches() || !range.group(1).equals(Long.toString(offset))) {
        throw new RangeException(
            file.address() + ": asked for bytes from " + offset + " on, was sent others");
      }
      total =
          range.group(3).equals("*")
              ? length < 0 ? length : offset + length
              : Long.parseLong(range.group(3));
    } else if (status == 416 && offset > 0) {
      throw new RangeException(file.address() + ": there are no bytes from " + offset + " on");
    } else if (status >= 500 || status == 408 || status == 425 || status == 429) {
      throw new TransientException(
          file.address() + ": the server answers " + status, retryAfter(headers));
    } else {
      throw new IOException(
          file.address()
              + ": the server answers "
              + status
              + ", expected 200; the file has moved or may not be fetched: see the publisher's page");
    }
    if (file.bytes() >= 0 && total >= 0 && total != file.bytes()) {
      throw new IOException(
          String.format(
              "%s: the server offers %d bytes, expected %d; it is another file than the one in the"
                  + " catalogue",
              file.address(), total, file.bytes()));
    }
    return file.bytes() >= 0 ? file.bytes() : total;
  }

  /** What is here does not fit what is there: begin anew. */
  static final class RangeException extends IOException {
    private static final long serialVersionUID = 1L;

    RangeException(String message) {
      super(message);
    }
  }

  private static Duration retryAfter(HttpHeaders headers) {
    String seconds = headers.firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  /** Strong ones only: a weak tag does not promise the same bytes. */
  private static Optional<String> validator(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.firstValue("Last-Modified"))
        .filter(v -> !v.contains("\n") && v.length() < 1000);
  }

  private void copy(
      InputStream body, FileChannel channel, long expected, ProgressListener.Task progress)
      throws IOException {
    AtomicLong lastByte = new AtomicLong(System.nanoTime());
    AtomicBoolean stalled = new AtomicBoolean();
    ScheduledExecutorService watchdog =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "download-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    try {
      long period = Math.max(1, stall.toMillis() / 4);
      watchdog.scheduleAtFixedRate(
          () -> {
            if (System.nanoTime() - lastByte.get() > stall.toNanos()) {
              stalled.set(true);
              closeQuietly(body);
            }
          },
          period,
          period,
          TimeUnit.MILLISECONDS);
      byte[] buffer = new byte[1 << 16];
      while (true) {
        int count = read(body, buffer, stalled);
        if (count < 0) {
          break;
        }
        lastByte.set(System.nanoTime());
        if (expected >= 0 && channel.position() + count > expected) {
          throw new IOException(
              file.address() + ": the server sends more than the " + expected + " bytes expected");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        progress.advance(count);
      }
    } finally {
      watchdog.shutdownNow();
    }
    if (stalled.get()) {
      throw stalled(null);
    }
    if (expected >= 0 && channel.position() < expected) {
      throw new TransientException(
          file.address() + ": cut off after " + channel.position() + " of " + expected + " bytes",
          Duration.ZERO);
    }
  }

  private int read(InputStream body, byte[] buffer, AtomicBoolean stalled) throws IOException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted; fetch again to go on");
      }
      throw stalled.get()
          ? stalled(e)
          : new TransientException(file.address() + ": cut off (" + e.getMessage() + ")", e);
    }
  }

  private TransientException stalled(@Nullable IOException cause) {
    TransientException e =
        new TransientException(
            file.address() + ": nothing arrived for " + stall.toMillis() + " ms", Duration.ZERO);
    if (cause != null) {
      e.initCause(cause);
    }
    return e;
  }

  private static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The reader finds out.
    }
  }
}

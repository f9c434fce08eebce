package org.dcgan.datasets.download;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/** One attempt to download the remaining content of a file. */
final class Transfer {
  private static final int MOST_REDIRECTS = 5;

  private final HttpClient client;
  private final RemoteFile file;
  private final DownloadOptions options;

  /** The address for messages. */
  private final String address;

  /**
   * Creates a transfer.
   *
   * @param client must not follow redirects
   */
  Transfer(HttpClient client, RemoteFile file, DownloadOptions options) {
    this.client = client;
    this.file = file;
    this.options = options;
    this.address = printable(file.address());
  }

  /** A failure that may be temporary. */
  static final class TransientException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The time that the server asks the client to wait; not negative. */
    private final transient Duration wait;

    TransientException(String message, @Nullable Throwable cause) {
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

  /** The received content does not match that of the server: the download must restart. */
  static final class RangeException extends IOException {
    private static final long serialVersionUID = 1L;

    RangeException(String message) {
      super(message);
    }
  }

  /**
   * Resumes at the end of the received content, or restarts if neither a validator nor a checksum
   * can confirm that the server's content is unchanged.
   *
   * @param channel the received content; its position does not matter
   * @param validator the validator of the received content; empty if only a checksum identifies it
   * @param keep receives the validator of new content before any of the content is written
   */
  void run(
      FileChannel channel,
      Optional<Validator> validator,
      Keeper keep,
      ProgressListener.Task progress)
      throws IOException {
    boolean provable = validator.isPresent() || file.checksum().isPresent();
    long offset = provable ? channel.size() : 0;
    HttpResponse<InputStream> response = send(offset, validator);
    try (InputStream body = response.body()) {
      HttpHeaders headers = response.headers();
      long expected;
      if (response.statusCode() == 206 && offset > 0) {
        expected = expectedOfPart(headers, offset);
        refuseOtherContent(headers, validator);
      } else {
        expected = expectedOfWhole(response, offset);
        progress.advance(-channel.size());
        offset = 0;
        channel.truncate(0);
        keep.keep(Validator.of(headers));
      }
      channel.position(offset);
      copy(body, channel, expected, progress);
    }
  }

  /** Stores the validator of the content. */
  interface Keeper {
    void keep(Optional<Validator> validator) throws IOException;
  }

  /** Sends the request and follows redirects, but never from https to http. */
  private HttpResponse<InputStream> send(long offset, Optional<Validator> validator)
      throws IOException {
    URI at = file.address();
    for (int redirects = 0; ; redirects++) {
      HttpResponse<InputStream> response = send(request(at, offset, validator));
      int status = response.statusCode();
      if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
        return response;
      }
      response.body().close();
      if (redirects == MOST_REDIRECTS) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: redirected more than %d times, last to %s; the address is part of a loop, or"
                    + " the publisher has moved the file: see the publisher's page",
                address,
                MOST_REDIRECTS,
                printable(at)));
      }
      at = redirect(at, response.headers().firstValue("Location").orElse(""));
    }
  }

  URI redirect(URI from, String location) throws IOException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          address + ": redirected to '" + printable(location) + "', which is not an address", e);
    }
    boolean secure = "https".equalsIgnoreCase(to.getScheme());
    boolean plain = "http".equalsIgnoreCase(to.getScheme());
    if (location.isEmpty() || to.getHost() == null || (!secure && !plain)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: redirected to '%s', expected an address that begins with http:// or https://",
              address,
              printable(location)));
    }
    if (plain && "https".equalsIgnoreCase(from.getScheme())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: redirected from https to %s, where the content could be manipulated on the way; if that is"
                  + " acceptable, use the http address with a SHA-256 checksum",
              address,
              printable(to)));
    }
    return to;
  }

  private HttpRequest request(URI at, long offset, Optional<Validator> validator)
      throws IOException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(options.stall())
              .header("Accept-Encoding", "identity")
              .header("User-Agent", "dcgan-datasets");
      if (offset > 0) {
        request.header("Range", "bytes=" + offset + "-");
        validator.ifPresent(v -> request.header("If-Range", v.text()));
      }
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          printable(at) + " cannot be requested: " + printable(e.getMessage()), e);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted; download again to resume");
    } catch (IOException e) {
      throw new TransientException(address + ": no answer (" + printable(e) + ")", e);
    } catch (RuntimeException e) {
      // The client parses some headers itself, for example Content-Length.
      throw new IOException(
          address + ": the server's answer is malformed: " + printable(e.getMessage()), e);
    }
  }

  /** Checks the response to a range request. Returns the size of the whole file. */
  private long expectedOfPart(HttpHeaders headers, long offset) throws IOException {
    String text = headers.firstValue("Content-Range").orElse("");
    ContentRange range =
        ContentRange.parse(text)
            .orElseThrow(
                () ->
                    new RangeException(
                        String.format(
                            Locale.ROOT,
                            "%s: requested bytes from %d, but the server's Content-Range is"
                                + " malformed: '%s'",
                            address,
                            offset,
                            printable(text))));
    if (range.first() != offset) {
      throw new RangeException(
          String.format(
              Locale.ROOT,
              "%s: requested bytes from %d, got others: '%s'",
              address,
              offset,
              printable(text)));
    }
    OptionalLong length = contentLength(headers);
    if (length.isPresent() && length.getAsLong() != range.length()) {
      throw new RangeException(
          String.format(
              Locale.ROOT,
              "%s: the server's Content-Range '%s' is of %d bytes, but its Content-Length is %d",
              address,
              printable(text),
              range.length(),
              length.getAsLong()));
    }
    return expected(range.total().isPresent() ? range.total() : OptionalLong.of(range.last() + 1));
  }

  /** Checks the response to a request for the whole file. Returns its size, or UNKNOWN. */
  private long expectedOfWhole(HttpResponse<?> response, long offset) throws IOException {
    int status = response.statusCode();
    if (status == 200) {
      return expected(contentLength(response.headers()));
    } else if (status == 416 && offset > 0) {
      throw new RangeException(address + ": the server has no bytes from " + offset);
    } else if (status >= 500 || status == 408 || status == 425 || status == 429) {
      throw new TransientException(
          address + ": the server answers " + status, retryAfter(response.headers()));
    }
    throw new IOException(
        address
            + ": the server answers "
            + status
            + ", expected 200; the file has moved or may not be fetched: see the publisher's page");
  }

  private OptionalLong contentLength(HttpHeaders headers) throws IOException {
    List<String> values = headers.allValues("Content-Length").stream().distinct().toList();
    if (values.isEmpty()) {
      return OptionalLong.empty();
    }
    if (values.size() == 1 && values.get(0).matches("[0-9]{1,18}")) {
      return OptionalLong.of(Long.parseLong(values.get(0)));
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s: the server's Content-Length is malformed: expected one number of bytes, got '%s'",
            address,
            printable(String.join("', '", values))));
  }

  /** Returns the expected size, given the sizes that the publisher and the server state. */
  private long expected(OptionalLong offered) throws IOException {
    if (file.bytes() >= 0) {
      if (offered.isPresent() && offered.getAsLong() != file.bytes()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the server offers %d bytes, expected %d; it is another file than the one in"
                    + " the catalog",
                address,
                offered.getAsLong(),
                file.bytes()));
      }
      return file.bytes();
    }
    if (offered.orElse(0) > options.maxBytes()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the server offers %d bytes, expected at most %d; allow more with the options'"
                  + " maxBytes if that is right",
              address,
              offered.getAsLong(),
              options.maxBytes()));
    }
    return offered.orElse(RemoteFile.UNKNOWN);
  }

  /** Detects servers that ignore If-Range and send the rest of changed content. */
  private void refuseOtherContent(HttpHeaders headers, Optional<Validator> validator)
      throws RangeException {
    if (validator.isPresent() && validator.get().isContradictedBy(headers)) {
      throw new RangeException(
          address + ": the server has other content than the one this download began with");
    }
  }

  private static Duration retryAfter(HttpHeaders headers) {
    String seconds = headers.firstValue("Retry-After").orElse("");
    return seconds.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  private void copy(
      InputStream body, FileChannel channel, long expected, ProgressListener.Task progress)
      throws IOException {
    long most = expected >= 0 ? expected : options.maxBytes();
    try (StallWatch watch = StallWatch.start(body, options.stall())) {
      byte[] buffer = new byte[1 << 16];
      while (true) {
        int count;
        try {
          count = body.read(buffer);
        } catch (IOException e) {
          if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted; download again to resume");
          }
          throw interruption(
              watch.stalled() ? watch.problem() : "cut off (" + printable(e.getMessage()) + ")",
              channel,
              expected,
              e);
        }
        if (count < 0) {
          break;
        }
        watch.arrived(count);
        if (channel.position() + count > most) {
          channel.truncate(0);
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: the server sends more than the %d bytes %s",
                  address,
                  most,
                  expected >= 0 ? "expected" : "that the options allow"));
        }
        write(channel, ByteBuffer.wrap(buffer, 0, count));
        progress.advance(count);
      }
      if (watch.stalled()) {
        throw interruption(watch.problem(), channel, expected, null);
      }
    }
    if (expected >= 0 && channel.position() < expected) {
      throw interruption("cut off", channel, expected, null);
    }
  }

  private void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s.part cannot be written after %d bytes: %s; free space on its disk and download again"
                  + " to resume",
              file.name(),
              channel.position(),
              printable(e.getMessage())),
          e);
    }
  }

  private TransientException interruption(
      String problem, FileChannel channel, long expected, @Nullable IOException cause)
      throws IOException {
    String all = expected >= 0 ? " of " + expected : "";
    return new TransientException(
        String.format(
            Locale.ROOT, "%s: %s after %d%s bytes", address, problem, channel.position(), all),
        cause);
  }
}

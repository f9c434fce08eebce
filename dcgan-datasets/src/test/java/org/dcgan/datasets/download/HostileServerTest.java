package org.dcgan.datasets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostileServerTest {
  private static final byte[] CONTENT = new byte[100_000];
  private static final byte[] OTHER = new byte[100_000];
  private static final DownloadOptions QUICK =
      new DownloadOptions(3, Duration.ZERO, Duration.ofSeconds(5), Duration.ofMillis(500), 200_000);

  /**
   * For servers that answer at once, which may take longer than half a second on a busy machine.
   */
  private static final DownloadOptions PATIENT =
      new DownloadOptions(
          3, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(30), 200_000);

  static {
    new Random(1).nextBytes(CONTENT);
    new Random(2).nextBytes(OTHER);
  }

  @TempDir Path folder;
  private RawServer server;

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private RemoteFile file(byte[] content) {
    return RemoteFile.of(
        server.address("data.bin"),
        content.length,
        Checksum.sha256(Hashing.sha256().hashBytes(content).toString()));
  }

  private RemoteFile unknown() {
    return new RemoteFile(
        "data.bin", URI.create(server.address("data.bin")), RemoteFile.UNKNOWN, Optional.empty());
  }

  private Path fetch(RemoteFile file) throws IOException {
    return Download.fetch(file, folder, PATIENT, ProgressListener.none());
  }

  /** Sends all, or the rest without asking whether it is of the same content. */
  private static void blindly(
      RawServer.Request request, OutputStream out, byte[] content, int most, String... headers)
      throws IOException {
    int offset = request.offset();
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Length: " + (content.length - offset);
    all[headers.length + 1] =
        "Content-Range: bytes " + offset + "-" + (content.length - 1) + "/" + content.length;
    RawServer.head(out, offset > 0 ? "206 Partial Content" : "200 OK", all);
    out.write(content, offset, Math.min(content.length - offset, most));
  }

  private static String daysAgo(int days) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).minusDays(days));
  }

  @Test
  void
      givenAServerThatCutsOffAfterAFewBytes_whenFetched_thenGivenUpAtTheLatestAfterTenTimesTheAttempts()
          throws IOException {
    server = new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 5));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut off (closed) after ")
        .hasMessageContaining("of 100000 bytes (given up after ");
    assertThat(server.requests).hasSizeBetween(3, 30);
  }

  @Test
  void givenAServerThatRestartsAndCutsOffSomewhere_whenFetched_thenGivenUp() throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              RawServer.head(out, "200 OK", "Content-Length: " + CONTENT.length);
              out.write(CONTENT, 0, 1000 + n);
            });
    assertThatThrownBy(() -> fetch(file(CONTENT))).hasMessageContaining("given up after ");
    assertThat(server.requests).hasSizeBetween(3, 30);
  }

  @Test
  void givenAServerThatCutsOffAndHasAnotherContent_whenFetched_thenTheFailuresAddUp()
      throws IOException {
    server =
        new RawServer(
            (request, n, out) ->
                RawServer.rest(request, out, OTHER, "\"a\"", n % 2 * 40_000 + 59_999));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .hasMessageContaining("given up after ")
        .isInstanceOf(IOException.class);
    assertThat(server.requests).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void
      givenALargeFileAndAnUnreliableConnection_whenFetched_thenFailuresAfterNewContentDoNotCount() {
    Failures failures = new Failures(QUICK, 0);
    for (long n = 1; n <= 1000; n++) {
      failures.reached(n << 24);
      failures.count(new IOException("cut off"));
      assertThat(failures.tooMany()).isFalse();
    }
    for (int n = 0; n < 2; n++) {
      failures.reached(1000L << 24);
      failures.count(new IOException("cut off"));
    }
    assertThat(failures.tooMany()).isTrue();
    assertThat(failures.total()).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 40000-99999/99999999999999999999999",
        "bytes 40000-99999999999999999999/100000",
        "bytes -40000-99999/100000",
        "bytes 40000-39999/100000",
        "bytes 40000-99999/50000",
        "bytes a-b/c",
        "bytes */100000",
        "40000-99999/100000",
        "bytes 40000-99998/100000",
        "nonsense"
      })
  void givenAMalformedContentRange_whenFetched_thenAnIOExceptionWithTheText(String range)
      throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              if (request.offset() > 0) {
                RawServer.head(
                    out,
                    "206 Partial Content",
                    "ETag: \"a\"",
                    "Content-Length: 60000",
                    "Content-Range: " + range);
                out.write(CONTENT, 40_000, 60_000);
              } else {
                RawServer.rest(request, out, CONTENT, "\"a\"", 40_000);
              }
            });
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("given up after 3 attempts")
        .hasMessageContaining("'" + range + "'");
    assertThat(folder.resolve("data.bin")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-5",
        "abc",
        "99999999999999999999999",
        "+100000",
        "1e5",
        "100000, 100000",
        "0x10",
        "100000\r\nContent-Length: 99999"
      })
  void givenAMalformedContentLength_whenFetched_thenAnIOExceptionWithTheText(String length)
      throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              RawServer.head(out, "200 OK", "Content-Length: " + length);
              out.write(CONTENT);
            });
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("malformed")
        .hasMessageContaining(length.split("\r")[0]);
    assertThat(server.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Nothing: 1", "ETag: W/\"a\"", "ETag: a", "ETag: \"a b\""})
  void givenNoStrongValidatorAndNoChecksum_whenCutOff_thenRestarted(String header)
      throws IOException {
    server =
        new RawServer(
            (request, n, out) ->
                blindly(request, out, n == 1 ? CONTENT : OTHER, n == 1 ? 40_000 : 1 << 20, header));
    fetch(unknown());
    assertThat(folder.resolve("data.bin")).hasBinaryContent(OTHER);
    assertThat(server.requests.get(1).header("range")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,0,true", "0,0,false", "1,,false", "0,1,false"})
  void givenADateOfLastModification_whenCutOff_thenItIsAValidatorIfItIsOldEnough(
      int modified, String now, boolean strong) throws IOException {
    String date = daysAgo(modified);
    String today = now == null ? "X: y" : "Date: " + daysAgo(Integer.parseInt(now));
    server =
        new RawServer(
            (request, n, out) ->
                blindly(
                    request,
                    out,
                    CONTENT,
                    n == 1 ? 40_000 : 1 << 20,
                    "Last-Modified: " + date,
                    today));
    fetch(unknown());
    assertThat(folder.resolve("data.bin")).hasBinaryContent(CONTENT);
    assertThat(server.requests.get(1).header("if-range")).isEqualTo(strong ? date : "");
    assertThat(server.requests.get(1).offset()).isEqualTo(strong ? 40_000 : 0);
  }

  @Test
  void givenAServerThatIgnoresIfRange_whenItsContentChanged_thenRestarted() throws IOException {
    server =
        new RawServer(
            (request, n, out) ->
                blindly(
                    request,
                    out,
                    n == 1 ? CONTENT : OTHER,
                    n == 1 ? 40_000 : 1 << 20,
                    n == 1 ? "ETag: \"a\"" : "ETag: \"b\""));
    fetch(unknown());
    assertThat(folder.resolve("data.bin")).hasBinaryContent(OTHER);
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void givenRedirects_whenFetched_thenAFewAreFollowedAndALoopIsNot() throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              if (n <= 5) {
                RawServer.head(out, "302 Found", "Location: /hop" + n, "Content-Length: 0");
              } else {
                RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20);
              }
            });
    fetch(file(CONTENT));
    assertThat(server.requests.get(5).line()).isEqualTo("GET /hop5 HTTP/1.1");

    Files.delete(folder.resolve("data.bin"));
    server.answer(
        (request, n, out) ->
            RawServer.head(out, "307 Again", "Location: /data.bin", "Content-Length: 0"));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("redirected more than 5 times");
    assertThat(server.requests).hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "jar:file:/x!/y",
        "http:",
        "http:///x",
        "",
        "http://[::1",
        "\\\\host",
        "mailto:a@b"
      })
  void givenARedirectToSomethingElse_whenFetched_thenRefusedWithIt(String location)
      throws IOException {
    server =
        new RawServer(
            (request, n, out) ->
                RawServer.head(out, "301 Moved", "Location: " + location, "Content-Length: 0"));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("redirected to '" + location + "'");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void givenARedirectFromHttpsToHttp_whenFollowed_thenRefused() throws IOException {
    RemoteFile file = new RemoteFile("x", URI.create("https://a.invalid/x"), 1, Optional.empty());
    Transfer transfer = new Transfer(HttpClient.newHttpClient(), file, QUICK);
    assertThatThrownBy(() -> transfer.redirect(file.address(), "http://a.invalid/x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("redirected from https to http://a.invalid/x");
    assertThat(transfer.redirect(file.address(), "y?z"))
        .isEqualTo(URI.create("https://a.invalid/y?z"));
    assertThat(transfer.redirect(URI.create("http://a.invalid/x"), "https://b.invalid/"))
        .isEqualTo(URI.create("https://b.invalid/"));
  }

  @Test
  void givenSingleBytesFromTimeToTime_whenFetched_thenTheDownloadCountsAsStalled()
      throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              RawServer.head(out, "200 OK", "Content-Length: " + CONTENT.length);
              for (byte value : CONTENT) {
                out.write(value);
                out.flush();
                Thread.sleep(20);
              }
            });
    assertThatThrownBy(() -> Download.fetch(file(CONTENT), folder, QUICK, ProgressListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fewer than 512 bytes arrived in 500 ms")
        .hasMessageContaining("given up after");
  }

  @Test
  void givenAnEndlessAnswerOfUnknownSize_whenFetched_thenItEndsAtTheLimit() throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              RawServer.head(out, "200 OK");
              while (true) {
                out.write(CONTENT);
              }
            });
    assertThatThrownBy(() -> fetch(unknown()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sends more than the 200000 bytes that the options allow");
    assertThat(folder.resolve("data.bin.part")).isEmptyFile();

    server.answer((request, n, out) -> RawServer.head(out, "200 OK", "Content-Length: 200001"));
    assertThatThrownBy(() -> fetch(unknown()))
        .hasMessageContaining("offers 200001 bytes, expected at most 200000");
  }

  @Test
  void givenALinkWhereThePartBelongs_whenFetched_thenNothingIsWrittenThroughIt()
      throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20));
    Path other = Files.writeString(folder.resolve("other"), "precious");
    Path part = folder.resolve("data.bin.part");
    for (Path target : new Path[] {other, folder.resolve("nothing")}) {
      Files.createSymbolicLink(part, target);
      assertThatThrownBy(() -> fetch(file(CONTENT)))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("no regular file; delete it");
      Files.delete(part);
    }
    Files.createDirectory(part);
    assertThatThrownBy(() -> fetch(file(CONTENT))).isInstanceOf(FileSystemException.class);
    assertThat(other).hasContent("precious");
    assertThat(folder.resolve("nothing")).doesNotExist();
    assertThat(server.requests).isEmpty();
  }

  @Test
  void givenADamagedRecordOfTheVersion_whenFetched_thenItIsIgnored() throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20));
    for (byte[] damaged :
        new byte[][] {
          {(byte) 0xFF, (byte) 0xFE},
          (server.address("data.bin") + "\n\"\u0001\"\n").getBytes(),
          (server.address("data.bin") + "\nx: y\n").getBytes(),
          new byte[1 << 20]
        }) {
      Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(CONTENT, 30_000));
      Files.write(folder.resolve("data.bin.part.version"), damaged);
      assertThatCode(() -> fetch(unknown())).doesNotThrowAnyException();
      assertThat(folder.resolve("data.bin")).hasBinaryContent(CONTENT);
      Files.delete(folder.resolve("data.bin"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 abc\r\n\r\n", "garbage\r\n\r\n", "\r\n", ""})
  void givenSomethingThatIsNotHttp_whenFetched_thenGivenUp(String answer) throws IOException {
    server = new RawServer((request, n, out) -> out.write(answer.getBytes()));
    assertThatThrownBy(() -> fetch(file(CONTENT))).isInstanceOf(IOException.class);
    assertThat(server.requests).hasSizeLessThanOrEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n|X-Filler: 0123456789abcdef\r\n",
        "HTTP/1.1 200 OK\r\nX-Filler: |0123456789abcdef",
        "HTTP/1.1 200 |OK OK OK OK OK OK",
        "|HTTP/1.1 100 Continue\r\n\r\n"
      })
  void givenAnswersThatNeverReachTheContent_whenFetched_thenGivenUpInBoundedMemory(String answer)
      throws IOException {
    byte[] repeated = answer.split("\\|")[1].repeat(1 << 10).getBytes(StandardCharsets.US_ASCII);
    AtomicLong most = new AtomicLong();
    server =
        new RawServer(
            (request, n, out) -> {
              out.write(answer.split("\\|")[0].getBytes(StandardCharsets.US_ASCII));
              for (long sent = 0; sent < 256 << 20; sent += repeated.length) {
                out.write(repeated);
                most.accumulateAndGet(sent, Math::max);
              }
            });

    assertThatThrownBy(() -> Download.fetch(file(CONTENT), folder, QUICK, ProgressListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("given up after 3 attempts");
    assertThat(most).hasValueLessThan(128 << 20);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void givenADiskThatIsFull_whenFetched_thenTheErrorNamesTheFileTheReasonAndTheRemedy()
      throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20));
    Transfer transfer = new Transfer(HttpClient.newHttpClient(), file(CONTENT), PATIENT);
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        ProgressListener.Task task = ProgressListener.none().start("", 0, "bytes")) {
      assertThatThrownBy(() -> transfer.run(full, Optional.empty(), validator -> {}, task))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(Transfer.TransientException.class)
          .hasMessageContaining("data.bin.part cannot be written after 0 bytes")
          .hasMessageContaining("free space on its disk and download again to resume");
    }
    assertThat(server.requests).hasSize(1);
  }
}

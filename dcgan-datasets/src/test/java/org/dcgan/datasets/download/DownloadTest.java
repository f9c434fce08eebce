package org.dcgan.datasets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadTest {
  private static final byte[] CONTENT = new byte[100_000];
  private static final byte[] OTHER = new byte[100_000];
  private static final DownloadOptions QUICK =
      new DownloadOptions(3, Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofMillis(400));

  /**
   * For servers that answer at once: on a busy machine even those may take longer than the limit of
   * {@link #QUICK}, and each timeout would be one more request.
   */
  private static final DownloadOptions PATIENT =
      new DownloadOptions(3, QUICK.pause(), Duration.ofSeconds(30), Duration.ofSeconds(30));

  static {
    new Random(1).nextBytes(CONTENT);
    new Random(2).nextBytes(OTHER);
  }

  @TempDir Path folder;
  private RawServer server;

  @AfterEach
  void stop() throws IOException {
    server.close();
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

  private void assertOnly(byte[] content) {
    assertThat(folder.resolve("data.bin")).hasBinaryContent(content);
    assertThat(folder).isDirectoryNotContaining(p -> p.toString().contains(".part"));
  }

  @Test
  void givenAGoodServer_whenFetched_thenTheFileAppearsAndIsNotFetchedAgain() throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20));
    AtomicLong reported = new AtomicLong();
    Download.fetch(file(CONTENT), folder, PATIENT, (name, total, unit) -> reported::addAndGet);
    assertOnly(CONTENT);
    assertThat(reported).hasValue(CONTENT.length);
    fetch(file(CONTENT));
    assertThat(server.requests).hasSize(1);
    assertThatThrownBy(() -> fetch(file(OTHER)))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("has checksum SHA-256");
  }

  @Test
  void givenAServerThatCutsOff_whenFetched_thenTheRestIsAskedFor() throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 17_000));
    AtomicLong reported = new AtomicLong();
    Download.fetch(file(CONTENT), folder, PATIENT, (name, total, unit) -> reported::addAndGet);
    assertOnly(CONTENT);
    assertThat(reported).hasValue(CONTENT.length);
    // The JDK's client may lose the last bytes that came before a cut.
    assertThat(server.requests).hasSizeBetween(6, 12);
    assertThat(server.requests.get(5).offset()).isBetween(60_000, 85_000);
    assertThat(server.requests.get(5).header("if-range")).isEqualTo("\"a\"");
  }

  @Test
  void givenAServerThatStalls_whenFetched_thenTheConnectionIsGivenUpAndTheRestAskedFor()
      throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              RawServer.rest(request, out, CONTENT, "\"a\"", n < 3 ? 30_000 : 1 << 20);
              out.flush();
              if (n < 3) {
                Thread.sleep(20_000);
              }
            });
    long start = System.nanoTime();
    Download.fetch(file(CONTENT), folder, QUICK, ProgressListener.none());
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("the time, of which the server's three pauses would take a minute")
        .isLessThan(Duration.ofSeconds(50));
    assertOnly(CONTENT);
    assertThat(server.requests.get(2).offset()).isEqualTo(60_000);
  }

  @Test
  void givenAServerThatNeverAnswers_whenFetched_thenGivenUp() throws IOException {
    server = new RawServer((request, n, out) -> Thread.sleep(20_000));
    assertThatThrownBy(() -> Download.fetch(file(CONTENT), folder, QUICK, ProgressListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no answer")
        .hasMessageContaining("given up after 3 attempts");
  }

  @Test
  void givenAWrongLength_whenFetched_thenRefusedAtOnce() throws IOException {
    server = new RawServer((request, n, out) -> RawServer.rest(request, out, OTHER, "\"a\"", 9));
    RemoteFile shorter =
        RemoteFile.of(server.address("data.bin"), 99_999, file(OTHER).checksum().get());
    assertThatThrownBy(() -> fetch(shorter))
        .hasMessageContaining("offers 100000 bytes, expected 99999");
    assertThat(server.requests).hasSize(1);
    assertThat(folder.resolve("data.bin")).doesNotExist();

    server.answer(
        (request, n, out) -> {
          RawServer.head(out, "200 OK", "Transfer-Encoding: chunked");
          while (true) {
            out.write("1000\r\n".getBytes());
            out.write(new byte[0x1000]);
            out.write("\r\n".getBytes());
          }
        });
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .hasMessageContaining("sends more than the 100000 bytes expected");
    assertThat(Files.size(folder.resolve("data.bin.part"))).isLessThanOrEqualTo(100_000);
  }

  @Test
  void givenErrors_whenFetched_thenSomeAreFinalAndSomeRetried() throws IOException {
    server = new RawServer((request, n, out) -> RawServer.head(out, "404 Not Found"));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .hasMessageContaining("answers 404")
        .hasMessageContaining("publisher's page");
    assertThat(server.requests).hasSize(1);

    server.answer(
        (request, n, out) -> {
          switch (n) {
            case 2 -> RawServer.head(out, "500 Oops", "Content-Length: 0");
            case 3 -> RawServer.head(out, "503 Busy", "Retry-After: 0", "Content-Length: 0");
            default -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20);
          }
        });
    fetch(file(CONTENT));
    assertOnly(CONTENT);
    assertThat(server.requests).hasSize(4);

    Files.delete(folder.resolve("data.bin"));
    server.answer((request, n, out) -> RawServer.head(out, "503 Busy", "Content-Length: 0"));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .hasMessageContaining("answers 503")
        .hasMessageContaining("given up after 3 attempts");
    assertThat(server.requests).hasSize(7);
  }

  @Test
  void givenAServerThatIgnoresRanges_whenCutOff_thenRestarted() throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              RawServer.head(out, "200 OK", "Content-Length: " + CONTENT.length);
              out.write(CONTENT, 0, n < 3 ? 40_000 : CONTENT.length);
            });
    AtomicLong reported = new AtomicLong();
    Download.fetch(file(CONTENT), folder, PATIENT, (name, total, unit) -> reported::addAndGet);
    assertOnly(CONTENT);
    assertThat(reported).hasValue(CONTENT.length);
  }

  @Test
  void givenContentThatChanges_whenCutOff_thenTheFileIsAllNew() throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              if (n == 1) {
                RawServer.rest(request, out, CONTENT, "\"a\"", 40_000);
              } else {
                RawServer.rest(request, out, OTHER, "\"b\"", 1 << 20);
              }
            });
    fetch(unknown());
    assertOnly(OTHER);
    assertThat(server.requests.get(1).header("if-range")).isEqualTo("\"a\"");
  }

  @Test
  void givenContentThatChangesUnnoticed_whenCutOff_thenTheChecksumDetectsIt() throws IOException {
    server =
        new RawServer(
            (request, n, out) -> {
              byte[] content = n == 1 ? OTHER : CONTENT;
              RawServer.rest(request, out, content, "\"same\"", n == 1 ? 40_000 : 1 << 20);
            });
    fetch(file(CONTENT));
    assertOnly(CONTENT);
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void givenAnotherContent_whenFetched_thenGivenUpWithBothChecksums() throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, OTHER, "\"a\"", 1 << 20));
    assertThatThrownBy(() -> fetch(file(CONTENT)))
        .hasMessageContaining(file(CONTENT).checksum().get().hex())
        .hasMessageContaining(file(OTHER).checksum().get().hex())
        .hasMessageContaining("given up after 3 attempts");
    assertThat(folder.resolve("data.bin")).doesNotExist();
  }

  @Test
  void givenAnInterruptedDownload_whenFetchedAgain_thenItIsResumed() throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 30_000));
    DownloadOptions once =
        new DownloadOptions(1, PATIENT.pause(), PATIENT.connect(), PATIENT.stall());
    assertThatThrownBy(() -> Download.fetch(unknown(), folder, once, ProgressListener.none()))
        .hasMessageContaining("cut off");
    server.answer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20));
    fetch(unknown());
    assertOnly(CONTENT);
    assertThat(server.requests.get(1).offset()).isEqualTo(30_000);
  }

  @Test
  void givenRangesThatDoNotMatch_whenFetched_thenRestarted() throws IOException {
    for (String status : new String[] {"206 Partial Content", "416 Range Not Satisfiable"}) {
      server =
          new RawServer(
              (request, n, out) -> {
                if (request.offset() > 0) {
                  RawServer.head(
                      out, status, "Content-Range: bytes 0-9/100000", "Content-Length: 0");
                } else {
                  RawServer.rest(request, out, CONTENT, "\"a\"", n == 1 ? 50_000 : 1 << 20);
                }
              });
      fetch(file(CONTENT));
      assertOnly(CONTENT);
      assertThat(server.requests).hasSize(3);
      Files.delete(folder.resolve("data.bin"));
      server.close();
    }
  }

  @Test
  void givenAProxy_whenFetched_thenTheRequestGoesToIt() throws IOException {
    server =
        new RawServer((request, n, out) -> RawServer.rest(request, out, CONTENT, "\"a\"", 1 << 20));
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", server.port())));
    try {
      RemoteFile far =
          new RemoteFile(
              "data.bin",
              URI.create("http://datasets.invalid/data.bin"),
              CONTENT.length,
              file(CONTENT).checksum());
      fetch(far);
    } finally {
      ProxySelector.setDefault(before);
    }
    assertOnly(CONTENT);
    assertThat(server.requests.get(0).line())
        .isEqualTo("GET http://datasets.invalid/data.bin HTTP/1.1");
  }

  @Test
  void givenTheCatalog_whenSearched_thenEntriesAreFoundByName() throws IOException {
    server = new RawServer((request, n, out) -> {});
    assertThat(Catalog.named("svhn").bytes()).isEqualTo(246_316_178);
    assertThat(Catalog.named("mnist").files()).hasSize(4);
    assertThatThrownBy(() -> Catalog.named("imagenet"))
        .hasMessageContaining("[cifar10, cifar100, mnist, svhn, svhn-extra]");
  }
}

package org.dcgan.examples.explore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.dcgan.datasets.Dataset;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of other origins and malformed requests are refused, and nothing breaks. */
class ExploreSecurityTest {
  @TempDir private static Path folder;
  private static ExploredModel explored;

  @BeforeAll
  static void start() throws IOException {
    explored =
        new ExploredModel(ExploredModel.save(folder.resolve("model"), 5), ExploredModel.ROOMS);
  }

  @AfterAll
  static void stop() throws IOException {
    explored.close();
  }

  /** The status line of a request that is sent as it is. */
  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static String get(int port, String host, String path) throws IOException {
    return raw(
        port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  // Origins

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:PORT",
        "localhost.evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "localhost",
        "localhost:1",
        "192.168.0.1:PORT",
        "",
        "localhost:PORT:PORT",
        "user@localhost:PORT"
      })
  void givenTheNameOfAnotherHost_whenAskedFor_thenTheRequestIsRefused(String host)
      throws IOException {
    String name = host.replace("PORT", "" + explored.port());

    assertThat(get(explored.port(), name, "/")).startsWith("HTTP/1.1 421 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:PORT", "127.0.0.1:PORT", "LOCALHOST:PORT", "[::1]:PORT"})
  void givenANameOfThisMachine_whenAskedFor_thenThePageIsServed(String host) throws IOException {
    String name = host.replace("PORT", "" + explored.port());

    assertThat(get(explored.port(), name, "/")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void givenTwoHosts_whenAskedFor_thenTheRequestIsRefused() throws IOException {
    String host = "Host: localhost:" + explored.port() + "\r\n";

    assertThat(
            raw(
                explored.port(),
                "GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\nConnection: close\r\n\r\n"))
        .doesNotStartWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example",
    "Origin, null",
    "Origin, http://localhost:1",
    "Origin, https://127.0.0.1:PORT",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void givenAPageOfAnotherOrigin_whenItSendsARequest_thenItIsRefused(String header, String value)
      throws IOException {
    HttpResponse<byte[]> response =
        explored.send(
            HttpRequest.newBuilder(explored.at("/api/model"))
                .header("Content-Type", "application/json")
                .header(header, value.replace("PORT", "" + explored.port()))
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(ExploredModel.error(response)).contains("other origins");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void givenALinkOnAnotherPage_whenFollowed_thenThePageIsShownButNoDataIsSent() throws IOException {
    HttpResponse<byte[]> page =
        explored.send(
            HttpRequest.newBuilder(explored.at("/"))
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate"));
    HttpResponse<byte[]> script =
        explored.send(
            HttpRequest.newBuilder(explored.at("/app.js"))
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "no-cors"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'");
    assertThat(script.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void givenATypeThatAFormCanSend_whenPosted_thenItIsRefused(String type) throws IOException {
    HttpResponse<byte[]> response =
        explored.send(
            HttpRequest.newBuilder(explored.at("/api/reload"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

    assertThat(response.statusCode()).isEqualTo(415);
  }

  // The token

  @Test
  void givenAnAddressForOtherMachines_whenAskedForWithoutTheToken_thenNothingIsServed()
      throws IOException {
    try (ExploredModel open =
        new ExploredModel(explored.folder, null, InetAddress.getByName("0.0.0.0"))) {
      assertThat(open.server.address()).matches("http://.+/\\?token=[0-9a-f]{32}");
      String token = open.server.address().replaceFirst(".*token=", "");

      assertThat(open.get("/").statusCode()).isEqualTo(401);
      assertThat(open.get("/app.js").statusCode()).isEqualTo(401);
      assertThat(open.post("/api/model", "{}").statusCode()).isEqualTo(401);
      assertThat(open.get("/?token=" + token.replace(token.charAt(3), 'x')).statusCode())
          .isEqualTo(401);
      HttpResponse<byte[]> entered = open.get("/?token=" + token);
      assertThat(entered.statusCode()).isEqualTo(303);
      String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
      HttpRequest.Builder withCookie =
          HttpRequest.newBuilder(open.at("/")).header("Cookie", "a=b; " + cookie.split(";", 2)[0]);
      assertThat(open.send(withCookie).statusCode()).isEqualTo(200);
      assertThat(get(open.port(), "evil.example:" + open.port(), "/?token=" + token))
          .startsWith("HTTP/1.1 421 ");
      assertThat(get(open.port(), "10.0.0.7:" + open.port(), "/?token=" + token))
          .startsWith("HTTP/1.1 303 ");
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 127.0.0.2 is not bound")
  void givenAnotherLoopbackAddress_whenItsPageIsOpened_thenItIsServedWithoutAToken()
      throws Exception {
    try (ExploredModel open =
        new ExploredModel(explored.folder, null, InetAddress.getByName("127.0.0.2"))) {
      assertThat(open.server.address()).isEqualTo("http://127.0.0.2:" + open.port() + "/");

      HttpResponse<byte[]> page =
          open.send(HttpRequest.newBuilder(URI.create(open.server.address())));

      assertThat(page.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void givenThisMachineOnly_whenStarted_thenNoOtherAddressAnswers() throws IOException {
    assertThat(explored.server.address()).isEqualTo("http://127.0.0.1:" + explored.port() + "/");
    for (var network :
        java.util.Collections.list(java.net.NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : java.util.Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          assertThatThrownBy(() -> new Socket(address, explored.port()).close())
              .as("a connection to " + address)
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  // Paths

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/web/index.html",
        "//index.html",
        "/app.js/..",
        "/..%5capp.js",
        "/api",
        "/api/model/",
        "/ExploreServer.class",
        "/index.html%00.js"
      })
  void givenAnotherPath_whenAskedFor_thenNothingIsThere(String path) throws IOException {
    assertThat(get(explored.port(), "localhost:" + explored.port(), path)).startsWith("HTTP/1.1 4");
  }

  @Test
  void givenAnotherMethod_whenSent_thenTheExpectedOneIsNamed() throws IOException {
    HttpResponse<byte[]> get = explored.get("/api/model");
    HttpResponse<byte[]> options =
        explored.send(
            HttpRequest.newBuilder(explored.at("/api/model"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertThat(options.statusCode()).isEqualTo(405);
    assertThat(explored.post("/style.css", "{}").statusCode()).isEqualTo(405);
  }

  // Malformed requests

  static Stream<Arguments> malformedRequests() {
    return Stream.of(
        Arguments.of("/api/model", "[]", "expected a JSON object"),
        Arguments.of("/api/model", "{'a': 1}", "unknown"),
        Arguments.of("/api/model", "{'a': 1", "well-formed"),
        Arguments.of("/api/samples", "{'first': 0, 'count': 1}", "'seed' is missing"),
        Arguments.of(
            "/api/samples", "{'seed': '1', 'first': 0, 'count': 1}", "seed must be an integer"),
        Arguments.of(
            "/api/samples", "{'seed': 9007199254740992, 'first': 0, 'count': 1}", "seed must be"),
        Arguments.of(
            "/api/samples",
            "{'seed': 1, 'first': -1, 'count': 1}",
            "first must be an integer from 0"),
        Arguments.of(
            "/api/samples",
            "{'seed': 1, 'first': 0, 'count': 65}",
            "count must be an integer from 1 to 64"),
        Arguments.of(
            "/api/samples", "{'seed': 1, 'first': 0, 'count': 1e1}", "count must be an integer"),
        Arguments.of(
            "/api/samples", "{'seed': 1, 'first': 0, 'count': 1, 'minimum': 1e999}", "finite"),
        Arguments.of("/api/sample", "{'seed': 1, 'index': 50000}", "numbered 0 to 49999"),
        Arguments.of("/api/latents.npy", "{'samples': []}", "expected 1 to 64 samples, got 0"),
        Arguments.of("/api/latents.npy", "{'samples': [1]}", "samples[0] must be an object"),
        Arguments.of(
            "/api/walk",
            "{'points': [{'seed': 1, 'index': 1}], 'steps': 3, 'interpolation': 'linear', 'closed': false}",
            "at least 2 points"),
        Arguments.of(
            "/api/walk",
            "{'points': [{'seed': 1, 'index': 1}, {'seed': 1, 'index': 2}], 'steps': 61, 'interpolation': 'linear', 'closed': false}",
            "from 1 to 60"),
        Arguments.of(
            "/api/walk",
            "{'points': [{'seed': 1, 'index': 1}, {'seed': 1, 'index': 2}], 'steps': 1, 'interpolation': 'cubic', 'closed': false}",
            "linear or spherical"),
        Arguments.of(
            "/api/arithmetic", "{'choices': '{}', 'expression': 'a', 'seed': 1}", "choices"),
        Arguments.of(
            "/api/choices",
            "{'choices': '{\"seed\": 1, \"count\": 2147483647, \"choices\": {}}'}",
            "at most 50000 samples"),
        Arguments.of(
            "/api/choices",
            "{'choices': '{\"seed\": -9223372036854775808, \"count\": 1, \"choices\": {}}'}",
            "the page takes seeds"),
        Arguments.of(
            "/api/choices",
            "{'choices': '{\"seed\": 1, \"count\": 1, \"choices\": {\"a\": [1]}}'}",
            "numbered 0 to 0"),
        Arguments.of(
            "/api/boxes",
            "{'boxes': '{\"seed\": 1, \"count\": 2147483647, \"boxes\": []}'}",
            "at most 50000 samples"),
        Arguments.of(
            "/api/forget",
            "{'boxes': '{\"seed\": 1, \"count\": 1, \"boxes\": []}', 'layer': '', 'seed': 1}",
            "at least 1 box"),
        Arguments.of(
            "/api/forget",
            "{'boxes': '{\"seed\": 1, \"count\": 1, \"boxes\": [{\"sample\": 0, \"x\": 15, \"y\": 0, \"width\": 2, \"height\": 1}]}', 'layer': '', 'seed': 1}",
            "reaches outside"),
        Arguments.of(
            "/api/forgotten",
            "{'layer': '../x', 'removed': [], 'seed': 1, 'first': 0, 'count': 1}",
            "no layer"),
        Arguments.of(
            "/api/forgotten",
            "{'layer': 'generator/projection', 'removed': [99], 'seed': 1, 'first': 0, 'count': 1}",
            "99"),
        Arguments.of(
            "/api/dataset",
            "{'first': 0, 'count': 1000}",
            "count must be an integer from 1 to 64"));
  }

  @ParameterizedTest
  @MethodSource("malformedRequests")
  void givenAMalformedRequest_whenPosted_thenTheMessageSaysWhatIsExpected(
      String path, String body, String message) throws IOException {
    String json = body.replace("\"", "\\\"").replace('\'', '"');

    HttpResponse<byte[]> response = explored.postText(path, json);

    assertThat(response.statusCode()).as(ExploredModel.text(response)).isEqualTo(400);
    assertThat(ExploredModel.error(response)).contains(message.replace('\'', '"'));
  }

  static Stream<Arguments> malformedAddresses() {
    return Stream.of(
        Arguments.of(
            "/api/guided?seed=1&index=1&map=0&rule=drop_leak", "lacks the parameter layer"),
        Arguments.of(
            "/api/guided?seed=1&index=1&map=x&rule=drop_leak&layer=a", "map must be an integer"),
        Arguments.of("/api/guided?seed=1&index=1&map=0&rule=DROP&layer=a", "rule must be"),
        Arguments.of("/api/guided?seed=1&index=1&map=0&rule=plain&layer=a", "no layer"),
        Arguments.of(
            "/api/guided?seed=1&index=1&map=999&rule=plain&layer=discriminator/convolution1",
            "999"),
        Arguments.of("/api/discriminator?dataset=80", "dataset must be an integer from 0 to 79"),
        Arguments.of("/api/discriminator?dataset=-1", "dataset must be"),
        Arguments.of("/api/discriminator?seed=1", "lacks the parameter index"),
        Arguments.of("/api/discriminator?seed=1&seed=2&index=1", "each once"),
        Arguments.of("/api/discriminator?seed=%ZZ", "400"),
        Arguments.of("/api/discriminator", "expected an image file"));
  }

  @ParameterizedTest
  @MethodSource("malformedAddresses")
  void givenAMalformedAddress_whenPosted_thenItIsRefused(String path, String message)
      throws IOException {
    String host = "localhost:" + explored.port();
    String response =
        raw(
            explored.port(),
            "POST "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n");

    assertThat(response).startsWith("HTTP/1.1 400 ").contains(message);
  }

  @Test
  void givenTooManyConceptsOrBoxes_whenSent_thenTheyAreRefused() throws IOException {
    StringBuilder boxes = new StringBuilder("{\\\"seed\\\": 1, \\\"count\\\": 5, \\\"boxes\\\": [");
    for (int i = 0; i < 2001; i++) {
      boxes
          .append(i == 0 ? "" : ", ")
          .append("{\\\"sample\\\": 0, \\\"x\\\": 0, \\\"y\\\": 0, \\\"width\\\": 1,")
          .append(" \\\"height\\\": 1}");
    }
    HttpResponse<byte[]> response =
        explored.postText("/api/boxes", "{\"boxes\": \"" + boxes + "]}\"}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ExploredModel.error(response)).contains("at most 2000 boxes");
    String words = "a" + " + a".repeat(16);
    HttpResponse<byte[]> expression =
        explored.postText(
            "/api/arithmetic",
            "{\"choices\": \"{\\\"seed\\\": 1, \\\"count\\\": 1, \\\"choices\\\": {\\\"a\\\":"
                + " [0]}}\", \"expression\": \""
                + words
                + "\", \"seed\": 1}");
    assertThat(ExploredModel.error(expression)).contains("at most 16 concepts");
  }

  @Test
  void givenBodiesBeyondTheLimits_whenSent_thenTheyAreRefused() throws IOException {
    HttpResponse<byte[]> json = explored.postText("/api/model", " ".repeat((1 << 20) + 1));
    assertThat(json.statusCode()).isEqualTo(413);
    HttpResponse<byte[]> image =
        explored.postImage("/api/discriminator", new byte[Request.MOST_IMAGE_BYTES + 1]);
    assertThat(image.statusCode()).isEqualTo(413);
    assertThat(explored.get("/").statusCode()).isEqualTo(200);
  }

  // Uploads

  @Test
  void givenFilesThatAreNoImages_whenUploaded_thenTheMessageSaysSo() throws IOException {
    for (byte[] file :
        List.of(
            "not an image".getBytes(ISO_8859_1),
            "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(ISO_8859_1),
            new byte[100],
            java.util.Arrays.copyOf(ExploredModel.ROOMS.read(0).toPng(), 60))) {
      HttpResponse<byte[]> response = explored.postImage("/api/discriminator", file);

      assertThat(response.statusCode()).as(ExploredModel.text(response)).isEqualTo(400);
      assertThat(ExploredModel.error(response)).contains("the uploaded file");
    }
  }

  @Test
  void givenAnImageThatClaimsTooManyPixels_whenUploaded_thenItIsRefusedUnread() throws IOException {
    HttpResponse<byte[]> response =
        explored.postImage("/api/discriminator", hugePng(60_000, 60_000));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ExploredModel.error(response)).contains("60000");
  }

  /** The header of a PNG file of a few bytes that claims a size. */
  private static byte[] hugePng(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    java.nio.ByteBuffer header = java.nio.ByteBuffer.allocate(13);
    header.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", new byte[8]);
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(OutputStream out, String name, byte[] data) throws IOException {
    java.nio.ByteBuffer chunk = java.nio.ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(name.getBytes(ISO_8859_1)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    chunk.putInt((int) crc.getValue());
    out.write(chunk.array());
  }

  @Test
  void givenNoDataset_whenComparedWithImages_thenTheMessageNamesTheOption() throws IOException {
    try (ExploredModel alone = new ExploredModel(explored.folder, null)) {
      HttpResponse<byte[]> response = alone.postImage("/api/nearest?seed=1&index=1", new byte[0]);

      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(ExploredModel.error(response)).contains("--data DIR");
    }
  }

  // Tabs that close, and many requests at a time

  @Test
  void givenASearch_whenTheTabIsClosed_thenTheSearchEndsAndAnotherCanStart() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    TestImages slow =
        TestImages.of(
            100_000,
            Optional.of(ExploredModel.ROOMS.read(0).shape()),
            index -> {
              started.countDown();
              try {
                Thread.sleep(2);
              } catch (InterruptedException e) {
                throw new java.io.InterruptedIOException();
              }
              return ExploredModel.ROOMS.read(index % 80);
            });
    try (ExploredModel searched = new ExploredModel(explored.folder, Dataset.of(slow))) {
      try (Socket tab = new Socket(InetAddress.getLoopbackAddress(), searched.port())) {
        tab.getOutputStream()
            .write(
                ("POST /api/nearest?seed=1&index=1 HTTP/1.1\r\nHost: localhost:"
                        + searched.port()
                        + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(ISO_8859_1));
        started.await();
        // The page still answers meanwhile.
        assertThat(searched.ask("/api/sample", "{'seed': 1, 'index': 0}").has("png")).isTrue();
      }
      org.assertj.core.api.Assertions.assertThat(stops(slow)).as("the search has ended").isTrue();
    }
  }

  /** Whether images are no longer read, within a few seconds. */
  private static boolean stops(TestImages images) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < until) {
      int before = images.reads();
      Thread.sleep(60);
      if (images.reads() == before) {
        return true;
      }
    }
    return false;
  }

  @Test
  void givenConnectionsThatSendNothing_whenTheyAreMany_thenThePageIsServedAfterTheyClose()
      throws IOException {
    List<Socket> idle = new java.util.ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), explored.port());
        idle.add(socket);
        socket.getOutputStream().write("POST /api/model HTTP/1.1\r\nHos".getBytes(ISO_8859_1));
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }

    assertThat(explored.get("/").statusCode()).isEqualTo(200);
    assertThat(explored.ask("/api/model", "{}").has("step")).isTrue();
  }

  @Test
  void givenTwentyRequestsAtATime_whenSent_thenAllAreAnswered() {
    List<Integer> statuses =
        java.util.stream.IntStream.range(0, 20)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return explored
                        .post("/api/samples", "{'seed': " + i + ", 'first': 0, 'count': 8}")
                        .statusCode();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                })
            .toList();

    assertThat(statuses).containsOnly(200);
  }
}

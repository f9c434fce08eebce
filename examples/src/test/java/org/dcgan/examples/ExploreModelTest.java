package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreModelTest {
  @TempDir private Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path model() throws IOException {
    Path model = folder.resolve("model");
    try (Dcgan dcgan =
        Dcgan.builder()
            .resolution(16)
            .width(4)
            .latentDim(8)
            .precision(Precision.FLOAT32)
            .threads(2)
            .build()) {
      dcgan.save(model);
    }
    return model;
  }

  @Test
  void givenAModelAndImages_whenExplored_thenThePageIsServedUntilTheProgramIsStopped()
      throws Exception {
    int port = freePort();
    Path model = model();
    CompletableFuture<Program.Outcome> outcome = new CompletableFuture<>();
    Thread program =
        new Thread(
            () ->
                outcome.complete(
                    Program.run(
                        new ExploreModel(),
                        "--model",
                        model,
                        "--format=rooms",
                        "--count=20",
                        "--port",
                        port,
                        "--no-open")));
    program.start();
    HttpResponse<String> page = await(port, outcome);
    HttpResponse<String> dataset =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/dataset"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"first\": 19, \"count\": 5}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    program.interrupt();

    assertThat(page.body()).contains("<title>Explore a model</title>");
    assertThat(dataset.statusCode()).isEqualTo(200);
    Program.Outcome ended = outcome.get(30, TimeUnit.SECONDS);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("Exploring " + model + " at http://127.0.0.1:" + port + "/", "Ctrl+C");
    assertThat(ended.lastLine()).isEqualTo("stopped");
  }

  private static HttpResponse<String> await(int port, CompletableFuture<Program.Outcome> outcome)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        assertThat(outcome).as("the program has ended").isNotDone();
        assertThat(System.nanoTime()).as("the server has not started").isLessThan(until);
        Thread.sleep(20);
      }
    }
  }

  @Test
  void givenNoModelOrABadOption_whenExplored_thenTheErrorSaysWhatToDo() throws IOException {
    Path none = Files.createDirectories(folder.resolve("none"));

    Program.Outcome missing = Program.run(new ExploreModel(), "--model", none, "--no-open");
    Program.Outcome port =
        Program.run(new ExploreModel(), "--model", none, "--no-open", "--port=70000");
    Program.Outcome host =
        Program.run(new ExploreModel(), "--model", none, "--no-open", "--host=no host");

    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("error: ", "none");
    assertThat(port.err()).contains("the port must be 0 to 65535, got 70000");
    assertThat(host.code()).isEqualTo(1);
    assertThat(host.err()).contains("error: ", "no host", "--host");
  }
}

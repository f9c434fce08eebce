package org.dcgan.examples.explore;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageShape;
import org.dcgan.latent.Labels;
import org.jspecify.annotations.Nullable;

/** A small model with drawn rooms, a server that explores it, and requests to that. */
final class ExploredModel implements AutoCloseable {
  static final SyntheticRooms ROOMS =
      SyntheticRooms.builder().count(80).resolution(16).seed(3).build();

  static {
    // As ExploreModel does: without it, small responses wait for the client's acknowledgements.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  final Path folder;
  final ExploreServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Starts a server for this machine only. */
  ExploredModel(Path folder, @Nullable Dataset images) throws IOException {
    this(folder, images, InetAddress.getLoopbackAddress());
  }

  ExploredModel(Path folder, @Nullable Dataset images, InetAddress host) throws IOException {
    this(folder, new Source(() -> Dcgan.load(folder), images), host);
  }

  /** Starts a server without images. */
  ExploredModel(Opener opener) throws IOException {
    this(Path.of(""), new Source(opener, null), InetAddress.getLoopbackAddress());
  }

  private ExploredModel(Path folder, Source source, InetAddress host) throws IOException {
    this.folder = folder;
    this.server =
        ExploreServer.start(new ExploreServer.Settings(host, 0, "a <small> model", 42), source);
  }

  /** Opens a model. */
  interface Opener {
    Dcgan open() throws IOException;
  }

  /** A model and given images. */
  private record Source(Opener opener, @Nullable Dataset images) implements ExploreSource {
    @Override
    public Dcgan openModel() throws IOException {
      return opener.open();
    }

    @Override
    public @Nullable Dataset openImages(ImageShape shape) {
      return images;
    }

    @Override
    public Dataset fit(Dataset uploaded, ImageShape shape) {
      return uploaded.centerCropped(shape.height()).rgb();
    }
  }

  /** Saves a small model whose batch normalization has statistics. */
  static Path save(Path folder, long seed) throws IOException {
    try (Dcgan dcgan =
        Dcgan.builder()
            .resolution(16)
            .width(4)
            .latentDim(8)
            .seed(seed)
            .precision(Precision.FLOAT32)
            .device(Device.CPU)
            .threads(2)
            .build()) {
      dcgan.gatherStatistics(ROOMS, 16);
      dcgan.save(folder);
    }
    return folder;
  }

  /** A small model of eight classes, of which the samples have one. */
  static Dcgan conditional(int label) throws IOException {
    Dcgan dcgan =
        Dcgan.builder()
            .resolution(16)
            .width(2)
            .latentDim(8)
            .classes(8)
            .precision(Precision.FLOAT32)
            .device(Device.CPU)
            .threads(2)
            .build();
    dcgan.gatherStatistics(ROOMS, 16);
    return dcgan.withLabels(Labels.oneHot(8, label));
  }

  int port() {
    return URI.create(server.address()).getPort();
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<byte[]> get(String path) throws IOException {
    return send(HttpRequest.newBuilder(at(path)));
  }

  /** Sends JSON in which single quotes stand for double ones. */
  HttpResponse<byte[]> post(String path, String json) throws IOException {
    return postText(path, json.replace('\'', '"'));
  }

  HttpResponse<byte[]> postText(String path, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<byte[]> postImage(String path, byte[] file) throws IOException {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(file)));
  }

  /** The JSON object of a successful response. */
  JsonObject ask(String path, String json) throws IOException {
    return json(post(path, json));
  }

  JsonObject ask(String path, UnaryOperator<JsonObject> fields) throws IOException {
    return json(postText(path, fields.apply(new JsonObject()).toString()));
  }

  static JsonObject json(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + text(response));
    }
    return JsonParser.parseString(text(response)).getAsJsonObject();
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The message of a refused request. */
  static String error(HttpResponse<byte[]> response) {
    return JsonParser.parseString(text(response)).getAsJsonObject().get("error").getAsString();
  }

  static byte[] png(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

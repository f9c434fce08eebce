package org.dcgan.examples.explore;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A headless Chromium with one page, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final int SECONDS = 20;

  /** Messages of the page's console that are errors, and requests to other hosts. */
  final List<String> errors = new CopyOnWriteArrayList<>();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> replies = new ConcurrentHashMap<>();

  private Chromium(Path executable, Path profile) throws IOException {
    this.process =
        new ProcessBuilder(
                executable.toString(),
                "--headless=new",
                "--no-sandbox", // tests run as root in containers
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      HttpClient client = HttpClient.newHttpClient();
      this.socket =
          client
              .newWebSocketBuilder()
              .buildAsync(pageSocket(client, debuggerAddress()), new Listener())
              .join();
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
    command("Page.enable", Map.of());
    command("Runtime.enable", Map.of());
    command("Log.enable", Map.of());
  }

  /** The installed browser, if there is one. */
  static Optional<Path> executable() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(java.io.File.pathSeparator, -1)) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  static Chromium start(Path executable, Path profile) throws IOException {
    return new Chromium(executable, profile);
  }

  /** The address for the protocol, which the browser prints. */
  private URI debuggerAddress() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    List<String> read = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read.add(line);
      int start = line.indexOf("ws://");
      if (start >= 0) {
        Thread drain =
            new Thread(
                () -> {
                  try {
                    lines.transferTo(java.io.Writer.nullWriter());
                  } catch (IOException e) {
                    // The browser has ended.
                  }
                });
        drain.setDaemon(true);
        drain.start();
        return URI.create(line.substring(start).strip());
      }
    }
    throw new IOException("the browser has ended: " + read);
  }

  private static URI pageSocket(HttpClient client, URI debugger) throws IOException {
    URI list = URI.create("http://" + debugger.getAuthority() + "/json/list");
    try {
      String text =
          client
              .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      for (JsonElement target : JsonParser.parseString(text).getAsJsonArray()) {
        if (target.getAsJsonObject().get("type").getAsString().equals("page")) {
          return URI.create(target.getAsJsonObject().get("webSocketDebuggerUrl").getAsString());
        }
      }
      throw new IOException("the browser has no page: " + text);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        receive(message);
      }
      webSocket.request(1);
      return null;
    }
  }

  private void receive(JsonObject message) {
    if (message.has("id")) {
      replies.remove(message.get("id").getAsInt()).complete(message);
      return;
    }
    String method = message.get("method").getAsString();
    JsonObject params = message.getAsJsonObject("params");
    if (method.equals("Runtime.exceptionThrown")) {
      errors.add(params.toString());
    } else if (method.equals("Log.entryAdded")
        && params.getAsJsonObject("entry").get("level").getAsString().equals("error")) {
      errors.add(params.toString());
    }
  }

  JsonObject command(String method, Map<String, ?> parameters) {
    int id = numbers.incrementAndGet();
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    replies.put(id, reply);
    String text = new Gson().toJson(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(text, true).join();
    JsonObject message = reply.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    if (message.has("error")) {
      throw new AssertionError(method + ": " + message.get("error"));
    }
    return message.getAsJsonObject("result");
  }

  /** Evaluates an expression in the page, waits if it is a promise, and returns its value. */
  @Nullable JsonElement evaluate(String script) {
    JsonObject result =
        command(
            "Runtime.evaluate",
            Map.of(
                "expression",
                script,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "userGesture",
                true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(script + ": " + result.get("exceptionDetails"));
    }
    return result.getAsJsonObject("result").get("value");
  }

  String text(String script) {
    JsonElement value = evaluate("String(" + script + ")");
    return value == null ? "" : value.getAsString();
  }

  /** Waits until an expression is true; an element that is not there yet is no error. */
  void await(String condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    String script =
        "(() => { try { return Boolean(" + condition + "); } catch { return false; } })()";
    while (!text(script).equals("true")) {
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "did not become true within "
                + SECONDS
                + " s: "
                + condition
                + "; message of the page: "
                + text("document.getElementById('message').textContent")
                + "; errors: "
                + errors);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  void open(String address) {
    command("Page.navigate", Map.of("url", address));
  }

  void size(int width, int height, boolean phone) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  void dark(boolean dark) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Presses the mouse at the middle of an element, after it was scrolled into view. */
  void click(String selector) {
    double[] center = point(selector, 0.5, 0.5);
    mouse("mousePressed", center);
    mouse("mouseReleased", center);
  }

  /** Drags the mouse between two places of an element, given as shares of its size. */
  void drag(String selector, double fromX, double fromY, double toX, double toY) {
    double[] from = point(selector, fromX, fromY);
    double[] to = point(selector, toX, toY);
    mouse("mousePressed", from);
    mouse("mouseMoved", new double[] {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2});
    mouse("mouseMoved", to);
    mouse("mouseReleased", to);
  }

  private double[] point(String selector, double x, double y) {
    JsonElement found =
        evaluate(
            "(() => { const e = document.querySelector("
                + new Gson().toJson(selector)
                + "); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.left + r.width * "
                + x
                + ", r.top + r.height * "
                + y
                + "]; })()");
    JsonArray place = found == null ? new JsonArray() : found.getAsJsonArray();
    return new double[] {place.get(0).getAsDouble(), place.get(1).getAsDouble()};
  }

  private void mouse(String type, double[] place) {
    command(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            place[0],
            "y",
            place[1],
            "button",
            "left",
            "buttons",
            1,
            "clickCount",
            1));
  }

  /** Presses and releases a key. */
  void key(String key) {
    Map<String, Object> parameters = new java.util.HashMap<>(Map.of("key", key, "code", key));
    if (key.equals("Enter")) {
      parameters.put("text", "\r");
      parameters.put("windowsVirtualKeyCode", 13);
    } else if (key.equals("Escape")) {
      parameters.put("windowsVirtualKeyCode", 27);
    }
    for (String type : List.of("keyDown", "keyUp")) {
      parameters.put("type", type);
      command("Input.dispatchKeyEvent", parameters);
    }
  }

  /** Replaces the text of an input as a person would type it. */
  void type(String selector, String text) {
    evaluate("document.querySelector('" + selector + "').focus()");
    evaluate("document.querySelector('" + selector + "').select()");
    command("Input.insertText", Map.of("text", text));
  }

  void choose(String selector, Path file) {
    JsonObject found =
        command(
            "Runtime.evaluate", Map.of("expression", "document.querySelector('" + selector + "')"));
    command(
        "DOM.setFileInputFiles",
        Map.of(
            "files",
            List.of(file.toString()),
            "objectId",
            found.getAsJsonObject("result").get("objectId").getAsString()));
  }

  void downloadTo(Path folder) {
    command(
        "Page.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
  }

  /** The downloaded file of a name, once it is complete. */
  static Path downloaded(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.exists(file) || Files.size(file) == 0) {
      if (System.nanoTime() > until) {
        throw new AssertionError(file + " was not downloaded");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    return file;
  }

  /** Writes what the window shows as a JPEG file. */
  void screenshot(Path file) throws IOException {
    Map<String, ?> format = Map.of("format", "jpeg", "quality", 82);
    String data = command("Page.captureScreenshot", format).get("data").getAsString();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

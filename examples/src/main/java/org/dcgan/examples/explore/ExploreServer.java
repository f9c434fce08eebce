package org.dcgan.examples.explore;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.Images;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page that explores a model.
 *
 * <pre>{@code
 * try (ExploreServer server =
 *     ExploreServer.start(new Settings(InetAddress.getLoopbackAddress(), 0, "faces", 42), source)) {
 *   System.out.println(server.address());
 *   ...
 * }
 * }</pre>
 *
 * <p>The server binds to the loopback address unless the settings name another one; then requests
 * need a token, which is part of {@link #address}. Requests from pages of other origins are
 * refused.
 */
public final class ExploreServer implements AutoCloseable {
  private static final int THREADS = 12;
  private static final int MOST_WAITING = 64;
  private static final int WARM_UP_SAMPLES = 24;

  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final SharedModel model;
  private final @Nullable Dataset dataset;
  private final RequestGuard guard;
  private final WebFiles files;
  private final Map<String, Endpoint> endpoints;
  private final String address;

  /**
   * Where the server listens and what it shows first.
   *
   * @param host the address to bind to; the loopback address for this machine only
   * @param port the port; 0 for any free one
   * @param name the name of the model on the page
   * @param seed the random seed of the first samples
   */
  public record Settings(InetAddress host, int port, String name, long seed) {
    /** Checks the ranges. */
    public Settings {
      requireNonNull(host, "host");
      requireNonNull(name, "name");

      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("the port must be 0 to 65535, got " + port);
      }
      Seeds.check(seed);
    }
  }

  private ExploreServer(
      HttpServer server,
      Settings settings,
      ExploreSource source,
      SharedModel model,
      @Nullable Dataset dataset)
      throws IOException {
    this.server = server;
    this.model = model;
    this.dataset = dataset;
    this.files = new WebFiles();
    boolean local = settings.host().isLoopbackAddress();
    int port = server.getAddress().getPort();
    ShownHost shown = ShownHost.of(settings.host());
    String token = local ? null : RequestGuard.newToken();
    this.guard = new RequestGuard(port, shown.address(), shown.name(), token);
    this.address =
        "http://" + shown.address() + ":" + port + "/" + (token == null ? "" : "?token=" + token);
    QueryImage images = new QueryImage(dataset, source);
    Map<String, Endpoint> all = new HashMap<>();
    all.putAll(new ModelApi(model, dataset, settings.name(), settings.seed()).endpoints());
    all.putAll(new SampleApi(model).endpoints());
    all.putAll(new WalkApi(model).endpoints());
    all.putAll(new ArithmeticApi(model).endpoints());
    all.putAll(new TurnApi(model).endpoints());
    all.putAll(new ForgetApi(model).endpoints());
    all.putAll(new DiscriminatorApi(model, images).endpoints());
    all.putAll(new DatasetApi(model, images).endpoints());
    this.endpoints = Map.copyOf(all);
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "explore-request");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Opens the model and starts to serve.
   *
   * @param settings where to listen
   * @param source the model and the images to compare with
   * @return the server, which has opened its port
   * @throws IOException if the model or the images cannot be opened, or the address is not
   *     available
   */
  public static ExploreServer start(Settings settings, ExploreSource source) throws IOException {
    requireNonNull(settings, "settings");
    requireNonNull(source, "source");

    HttpServer http = bind(settings);
    SharedModel model = null;
    Dataset dataset = null;
    try {
      model = new SharedModel(source);
      dataset = source.openImages(model.use(dcgan -> dcgan.architecture().image()));
      ExploreServer server = new ExploreServer(http, settings, source, model, dataset);
      http.start();
      server.warmUp(settings.seed());
      return server;
    } catch (IOException | RuntimeException | Error e) {
      release(http, model, dataset, e);
      throw e;
    }
  }

  /** Generates and scores samples once, so that the page's first request need not wait for it. */
  private void warmUp(long seed) {
    Thread thread =
        new Thread(
            () -> {
              try {
                model.use(
                    dcgan -> {
                      Images images = dcgan.sample(WARM_UP_SAMPLES, seed);
                      return dcgan.discriminator().logits(images)[0] + images.toPng(0).length;
                    });
              } catch (IOException | RuntimeException e) {
                // The first request of the page fails in the same way and reports it.
              }
            },
            "explore-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void release(
      HttpServer http, @Nullable SharedModel model, @Nullable Dataset dataset, Throwable cause) {
    http.stop(0);
    if (model != null) {
      model.close();
    }
    if (dataset != null) {
      try {
        dataset.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static HttpServer bind(Settings settings) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
    } catch (BindException e) {
      throw new IOException(
          "cannot listen at "
              + settings.host().getHostAddress()
              + ", port "
              + settings.port()
              + ": "
              + e.getMessage()
              + "; choose another --port, or 0 for a free one",
          e);
    }
  }

  /**
   * The address of the page.
   *
   * @return an http address, with the token if one is required
   */
  public String address() {
    return address;
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      send(exchange, reply(exchange));
    } catch (IOException e) {
      // The browser has closed the connection; no one waits for the response.
    }
  }

  private Reply reply(HttpExchange exchange) {
    try {
      guard.checkOrigin(exchange);
      Reply redirect = guard.checkToken(exchange);
      return redirect == null ? route(exchange) : redirect;
    } catch (IOException | RuntimeException | VirtualMachineError e) {
      return Failures.reply(e);
    }
  }

  private Reply route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Reply file = files.at(path == null ? "" : path);
    Endpoint endpoint = endpoints.get(path == null ? "" : path);
    if (file == null && endpoint == null) {
      throw new RefusedException(404, "there is nothing at this address; open / instead");
    }
    String expected = file == null ? "POST" : "GET";
    if (!exchange.getRequestMethod().equals(expected)) {
      exchange.getResponseHeaders().set("Allow", expected);
      throw new RefusedException(405, "expected the method " + expected + " for this address");
    }
    return endpoint == null ? requireNonNull(file) : endpoint.answer(new Request(exchange));
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", CONTENT_POLICY);
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    if (reply instanceof Reply.Content content) {
      headers.set("Content-Type", content.type());
      exchange.sendResponseHeaders(
          content.status(), content.body().length == 0 ? -1 : content.body().length);
      exchange.getResponseBody().write(content.body());
    } else if (reply instanceof Reply.Redirect redirect) {
      headers.set("Location", redirect.location());
      headers.set("Set-Cookie", redirect.cookie());
      exchange.sendResponseHeaders(303, -1);
    } else if (reply instanceof Reply.Lines lines) {
      headers.set("Content-Type", "application/x-ndjson; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      try {
        lines.writer().write(out);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (IOException | RuntimeException | VirtualMachineError e) {
        Lines.write(out, Reply.error(Failures.message(e)));
      }
    }
  }

  /**
   * Stops to serve, and closes the images; the model is closed when the last request has ended.
   *
   * @throws IOException if the images cannot be closed
   */
  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.shutdownNow();
    model.close();
    if (dataset != null) {
      dataset.close();
    }
  }
}

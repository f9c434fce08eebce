package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.examples.explore.BrowserLauncher;
import org.dcgan.examples.explore.ExploreServer;
import org.dcgan.examples.explore.ExploreSource;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Explores a model in the browser: samples, walks, arithmetic, turning, forgetting, and D. */
@Command(
    name = "ExploreModel",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Serves a page that explores a model in the browser, until it is stopped with Ctrl+C. Only"
            + " this machine can open the page, unless --host names another address.")
public final class ExploreModel implements Callable<Integer> {
  @Mixin private ModelFolder model = new ModelFolder();

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--seed",
      description = "random seed of the first samples and of rooms (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Mixin private LabelOption label = new LabelOption();

  @Option(
      names = "--port",
      description = "port of the page; 0 for any free port (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "address to listen at, for example 0.0.0.0 for other machines, which then need the token"
              + " in the printed address; the connection is not encrypted (default: the loopback"
              + " address)")
  private @Nullable String host;

  @Option(
      names = "--no-open",
      negatable = false,
      description = "print the address without opening a browser")
  private boolean noOpen;

  /** Creates the program with its defaults. */
  public ExploreModel() {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    // Read by the JDK's server when it is first used: small responses are sent at once, and a
    // request that is sent too slowly ends.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    Example.main(new ExploreModel(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    InetAddress address = address();
    ExploreServer.Settings settings =
        new ExploreServer.Settings(address, port, printable(model.path()), seed);
    try (ExploreServer server = ExploreServer.start(settings, new Source())) {
      System.out.println("Exploring " + printable(model.path()) + " at " + server.address());
      System.out.println("Stop with Ctrl+C.");
      if (!noOpen) {
        boolean opened = BrowserLauncher.open(server.address());
        System.out.println(opened ? "The browser opens." : "Open the address in a browser.");
      }
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Example.summary("stopped");
  }

  private InetAddress address() {
    if (host == null) {
      return InetAddress.getLoopbackAddress();
    }
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "--host must be an address of this machine, such as 0.0.0.0 for all, got \""
              + printable(host)
              + "\"",
          e);
    }
  }

  /** The model and the images that the command line names. */
  private final class Source implements ExploreSource {
    @Override
    public Dcgan openModel() throws IOException {
      return label.applied(model.open(), model.path());
    }

    @Override
    public @Nullable Dataset openImages(ImageShape shape) throws IOException {
      return images.given() || model.isPretrained()
          ? images.openFor(model.isPretrained(), shape, seed)
          : null;
    }

    @Override
    public Dataset fit(Dataset uploaded, ImageShape shape) {
      return ImageFitting.fit(uploaded, shape);
    }
  }
}

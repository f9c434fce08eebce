package org.dcgan.examples.explore;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Opens an address in the browser of the desktop, if there is a desktop. */
public final class BrowserLauncher {

  private BrowserLauncher() {}

  /**
   * Opens an address.
   *
   * @param address an http address
   * @return false if there is no desktop, or its command is missing
   */
  public static boolean open(String address) {
    requireNonNull(address, "address");

    List<String> command = command(System.getProperty("os.name", ""), System.getenv(), address);
    if (command.isEmpty()) {
      return false;
    }
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The command that opens an address; empty where there is no desktop. */
  static List<String> command(String system, Map<String, String> environment, String address) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("mac")) {
      return List.of("open", address);
    } else if (name.contains("win")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", address);
    }
    boolean desktop =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    return desktop ? List.of("xdg-open", address) : List.of();
  }
}

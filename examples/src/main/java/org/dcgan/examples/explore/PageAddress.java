package org.dcgan.examples.explore;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** The address at which a browser finds the page. */
final class PageAddress {

  private PageAddress() {}

  /**
   * The address of this machine that the page is opened with.
   *
   * @param listening the address that the server is bound to
   * @return the same address; for the address of all interfaces, one that other machines can reach
   */
  static InetAddress of(InetAddress listening) throws IOException {
    if (!listening.isAnyLocalAddress()) {
      return listening;
    }
    InetAddress found = InetAddress.getLocalHost();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        boolean reachable =
            !address.isLoopbackAddress() && !address.isLinkLocalAddress() && network.isUp();
        if (reachable && (found.isLoopbackAddress() || isBetter(address, found))) {
          found = address;
        }
      }
    }
    return found;
  }

  private static boolean isBetter(InetAddress address, InetAddress found) {
    return address instanceof Inet4Address && !(found instanceof Inet4Address);
  }

  /** The address as a URL, with the token if there is one. */
  static String url(InetAddress host, int port, @Nullable String token) {
    String name = host.getHostAddress();
    return "http://"
        + (name.contains(":") ? "[" + name.replaceFirst("%.*", "") + "]" : name)
        + ":"
        + port
        + "/"
        + (token == null ? "" : "?token=" + token);
  }
}

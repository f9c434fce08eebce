package org.dcgan.examples.explore;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;

/**
 * How this machine is called in the address of the page.
 *
 * @param address the numbers, as in a URL
 * @param name the name by which other machines call this one, or the numbers
 */
record ShownHost(String address, String name) {
  /** IPv4 first, which is what people type. */
  private static final Comparator<InetAddress> ORDER =
      Comparator.comparing((InetAddress a) -> !(a instanceof Inet4Address))
          .thenComparing(InetAddress::isLinkLocalAddress)
          .thenComparing(a -> !a.isSiteLocalAddress());

  /**
   * Finds how the machine is called.
   *
   * @param bound the address that the server is bound to; of any local address, one that other
   *     machines can reach is shown, if there is one
   * @return the address and the name
   * @throws IOException if the network interfaces cannot be listed
   */
  static ShownHost of(InetAddress bound) throws IOException {
    if (!bound.isAnyLocalAddress()) {
      return new ShownHost(inUrl(bound), bound.getHostName());
    }
    List<InetAddress> reachable =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .sorted(ORDER)
            .toList();
    InetAddress shown = reachable.isEmpty() ? InetAddress.getLoopbackAddress() : reachable.get(0);
    return new ShownHost(inUrl(shown), nameOfThisMachine(shown));
  }

  private static String nameOfThisMachine(InetAddress otherwise) {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return inUrl(otherwise); // the machine's name is not known to itself, as in some containers
    }
  }

  /** An IPv6 address has brackets, and no zone. */
  private static String inUrl(InetAddress address) {
    String numbers = address.getHostAddress();
    return numbers.contains(":") ? "[" + numbers.replaceFirst("%.*", "") + "]" : numbers;
  }
}

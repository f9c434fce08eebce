package org.dcgan.internal;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.net.HostAndPort;

/** Parses addresses of processes. */
public final class HostAndPorts {

  private HostAndPorts() {}

  /**
   * Parses an address.
   *
   * @param text for example {@code host:2222}, or {@code [::1]:2222}
   * @return host and port
   * @throws IllegalArgumentException if there is no host, or no port from 1 to 65535
   */
  public static HostAndPort parse(String text) {
    try {
      HostAndPort parsed = HostAndPort.fromString(text);
      if (isAddress(parsed)) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // The message below names the whole text, which Guava's messages do not always.
    }
    throw new IllegalArgumentException(
        "expected an address such as host:2222, without spaces and with a port from 1 to 65535,"
            + " got '"
            + printable(text)
            + "'");
  }

  /**
   * Returns whether a process can be reached by an address, as far as its form tells.
   *
   * @param address host and port
   * @return false if the host is empty or contains characters that no host name has, or there is no
   *     port from 1 to 65535
   */
  public static boolean isAddress(HostAndPort address) {
    String host = address.getHost();
    return !host.isEmpty()
        && host.chars().noneMatch(c -> c <= ' ' || c == '/' || c == ',')
        && address.hasPort()
        && address.getPort() > 0;
  }
}

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
      boolean clean = text.chars().noneMatch(c -> c <= ' ' || c == '/' || c == ',');
      if (clean && !parsed.getHost().isEmpty() && parsed.hasPort() && parsed.getPort() > 0) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // The message below names the whole text, which Guava's messages do not always.
    }
    throw new IllegalArgumentException(
        "expected an address such as host:2222, with a port from 1 to 65535, got "
            + printable(text));
  }
}

package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.net.URI;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A file on the publisher's server.
 *
 * @param name the name under which it is stored, without folders and not beginning with a dot
 * @param address an http or https address
 * @param bytes the size in bytes, or {@link #UNKNOWN}
 * @param checksum the checksum of its content, if the publisher states one
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RemoteFile(String name, URI address, long bytes, Optional<Checksum> checksum) {
  /** Stands for a size that the publisher does not tell. */
  public static final long UNKNOWN = -1;

  /** Checks that the name is one and the address can be fetched. */
  public RemoteFile {
    requireNonNull(name, "name");
    requireNonNull(address, "address");
    requireNonNull(checksum, "checksum");
    checkArgument(
        !name.isBlank() && !name.startsWith(".") && !name.matches("(?s).*[/\\\\:\\p{Cntrl}].*"),
        "the name of a file must have no folders in it and not begin with a dot, got '%s'",
        printable(name));
    checkArgument(
        "http".equalsIgnoreCase(address.getScheme())
            || "https".equalsIgnoreCase(address.getScheme()),
        "an address must begin with http:// or https://, got %s",
        printable(address));
    checkArgument(
        address.getHost() != null, "an address must name a host, got %s", printable(address));
    checkArgument(
        bytes >= UNKNOWN, "the size must be at least 0, or -1 for unknown; got %s", bytes);
  }

  /**
   * Creates a file of known size and checksum that is stored under the last part of its address.
   *
   * @param address an http or https address
   * @param bytes the size in bytes
   * @param checksum the checksum of its content
   * @return the file
   */
  public static RemoteFile of(String address, long bytes, Checksum checksum) {
    requireNonNull(address, "address");
    requireNonNull(checksum, "checksum");
    String name = address.substring(address.lastIndexOf('/') + 1);
    return new RemoteFile(name, URI.create(address), bytes, Optional.of(checksum));
  }
}

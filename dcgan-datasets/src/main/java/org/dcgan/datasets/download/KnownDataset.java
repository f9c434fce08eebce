package org.dcgan.datasets.download;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A dataset that can be downloaded.
 *
 * @param name a name in lower case
 * @param files all files of the dataset
 * @param homepage the publisher's page about it
 * @param terms the publisher's terms of use in a sentence; show them before downloading
 */
@API(status = API.Status.STABLE, since = "0.1")
public record KnownDataset(String name, List<RemoteFile> files, URI homepage, String terms) {

  /** Copies the list. */
  public KnownDataset {
    requireNonNull(name, "name");
    requireNonNull(files, "files");
    requireNonNull(homepage, "homepage");
    requireNonNull(terms, "terms");
    files = List.copyOf(files);
  }

  /**
   * Returns the total size of the files.
   *
   * @return the sum of the known sizes, in bytes
   */
  public long bytes() {
    return files.stream().mapToLong(f -> Math.max(0, f.bytes())).sum();
  }
}

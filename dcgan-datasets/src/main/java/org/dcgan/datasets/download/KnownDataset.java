package org.dcgan.datasets.download;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;

/**
 * A dataset that may be fetched.
 *
 * @param name in lower case
 * @param files all that belong to it
 * @param homepage where its publisher describes it
 * @param terms what its publisher says about its use, in a sentence; to be shown before fetching
 */
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
   * How much there is to fetch.
   *
   * @return bytes, as far as they are known
   */
  public long bytes() {
    return files.stream().mapToLong(f -> Math.max(0, f.bytes())).sum();
  }
}

package org.dcgan.datasets.download;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apiguardian.api.API;

/**
 * The expected checksum of a file. MD5 is the only checksum of many publishers; it detects
 * accidental damage, not manipulation.
 *
 * @param algorithm the name of a {@link MessageDigest} algorithm
 * @param hex the digest in lower-case hexadecimal
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Checksum(String algorithm, String hex) {

  /** Checks that there is such an algorithm, and that the digest is of its length. */
  public Checksum {
    requireNonNull(algorithm, "algorithm");
    requireNonNull(hex, "hex");
    int bytes = digest(algorithm).getDigestLength();
    checkArgument(
        hex.matches("[0-9a-f]{" + 2 * bytes + "}"),
        "a digest of %s has %s lower-case hexadecimal digits, got '%s'",
        algorithm,
        2 * bytes,
        hex);
  }

  /**
   * Creates an MD5 checksum.
   *
   * @param hex 32 digits
   * @return the checksum
   */
  public static Checksum md5(String hex) {
    requireNonNull(hex, "hex");

    return new Checksum("MD5", hex);
  }

  /**
   * Creates a SHA-256 checksum.
   *
   * @param hex 64 digits
   * @return the checksum
   */
  public static Checksum sha256(String hex) {
    requireNonNull(hex, "hex");

    return new Checksum("SHA-256", hex);
  }

  /** What a file hashes to. */
  Checksum of(Path file) throws IOException {
    MessageDigest digest = digest(algorithm);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("unknown checksum algorithm " + algorithm, e);
    }
  }

  /** For example {@code MD5 c32a1d...}. */
  @Override
  public String toString() {
    return algorithm + " " + hex;
  }
}

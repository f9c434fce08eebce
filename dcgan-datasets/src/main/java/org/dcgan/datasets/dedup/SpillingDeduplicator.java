package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.hashing.CodeSink;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.internal.io.TemporaryFolder;

/**
 * Finds images with equal codes without holding the codes in memory. The codes are distributed to
 * temporary files by their keys, and the files are processed one after another. Takes 20 bytes per
 * image on the disk, 4 bytes per image in memory, and 32 bytes for each image of one file.
 *
 * <pre>{@code
 * try (SpillingDeduplicator spilling = SpillingDeduplicator.in(folder, photographs.size())) {
 *   hasher.codes(photographs, spilling, progress);
 *   DuplicateGroups groups = spilling.groups();
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SpillingDeduplicator implements CodeSink, AutoCloseable {
  private static final int FILES = 64;
  private static final int BUFFER = 1 << 16;

  private final TemporaryFolder folder;
  private final int size;
  private final List<Path> files = new ArrayList<>();
  private final List<DataOutputStream> outputs = new ArrayList<>();
  private final int[] counts = new int[FILES];
  private boolean finished;

  private SpillingDeduplicator(TemporaryFolder folder, int size) {
    this.folder = folder;
    this.size = size;
  }

  /** Opens a new file for writing. */
  @FunctionalInterface
  interface Opener {
    OutputStream open(Path file) throws IOException;
  }

  /**
   * Creates the temporary files, and deletes those that killed processes left.
   *
   * @param parent the folder in which a temporary folder is created
   * @param size the number of images
   * @return an open deduplicator that receives the codes
   * @throws IOException if the files cannot be made
   */
  public static SpillingDeduplicator in(Path parent, int size) throws IOException {
    requireNonNull(parent, "parent");

    return in(parent, size, Files::newOutputStream);
  }

  /** Creates the temporary files with another way to write them, for tests. */
  static SpillingDeduplicator in(Path parent, int size, Opener opener) throws IOException {
    checkArgument(size > 0, "the number of images must be at least 1, got %s", size);
    SpillingDeduplicator result =
        new SpillingDeduplicator(TemporaryFolder.in(parent, "codes-"), size);
    try {
      for (int i = 0; i < FILES; i++) {
        Path file = result.folder.path().resolve(i + ".codes");
        result.files.add(file);
        result.outputs.add(
            new DataOutputStream(new BufferedOutputStream(opener.open(file), BUFFER)));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      try {
        result.close();
      } catch (IOException failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  @Override
  public void accept(int index, long high, long low) throws IOException {
    checkState(
        !finished, "codes cannot be added after groups() was called; use a new deduplicator");
    checkArgument(
        index >= 0 && index < size, "expected the code of image 0 to %s, got %s", size, index);
    int file = (int) (Partitions.key(high, low) & FILES - 1);
    DataOutputStream out = outputs.get(file);
    out.writeInt(index);
    out.writeLong(high);
    out.writeLong(low);
    counts[file]++;
  }

  @Override
  public void missing(int index) {
    // In no group.
  }

  /**
   * Finds the groups of duplicates. No codes can be added afterwards.
   *
   * @return groups of at least two images, the same that {@link Deduplicator#exact()} finds
   * @throws IOException if the files cannot be read
   */
  public DuplicateGroups groups() throws IOException {
    finished = true;
    int[] firsts = new int[size];
    for (int f = 0; f < FILES; f++) {
      outputs.get(f).close();
      ImageCodes codes = new ImageCodes("spilled", 128, counts[f]);
      int[] images = new int[counts[f]];
      try (DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(Files.newInputStream(files.get(f)), BUFFER))) {
        for (int i = 0; i < counts[f]; i++) {
          images[i] = in.readInt();
          long high = in.readLong();
          codes.set(i, high, in.readLong());
        }
      }
      if (counts[f] > 0) {
        join(Deduplicator.exact().groups(codes), images, firsts);
      }
    }
    return DuplicateGroups.ofFirsts(firsts);
  }

  private static void join(DuplicateGroups groups, int[] images, int[] firsts) {
    for (int g = 0; g < groups.count(); g++) {
      int[] members = groups.members(g);
      for (int i = 1; i < members.length; i++) {
        firsts[images[members[i]]] = images[members[0]] + 1;
      }
    }
  }

  /**
   * Closes and deletes the temporary files.
   *
   * @throws IOException if files could not be deleted; the others are deleted
   */
  @Override
  public void close() throws IOException {
    for (DataOutputStream out : outputs) {
      try {
        out.close();
      } catch (IOException e) {
        // The last bytes could not be written, for example to a full disk. They are not needed.
      }
    }
    folder.close();
  }
}

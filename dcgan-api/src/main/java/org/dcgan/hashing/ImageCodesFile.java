package org.dcgan.hashing;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.hash.Hashing;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apiguardian.api.API;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Shard;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.io.AtomicFiles;
import org.jspecify.annotations.Nullable;

/**
 * Files of {@link ImageCodes}, each with the codes of a {@link Shard} of a source, so that
 * independent processes can compute the codes of a large source. Each file has a checksum.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ImageCodesFile {
  private static final long MAGIC = 0x4443474e434f4445L; // "DCGNCODE"
  private static final int VERSION = 1;
  private static final int BITS = 128;

  /** The longest text of the format, in which a character takes at most 3 bytes. */
  private static final int MOST_BYTES = 65_535;

  /** The number of characters that remain of a text that is too long. */
  private static final int SHORTENED = 1_000;

  private final Path path;
  private final String dataset;
  private final Shard shard;
  private final ImageCodes codes;

  private ImageCodesFile(Path path, String dataset, Shard shard, ImageCodes codes) {
    this.path = path;
    this.dataset = dataset;
    this.shard = shard;
    this.codes = codes;
  }

  /**
   * Writes the codes of a source or of a shard of it, such as {@code dataset.shard(new Shard(1,
   * 4))}: the {@linkplain ImageSource#description() description} tells which. The file appears when
   * it is complete.
   *
   * @param codes the codes of all images of the source, in its order
   * @param source the source that the codes were computed from
   * @param file the file; an existing file is replaced
   * @return the file that was written
   * @throws IllegalArgumentException if the source has another number of images than there are
   *     codes
   * @throws IOException if the file cannot be written
   */
  @CanIgnoreReturnValue
  public static ImageCodesFile write(ImageCodes codes, ImageSource source, Path file)
      throws IOException {
    requireNonNull(codes, "codes");
    requireNonNull(source, "source");
    requireNonNull(file, "file");

    checkArgument(
        codes.size() == source.size(),
        "expected the codes of all %s images of %s, got %s",
        source.size(),
        printable(source.description()),
        codes);
    Shard.Described described =
        Shard.parse(source.description())
            .orElseGet(() -> new Shard.Described(source.description(), Shard.WHOLE));
    return writeUnchecked(codes, described.source(), described.shard(), file);
  }

  /**
   * Writes the codes of a shard. The file appears when it is complete. {@link #write(ImageCodes,
   * ImageSource, Path)} needs no description and checks the number of codes.
   *
   * @param codes the codes of the images of the shard, in the order of the source
   * @param dataset the description of the whole source
   * @param shard the part of the source; {@link Shard#WHOLE} for all images
   * @param file the file; an existing file is replaced
   * @return the file that was written
   * @throws IllegalArgumentException if {@code dataset} is the description of the shard
   * @throws IOException if the file cannot be written
   */
  @CanIgnoreReturnValue
  public static ImageCodesFile write(ImageCodes codes, String dataset, Shard shard, Path file)
      throws IOException {
    requireNonNull(codes, "codes");
    requireNonNull(dataset, "dataset");
    requireNonNull(shard, "shard");
    requireNonNull(file, "file");

    Optional<Shard.Described> described = Shard.parse(dataset);
    checkArgument(
        shard.equals(Shard.WHOLE) || described.isEmpty() || !described.get().shard().equals(shard),
        "expected the description of the whole source beside %s, got that of the shard, %s; pass %s",
        shard,
        printable(dataset),
        described.map(d -> printable(d.source())).orElse(""));
    return writeUnchecked(codes, dataset, shard, file);
  }

  private static ImageCodesFile writeUnchecked(
      ImageCodes codes, String description, Shard shard, Path file) throws IOException {
    String dataset = shortened(description);
    AtomicFiles.write(
        file,
        stream -> {
          CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
          DataOutputStream out = new DataOutputStream(checked);
          out.writeLong(MAGIC);
          out.writeInt(VERSION);
          out.writeUTF(shortened(codes.kind()));
          out.writeUTF(dataset);
          out.writeInt(shard.index());
          out.writeInt(shard.count());
          out.writeInt(codes.bits());
          out.writeInt(codes.size());
          for (int i = 0; i < codes.size(); i++) {
            out.writeLong(codes.high(i));
            out.writeLong(codes.low(i));
            out.writeBoolean(codes.isMissing(i));
          }
          int checksum = (int) checked.getChecksum().getValue();
          out.writeInt(checksum);
          out.flush();
        });
    return new ImageCodesFile(file, dataset, shard, codes);
  }

  /**
   * Shortens a description that is too long for the format, such as that of a source of thousands
   * of folders. Equal ones stay equal, and different ones different.
   */
  private static String shortened(String description) {
    if (3L * description.length() <= MOST_BYTES) {
      return description;
    }
    return description.substring(0, SHORTENED)
        + "... (SHA-256 "
        + Hashing.sha256().hashUnencodedChars(description)
        + ")";
  }

  /**
   * Reads a file.
   *
   * @param file a file that {@link #write} wrote
   * @return its content
   * @throws ModelFormatException if it is another file, is damaged, or has a newer version
   * @throws IOException if it cannot be read
   */
  public static ImageCodesFile read(Path file) throws IOException {
    requireNonNull(file, "file");

    try (CheckedInputStream checked =
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file), 1 << 16), new CRC32C());
        DataInputStream in = new DataInputStream(checked)) {
      if (in.readLong() != MAGIC) {
        throw new ModelFormatException(
            printable(file) + ": expected codes of images, found another file");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new ModelFormatException(
            printable(file)
                + ": expected version "
                + VERSION
                + " of the format, got "
                + version
                + "; use the version of the library that wrote it");
      }
      String kind = in.readUTF();
      String dataset = in.readUTF();
      Shard shard = new Shard(in.readInt(), in.readInt());
      int bits = in.readInt();
      int size = in.readInt();
      requireSize(file, bits, size);
      ImageCodes codes = new ImageCodes(kind, bits, size);
      for (int i = 0; i < size; i++) {
        codes.set(i, in.readLong(), in.readLong());
        if (in.readBoolean()) {
          codes.setMissing(i);
        }
      }
      int expected = (int) checked.getChecksum().getValue();
      if (in.readInt() != expected || in.read() >= 0) {
        throw damaged(file, null);
      }
      return new ImageCodesFile(file, dataset, shard, codes);
    } catch (EOFException | UTFDataFormatException | IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  /** Before memory is allocated: a damaged number must not exhaust it. */
  private static void requireSize(Path file, int bits, int size) throws IOException {
    long bytes = 17L * size;
    if (size < 0 || bits < 1 || bits > BITS || bytes > Files.size(file)) {
      throw damaged(file, null);
    }
  }

  private static ModelFormatException damaged(Path file, @Nullable Exception cause) {
    ModelFormatException e =
        new ModelFormatException(printable(file) + " is damaged; compute the codes again");
    if (cause != null) {
      e.addSuppressed(cause);
    }
    return e;
  }

  /**
   * Joins the codes of all shards of a source.
   *
   * @param files the files of all shards, in any order
   * @return the codes of the whole source
   * @throws IllegalArgumentException if a shard is missing or given twice, or the files are of
   *     different sources or methods
   */
  public static ImageCodes merge(List<ImageCodesFile> files) {
    requireNonNull(files, "files");

    List<String> names = new ArrayList<>();
    List<Shard> shards = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (ImageCodesFile file : files) {
      ImageCodesFile first = files.get(0);
      if (!file.dataset.equals(first.dataset)
          || !shortened(file.codes.kind()).equals(shortened(first.codes.kind()))
          || file.codes.bits() != first.codes.bits()) {
        throw new IllegalArgumentException(
            first
                + " and "
                + file
                + " differ in their source or method; merge the shards of one source");
      }
      names.add(printable(file.path));
      shards.add(file.shard);
      sizes.add(file.codes.size());
    }
    List<Integer> order = Shard.order(names, shards, sizes);
    ImageCodes first = files.get(0).codes;
    ImageCodes merged =
        new ImageCodes(
            first.kind(),
            first.bits(),
            ArraySize.ofAll(sizes.stream().mapToLong(Integer::longValue).sum(), "codes"));
    int next = 0;
    for (int place : order) {
      ImageCodes part = files.get(place).codes;
      for (int i = 0; i < part.size(); i++, next++) {
        merged.set(next, part.high(i), part.low(i));
        if (part.isMissing(i)) {
          merged.setMissing(next);
        }
      }
    }
    return merged;
  }

  /**
   * Returns the codes.
   *
   * @return the codes of the images of {@link #shard()}
   */
  public ImageCodes codes() {
    return codes;
  }

  /**
   * Returns the part of the source.
   *
   * @return {@link Shard#WHOLE} for all images
   */
  public Shard shard() {
    return shard;
  }

  /**
   * Returns the description of the whole source.
   *
   * @return the source's description; if it has more than 21,845 characters, its first 1,000 and
   *     the SHA-256 of all
   */
  public String dataset() {
    return dataset;
  }

  /** For example {@code codes-1.bin: shard(1 of 4) of folder(photos) by difference hash}. */
  @Override
  public String toString() {
    return printable(path)
        + ": "
        + shard
        + " of "
        + printable(dataset)
        + " by "
        + printable(codes.kind());
  }
}

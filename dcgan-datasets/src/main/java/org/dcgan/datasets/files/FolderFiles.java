package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.datasets.format.ImageFormat;

/** Images that are files below a folder. */
final class FolderFiles implements ImageFiles {
  private final Path root;

  /** Paths and not names, because a name need not survive as a string. */
  private final List<Path> files;

  private final long[] sizes;
  private final OtherFormats others = new OtherFormats();

  FolderFiles(Path root) throws IOException {
    this.root = root;
    List<FolderWalk.Found> found = FolderWalk.files(root, this::isImage);
    this.files = found.stream().map(FolderWalk.Found::path).toList();
    this.sizes = found.stream().mapToLong(FolderWalk.Found::bytes).toArray();
  }

  private boolean isImage(String name) {
    others.add(name);
    return ImageFormat.isImageName(name);
  }

  @Override
  public OtherFormats others() {
    return others;
  }

  @Override
  public int count() {
    return files.size();
  }

  @Override
  public String name(int index) {
    return EntryNames.of(files.get(index));
  }

  @Override
  public long bytes(int index) {
    return sizes[index];
  }

  private Path path(int index) {
    return root.resolve(files.get(index));
  }

  @Override
  public String place(int index) {
    return printable(root + "/" + name(index));
  }

  @Override
  public byte[] read(int index) throws IOException {
    Path file = path(index);
    long bytes = Files.size(file);
    if (bytes > MAX_FILE_BYTES) {
      throw tooLarge(bytes);
    }
    return Files.readAllBytes(file);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

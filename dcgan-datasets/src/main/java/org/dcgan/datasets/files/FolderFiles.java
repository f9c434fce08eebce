package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.datasets.format.ImageFormat;

/** The image files below a folder. */
final class FolderFiles implements ImageFiles {
  private final Path root;

  /**
   * Paths rather than strings, because not every file name can be converted to a string and back.
   */
  private final List<Path> files;

  private final long[] sizes;
  private final FormatHints hints = new FormatHints();

  FolderFiles(Path root) throws IOException {
    this.root = root;
    List<FolderWalk.Found> found = FolderWalk.files(root, this::isImage);
    this.files = found.stream().map(FolderWalk.Found::path).toList();
    this.sizes = found.stream().mapToLong(FolderWalk.Found::bytes).toArray();
  }

  private boolean isImage(String name) {
    hints.add(name);
    return ImageFormat.isImageName(name);
  }

  @Override
  public FormatHints formatHints() {
    return hints;
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
  public String location(int index) {
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
    // No resources are held.
  }
}

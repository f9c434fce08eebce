package org.dcgan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The old folder or the new one, whatever happens. */
class AtomicFoldersTest {
  private static final String MARK = "mark.txt";

  @TempDir private Path folder;

  private static AtomicFolders.Writer writing(String text) {
    return place -> {
      AtomicFiles.writeString(place.resolve(MARK), text);
      AtomicFiles.writeString(place.resolve("inner/file"), text);
    };
  }

  private void assertHolds(Path target, String text) throws IOException {
    assertThat(target.resolve(MARK)).hasContent(text);
    assertThat(target.resolve("inner/file")).hasContent(text);
    try (Stream<Path> siblings = Files.list(target.getParent())) {
      assertThat(siblings).containsExactly(target);
    }
  }

  @Test
  void givenNothingThere_whenWritten_thenTheFolderAndItsParentsAre() throws IOException {
    Path target = folder.resolve("a/b");

    AtomicFolders.write(target, MARK, writing("one"));

    assertHolds(target, "one");
  }

  @Test
  void givenAnEmptyFolderOrOneOfTheSameKind_whenWritten_thenItIsReplacedWhole() throws IOException {
    Path target = Files.createDirectories(folder.resolve("a/b"));
    AtomicFolders.write(target, MARK, writing("one"));
    AtomicFiles.writeString(target.resolve("of the first"), "");

    AtomicFolders.write(target, MARK, writing("two"));

    assertHolds(target, "two");
    assertThat(target.resolve("of the first")).doesNotExist();
  }

  @Test
  void givenAWriterThatFails_whenWritten_thenWhatWasThereStaysAndNothingElseIsLeft()
      throws IOException {
    Path target = folder.resolve("a/b");
    AtomicFolders.Writer failing =
        place -> {
          writing("two").writeTo(place);
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(() -> AtomicFolders.write(target, MARK, failing))
        .hasMessage("No space left on device");
    assertThat(target).doesNotExist();
    AtomicFolders.write(target, MARK, writing("one"));

    assertThatThrownBy(() -> AtomicFolders.write(target, MARK, failing))
        .hasMessage("No space left on device");

    assertHolds(target, "one");
  }

  @Test
  void givenAFileOrAFolderOfAnotherKind_whenWritten_thenItIsRefusedAndStays() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Path other = Files.createDirectory(folder.resolve("photos"));
    Path photo = Files.writeString(other.resolve("photo.jpg"), "mine");

    assertThatThrownBy(() -> AtomicFolders.write(file, MARK, writing("one")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a file; name another folder");
    assertThatThrownBy(() -> AtomicFolders.write(file.resolve("in"), MARK, writing("one")))
        .hasMessageContaining("is a file; name another folder");
    assertThatThrownBy(() -> AtomicFolders.write(other, MARK, writing("one")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds other files; name another folder");

    assertThat(file).hasContent("mine");
    assertThat(photo).hasContent("mine");
  }
}

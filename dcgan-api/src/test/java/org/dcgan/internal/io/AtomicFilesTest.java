package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a replacement, a file is the old one or the new one, also if writing fails. */
class AtomicFilesTest {
  @TempDir private Path folder;

  @Test
  void givenWriterThatFails_whenWriting_thenOldFileRemainsAndTemporaryFileIsDeleted()
      throws Exception {
    Path file = folder.resolve("file");
    AtomicFiles.writeString(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write(new byte[200_000]);
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");

    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void givenWriterThatThrowsUncheckedException_whenWriting_thenOldFileRemains() throws Exception {
    Path file = folder.resolve("file");
    AtomicFiles.writeString(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      throw new IllegalStateException("bug");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(file).hasContent("old");
  }

  @Test
  void givenExistingFile_whenWritten_thenItIsReplaced() throws Exception {
    Path file = folder.resolve("file");
    AtomicFiles.writeString(file, "a rather long text");

    AtomicFiles.writeString(file, "kurz, ümlaut");

    assertThat(file).usingCharset(StandardCharsets.UTF_8).hasContent("kurz, ümlaut");
  }

  @Test
  void givenMissingFolders_whenWritten_thenTheyAreCreated() throws Exception {
    Path file = folder.resolve("a/b/c/file");

    AtomicFiles.writeString(file, "x");

    assertThat(file).hasContent("x");
  }

  @Test
  void givenWriteInProgress_whenFileIsRead_thenItIsTheOldOne() throws Exception {
    Path file = folder.resolve("file");
    AtomicFiles.writeString(file, "old");

    AtomicFiles.write(
        file,
        out -> {
          out.write("new".getBytes(StandardCharsets.UTF_8));
          out.flush();
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
  }

  @Test
  void givenARootFolder_whenWritten_thenThrowsWithTheReason() {
    Path root = folder.getRoot();
    assertThatThrownBy(() -> AtomicFiles.writeString(root, "x"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("expected the path of a file, got a root folder");
  }

  @Test
  void givenFolderAtThePath_whenWritten_thenThrowsAndFolderRemains() throws Exception {
    Path inside = folder.resolve("place/inside");
    Files.createDirectories(inside);

    assertThatThrownBy(() -> AtomicFiles.writeString(folder.resolve("place"), "x"))
        .isInstanceOf(IOException.class);

    assertThat(inside).exists();
    assertThat(folder.resolve("place.part")).doesNotExist();
  }

  @Test
  void givenALinkToAFolder_whenFoldersAreCreated_thenItCountsAsTheFolder() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    AtomicFiles.createFolders(link);
    AtomicFiles.createFolders(link.resolve("a/b"));

    assertThat(link).isSymbolicLink();
    assertThat(real.resolve("a/b")).isDirectory();
  }

  @Test
  void givenAFileInTheWay_whenFoldersAreCreated_thenItIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> AtomicFiles.createFolders(file.resolve("a/b")))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(file.toString());
  }

  @Test
  void givenInterruptedThread_whenWriting_thenFileIsCompleteAndFlagRemainsSet() throws Exception {
    Path file = folder.resolve("file");
    boolean interrupted;
    try {
      AtomicFiles.write(
          file,
          out -> {
            out.write(new byte[100_000]);
            Thread.currentThread().interrupt();
            out.write(new byte[100_000]);
          });
    } finally {
      interrupted = Thread.interrupted();
    }

    assertThat(interrupted).isTrue();
    assertThat(file).hasSize(200_000);
  }

  @Test
  void givenLinkWithTemporaryName_whenWritten_thenItIsNotFollowed() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Path file = folder.resolve("file");
    Path trap = Files.createSymbolicLink(folder.resolve("file.part"), precious);

    AtomicFiles.writeString(file, "new");

    assertThat(file).hasContent("new");
    assertThat(precious).hasContent("mine");
    assertThat(Files.isSymbolicLink(trap)).as("not ours to delete").isTrue();
  }

  @Test
  void givenExistingLinkOrFile_whenCreated_thenThrows() throws Exception {
    Path precious = folder.resolve("precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), precious);

    assertThatThrownBy(() -> AtomicFiles.create(link, out -> out.write(1)))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(precious).doesNotExist();
  }

  @Test
  void givenTemporaryFilesOfKilledProcesses_whenWrittenAgain_thenOldOnesAreDeleted()
      throws Exception {
    Path file = folder.resolve("file");
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Path abandoned = Files.writeString(folder.resolve("file.0123456789abcdef.part"), "half");
    Files.setLastModifiedTime(abandoned, yesterday);
    Path young = Files.writeString(folder.resolve("file.0123456789abcdee.part"), "half");
    Path others = Files.writeString(folder.resolve("file.my own.part"), "mine");
    Files.setLastModifiedTime(others, yesterday);
    Path otherFile = Files.writeString(folder.resolve("files.0123456789abcdef.part"), "half");
    Files.setLastModifiedTime(otherFile, yesterday);

    AtomicFiles.writeString(file, "new");

    assertThat(abandoned).doesNotExist();
    assertThat(young).exists();
    assertThat(others).exists();
    assertThat(otherFile).exists();
  }

  @Test
  void givenNameOfMaximumLength_whenWritten_thenFileIsWritten() throws Exception {
    Path file = folder.resolve("x".repeat(255));

    AtomicFiles.writeString(file, "new");

    assertThat(file).hasContent("new");
  }
}

package org.dcgan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is the old one or the new one, never half of either. */
class AtomicFilesTest {
  @TempDir private Path folder;

  @Test
  void givenAWriterThatFailsHalfWay_whenWriting_thenTheOldFileStaysAndNothingIsLeft()
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
  void givenAWriterThatThrowsSomethingElse_whenWriting_thenTheOldFileStaysToo() throws Exception {
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
  void givenAFileThere_whenWritten_thenItIsReplacedAsAWhole() throws Exception {
    Path file = folder.resolve("file");
    AtomicFiles.writeString(file, "a rather long text");

    AtomicFiles.writeString(file, "kurz, ümlaut");

    assertThat(file).hasContent("kurz, ümlaut");
  }

  @Test
  void givenMissingFolders_whenWritten_thenTheyAreMade() throws Exception {
    Path file = folder.resolve("a/b/c/file");

    AtomicFiles.writeString(file, "x");

    assertThat(file).hasContent("x");
  }

  @Test
  void givenWhileWriting_whenTheFileIsLookedAt_thenItIsStillTheOldOne() throws Exception {
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
  void givenAFolderInItsPlace_whenWritten_thenItFailsAndTheFolderStays() throws Exception {
    Path inside = folder.resolve("place/inside");
    Files.createDirectories(inside);

    assertThatThrownBy(() -> AtomicFiles.writeString(folder.resolve("place"), "x"))
        .isInstanceOf(IOException.class);

    assertThat(inside).exists();
    assertThat(folder.resolve("place.part")).doesNotExist();
  }

  @Test
  void givenAThreadThatIsInterruptedWhileItWrites_whenWriting_thenTheFileIsWholeAndTheFlagStays()
      throws Exception {
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
}

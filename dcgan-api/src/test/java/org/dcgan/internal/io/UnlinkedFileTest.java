package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A killed process leaves no file behind, because the file has no name while it is used. */
class UnlinkedFileTest {
  @TempDir private Path folder;

  private final byte[] content = new byte[200_000];
  private Path file;

  @BeforeEach
  void create() throws IOException {
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 >> 3);
    }
    file = Files.createFile(folder.resolve("file"));
  }

  private void write(UnlinkedFile unlinked) throws IOException {
    for (int from = 0; from < content.length; from += 30_000) {
      byte[] part = Arrays.copyOfRange(content, from, from + 30_000);
      unlinked.write(part, Math.min(30_000, content.length - from));
    }
    assertThat(unlinked.written()).isEqualTo(content.length);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "open files have a name there")
  void givenAFile_whenOpened_thenItHasNoNameWhileItIsWrittenAndRead() throws IOException {
    try (UnlinkedFile unlinked = UnlinkedFile.open(file)) {
      assertThat(folder).isEmptyDirectory();
      assertThat(unlinked.path()).isEqualTo(file);
      write(unlinked);
      try (PositionalFile read = unlinked.finish()) {
        assertThat(folder).isEmptyDirectory();
        assertThat(read.size()).isEqualTo(content.length);
      }
    }
  }

  @Test
  void givenWrittenBytes_whenRead_thenTheyAreTheSameAndTheFileIsDeletedAtTheEnd()
      throws IOException {
    PositionalFile read;
    try (UnlinkedFile unlinked = UnlinkedFile.open(file)) {
      write(unlinked);
      read = unlinked.finish();
    }
    try (read) {
      byte[] bytes = new byte[100_010];
      read.read(99_990, bytes);
      assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, 99_990, 200_000));
    }
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(read::checkSize).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenAFileThatIsNotFinished_whenClosed_thenItIsDeleted() throws IOException {
    try (UnlinkedFile unlinked = UnlinkedFile.open(file)) {
      write(unlinked);
    }
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(() -> UnlinkedFile.open(file)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void givenAnInterruptedThread_whenItWrites_thenAllIsWrittenAndTheFlagStays() throws IOException {
    try (UnlinkedFile unlinked = UnlinkedFile.open(file)) {
      Thread.currentThread().interrupt();
      write(unlinked);
      assertThat(Thread.interrupted()).isTrue();
      try (PositionalFile read = unlinked.finish()) {
        byte[] bytes = new byte[content.length];
        read.read(0, bytes);
        assertThat(bytes).isEqualTo(content);
      }
    } finally {
      assertThat(Thread.interrupted()).isFalse();
    }
  }
}

package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir private Path folder;

  @Test
  void givenFilesInIt_whenClosed_thenOnlyTheFolderIsDeleted() throws IOException {
    Path parent = folder.resolve("out");
    Path kept;
    try (TemporaryFolder temporary = TemporaryFolder.in(parent, "rows-")) {
      kept = Files.writeString(parent.resolve("a.txt"), "kept");
      Files.writeString(temporary.path().resolve("a.txt"), "temporary");
      assertThat(temporary.path()).hasParent(parent).isDirectoryContaining("glob:**/a.txt");
    }
    assertThat(parent).isDirectoryContaining("glob:**/a.txt");
    assertThat(kept).hasContent("kept");
    try (var files = Files.list(parent)) {
      assertThat(files).containsExactly(kept);
    }
  }

  @Test
  void givenAFileThatCannotBeDeleted_whenClosed_thenTheOthersAreDeletedAndItIsReported()
      throws IOException {
    TemporaryFolder temporary = TemporaryFolder.in(folder, "rows-");
    Path kept = Files.createDirectories(temporary.path().resolve("b/c"));
    for (String name : new String[] {"a", "c", "d"}) {
      Files.writeString(temporary.path().resolve(name), "temporary");
    }
    assertThatThrownBy(temporary::close).isInstanceOf(DirectoryNotEmptyException.class);
    try (var files = Files.list(temporary.path())) {
      assertThat(files).containsExactly(kept.getParent());
    }
  }

  @Test
  void givenAFolderThatIsGone_whenClosed_thenNothingHappens() throws IOException {
    TemporaryFolder temporary = TemporaryFolder.in(folder, "rows-");
    Files.delete(temporary.path());
    temporary.close();
    assertThat(folder).isEmptyDirectory();
  }
}

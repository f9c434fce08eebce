package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  private static final String NUMBER = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  /** Another process, which writes into a temporary folder until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (TemporaryFolder temporary = TemporaryFolder.in(Path.of(arguments[0]), "rows-")) {
        Files.writeString(temporary.path().resolve("a"), "temporary");
        System.out.println(temporary.path());
        System.in.read();
      }
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

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

    // The next one tries again.
    Files.delete(kept);
    TemporaryFolder.in(folder, "rows-").close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenAFolderThatIsGone_whenClosed_thenNothingHappens() throws IOException {
    TemporaryFolder temporary = TemporaryFolder.in(folder, "rows-");
    Files.delete(temporary.path());
    temporary.close();
    temporary.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @Timeout(60)
  void givenAProcessThatIsKilled_whenTheNextFolderIsCreated_thenThatOfTheProcessIsDeleted()
      throws Exception {
    Process process = JavaProcess.start(Holder.class, folder);
    Path left;
    try {
      left = Path.of(process.inputReader().readLine());
      TemporaryFolder.in(folder, "rows-").close();
      assertThat(left.resolve("a")).as("while the process runs").hasContent("temporary");
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(left).isDirectory();

    TemporaryFolder.in(folder, "other-").close();
    assertThat(left).as("another prefix").isDirectory();
    try (TemporaryFolder next = TemporaryFolder.in(folder, "rows-")) {
      assertThat(left).doesNotExist();
      assertThat(next.path()).isEmptyDirectory();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenAFolderOfThisProcess_whenAnotherIsCreated_thenBothStay() throws IOException {
    try (TemporaryFolder first = TemporaryFolder.in(folder, "rows-");
        TemporaryFolder second = TemporaryFolder.in(folder, "rows-")) {
      assertThat(first.path()).isDirectory();
      assertThat(second.path()).isDirectory().isNotEqualTo(first.path());
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenFoldersOfAUser_whenAbandonedOnesAreDeleted_thenTheyStay() throws IOException {
    Files.createFile(Files.createDirectory(folder.resolve("rows-" + NUMBER)).resolve("mine"));
    Files.createDirectory(folder.resolve("rows-of-mine"));
    Files.createFile(folder.resolve("rows-of-mine.lock"));
    Files.createDirectory(folder.resolve("rows-123"));
    Files.createFile(folder.resolve("rows-123.lock"));
    List<Path> before = entries();

    TemporaryFolder.deleteAbandoned(folder, "rows-");
    TemporaryFolder.deleteAbandoned(folder.resolve("missing"), "rows-");

    assertThat(entries()).isEqualTo(before);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "creating links needs a permission there")
  void givenALinkWithSuchAName_whenAbandonedOnesAreDeleted_thenItsTargetIsUnchanged()
      throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.createFile(target.resolve("mine"));
    Files.createSymbolicLink(folder.resolve("rows-" + NUMBER), target);
    Files.createFile(folder.resolve("rows-" + NUMBER + ".lock"));

    TemporaryFolder.deleteAbandoned(folder, "rows-");

    assertThat(target.resolve("mine")).exists();
  }
}

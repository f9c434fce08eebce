package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replaced folder is the old one or the new one, also if the process is killed. */
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
  void givenMissingParents_whenWritten_thenFolderAndParentsAreCreated() throws IOException {
    Path target = folder.resolve("a/b");

    AtomicFolders.write(target, MARK, writing("one"));

    assertHolds(target, "one");
  }

  @Test
  void givenEmptyFolderOrSameType_whenWritten_thenItIsReplaced() throws IOException {
    Path target = Files.createDirectories(folder.resolve("a/b"));
    AtomicFolders.write(target, MARK, writing("one"));
    AtomicFiles.writeString(target.resolve("of the first"), "");
    AtomicFiles.writeString(target.resolve("inner/of the first"), "");

    AtomicFolders.write(
        target, MARK, mark -> Set.of("of the first", "inner/of the first"), writing("two"));

    assertHolds(target, "two");
    assertThat(target.resolve("of the first")).doesNotExist();
    assertThat(target.resolve("inner/of the first")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "inner/notes.txt", ".git/config", "other.txt.part"})
  void givenFileOfTheUserInTheFolder_whenWritten_thenItIsRefusedByNameAndEverythingRemains(
      String name) throws IOException {
    Path target = folder.resolve("a/b");
    AtomicFolders.write(target, MARK, writing("one"));
    AtomicFiles.writeString(target.resolve(name), "mine");

    assertThatThrownBy(
            () -> AtomicFolders.write(target, MARK, mark -> Set.of("other.txt"), writing("two")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("it also contains " + name.split("/", 2)[0])
        .hasMessageContaining("move it elsewhere or name another folder");

    assertThat(target.resolve(name)).hasContent("mine");
    assertHolds(target, "one");
  }

  @Test
  void givenFolderWithUnreadableNames_whenWritten_thenItIsReplacedIfItsFilesHaveTheNewNames()
      throws IOException {
    Path target = folder.resolve("a/b");
    AtomicFolders.write(target, MARK, writing("one"));

    AtomicFolders.write(
        target,
        MARK,
        mark -> {
          throw new IOException("damaged");
        },
        writing("two"));

    assertHolds(target, "two");
  }

  @Test
  void givenLinkToFolder_whenWritten_thenTheLinkRemainsAndItsTargetIsReplaced() throws IOException {
    Path real = Files.createDirectories(folder.resolve("disk/real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    AtomicFolders.write(link, MARK, writing("one"));
    AtomicFolders.write(link, MARK, writing("two"));

    assertThat(link).isSymbolicLink();
    assertHolds(real, "two");
  }

  @Test
  void givenDatedBackup_whenWrittenAndRead_thenItRemains() throws IOException {
    Path target = folder.resolve("a/b");
    AtomicFolders.write(target, MARK, writing("new"));
    Path backup = target.resolveSibling("b.old-20261129");
    writing("backup").writeTo(Files.createDirectory(backup));

    AtomicFolders.write(target, MARK, writing("newer"));

    assertThat(backup.resolve(MARK)).hasContent("backup");
    MoreFiles.deleteRecursively(target, RecursiveDeleteOption.ALLOW_INSECURE);
    assertThatThrownBy(
            () -> AtomicFolders.read(target, MARK, () -> Files.readString(target.resolve(MARK))))
        .isInstanceOf(NoSuchFileException.class);
    AtomicFolders.write(target, MARK, writing("again"));
    assertThat(backup.resolve(MARK)).hasContent("backup");
    assertThat(target.resolve(MARK)).hasContent("again");
  }

  @Test
  void givenWriterThatFails_whenWritten_thenOldFolderRemainsAndTemporaryOneIsDeleted()
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
  void givenFileOrFolderOfOtherType_whenWritten_thenThrowsAndItRemains() throws IOException {
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

  /** What a process leaves that is killed between moving the old folder away and the new one in. */
  private Path killedBetweenTheRenames(Path target, String old) throws IOException {
    AtomicFolders.write(target, MARK, writing("one"));
    Path part = target.resolveSibling(".b.part-" + "0123456789abcdef".repeat(2));
    writing("two").writeTo(part);
    Files.writeString(target.resolveSibling(".b.lock"), "");
    return Files.move(target, target.resolveSibling(old));
  }

  @Test
  void givenWriterKilledBetweenRenames_whenRead_thenOldFolderIsRestored() throws IOException {
    Path target = folder.resolve("a/b");
    killedBetweenTheRenames(target, ".b.old-" + "0123456789abcdef".repeat(2));

    String read = AtomicFolders.read(target, MARK, () -> Files.readString(target.resolve(MARK)));

    assertThat(read).isEqualTo("one");
    assertHolds(target, "one");
  }

  @Test
  void givenWriterKilledBetweenRenames_whenNextWriteFails_thenOldFolderIsRestored()
      throws IOException {
    Path target = folder.resolve("a/b");
    killedBetweenTheRenames(target, ".b.old-" + "0123456789abcdef".repeat(2));

    assertThatThrownBy(
            () ->
                AtomicFolders.write(
                    target,
                    MARK,
                    place -> {
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertHolds(target, "one");
  }

  @Test
  void givenWriterKilledAfterRenames_whenWrittenAgain_thenTemporaryFoldersAreDeleted()
      throws IOException {
    Path target = folder.resolve("a/b");
    Path old = killedBetweenTheRenames(target, ".b.old-" + "0123456789abcdef".repeat(2));
    Files.move(target.resolveSibling(".b.part-" + "0123456789abcdef".repeat(2)), target);
    assertThat(old).isDirectory();

    AtomicFolders.write(target, MARK, writing("three"));

    assertHolds(target, "three");
  }

  @Test
  void givenUserFoldersWithSimilarNames_whenWritten_thenTheyRemain() throws IOException {
    Path target = folder.resolve("a/b");
    Path parts = Files.createDirectories(folder.resolve("a/b.part-1"));
    Path old = Files.createDirectories(folder.resolve("a/b.old-fashioned"));
    Path hex = Files.createDirectories(folder.resolve("a/b.old-deadbeef"));
    Files.writeString(hex.resolve("mine"), "");

    AtomicFolders.write(target, MARK, writing("one"));
    AtomicFolders.write(target, MARK, writing("two"));

    assertThat(parts).isDirectory();
    assertThat(old).isDirectory();
    assertThat(hex.resolve("mine")).exists();
  }

  @Test
  void givenFolderReplacedContinuously_whenRead_thenItIsAlwaysConsistent() throws Exception {
    Path target = folder.resolve("a/b");
    AtomicFolders.write(target, MARK, writing("0"));
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 1; i <= 60; i++) {
                  AtomicFolders.write(target, MARK, writing(Integer.toString(i)));
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writer.start();
    int reads = 0;
    do {
      String read =
          AtomicFolders.read(
              target,
              MARK,
              () -> {
                String mark = Files.readString(target.resolve(MARK));
                String inner = Files.readString(target.resolve("inner/file"));
                if (!mark.equals(inner)) {
                  throw new IOException("mixed");
                }
                return mark;
              });
      assertThat(Integer.parseInt(read)).isBetween(0, 60);
      reads++;
    } while (writer.isAlive());
    writer.join();
    assertThat(reads).isPositive();
    assertHolds(target, "60");
  }
}

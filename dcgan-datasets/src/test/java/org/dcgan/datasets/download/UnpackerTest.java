package org.dcgan.datasets.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.image.MalformedFileException;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackerTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("out");
  }

  private void unpack(Path archive) throws IOException {
    Unpacker.unpack(archive, folder, UnpackLimits.defaults(), ProgressListener.none());
  }

  @Test
  void givenARootFolder_whenUnpacked_thenItsEndingIsRefused() {
    assertThatThrownBy(() -> unpack(temporary.getRoot()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a .zip, .tar, .tar.gz or .tgz");
  }

  @Test
  void givenArchives_whenUnpacked_thenTheirFilesAreWritten() throws IOException {
    Path[] archives = {
      tarGz("a.tar.gz", "x/y/1.txt", "2 \u2603.txt", "./3.txt"),
      zip("b.zip", "x/y/1.txt", "2 \u2603.txt", "./3.txt")
    };
    for (Path archive : archives) {
      folder = temporary.resolve(archive.getFileName() + ".out");
      unpack(archive);
      assertThat(folder.resolve("x/y/1.txt")).hasContent("x/y/1.txt");
      assertThat(EntryNames.resolve(folder, "2 \u2603.txt"))
          .content(StandardCharsets.UTF_8)
          .isEqualTo("2 \u2603.txt");
      assertThat(folder.resolve("3.txt")).hasContent("./3.txt");
      assertThatThrownBy(() -> unpack(archive)).isInstanceOf(FileAlreadyExistsException.class);
    }
  }

  @Test
  void givenNamesThatLeadOut_whenUnpacked_thenRefused() throws IOException {
    for (String name :
        new String[] {"../evil", "a/../../evil", "a/..", "/evil", "C:/evil", "a\\..\\evil"}) {
      for (Path archive : new Path[] {tarGz("a.tgz", name), zip("a.zip", name)}) {
        // Some writers and readers of archives mend a name on the way.
        try {
          unpack(archive);
        } catch (MalformedFileException e) {
          assertThat(e).hasMessageContaining("is refused");
        }
        assertThat(temporary.resolve("evil")).doesNotExist();
        assertThat(Path.of("/evil")).doesNotExist();
      }
    }
    assertThatThrownBy(() -> unpack(tarGz("a.tgz", "ok", "a/../../evil")))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("entry 'a/../../evil' is refused: its name leads out");
    assertThat(folder.resolve("ok")).exists();
  }

  @Test
  void givenLinks_whenUnpacked_thenRefused() throws IOException {
    for (byte kind :
        new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO}) {
      Path archive = temporary.resolve("a.tar");
      try (TarArchiveOutputStream out =
          new TarArchiveOutputStream(Files.newOutputStream(archive))) {
        TarArchiveEntry entry = new TarArchiveEntry("link", kind);
        entry.setLinkName("/etc/passwd");
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
      assertThatThrownBy(() -> unpack(archive))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("link");
    }
    Path archive = temporary.resolve("a.zip");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(archive.toFile())) {
      ZipArchiveEntry entry = new ZipArchiveEntry("link");
      entry.setUnixMode(0120777);
      out.putArchiveEntry(entry);
      out.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
      out.closeArchiveEntry();
    }
    assertThatThrownBy(() -> unpack(archive)).hasMessageContaining("it is a link");
    assertThat(folder.resolve("link")).doesNotExist();
  }

  @Test
  void givenALinkInTheFolder_whenUnpackedThroughIt_thenRefused() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.createDirectory(folder);
    Files.createSymbolicLink(folder.resolve("a"), outside);
    assertThatThrownBy(() -> unpack(tarGz("a.tgz", "a/b/evil")))
        .hasMessageContaining("a link in its path leads out");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void givenBombs_whenUnpacked_thenTheLimitsHold() throws IOException {
    Path bomb = temporary.resolve("bomb.zip");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bomb.toFile())) {
      out.putArchiveEntry(new ZipArchiveEntry("zeros"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 320; i++) {
        out.write(zeros);
      }
      out.closeArchiveEntry();
    }
    assertThatThrownBy(() -> unpack(bomb)).hasMessageContaining("more than 200.0 times its size");
    assertThat(Files.size(folder.resolve("zeros"))).isLessThan(280 << 20);

    Path many = tarGz("many.tgz", "1", "2", "3", "4");
    folder = temporary.resolve("many");
    assertThatThrownBy(
            () ->
                Unpacker.unpack(
                    many, folder, new UnpackLimits(1 << 20, 3, 200), ProgressListener.none()))
        .hasMessageContaining("more than 3 entries");
    folder = temporary.resolve("large");
    assertThatThrownBy(
            () ->
                Unpacker.unpack(
                    many, folder, new UnpackLimits(2, 10, 200), ProgressListener.none()))
        .hasMessageContaining("more than 2 bytes together");
  }

  @Test
  void givenNamesThatAreTooLongOrTooDeep_whenReadOrUnpacked_thenRefusedWithoutMuchMemory()
      throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    String[] names = {"\u00e9/".repeat(21_000) + "a.png", "a/".repeat(500) + "a.png"};
    for (String name : names) {
      String reason = name.length() > 4096 ? "has a name of" : "lies 500 folders deep";
      for (Path archive : new Path[] {zip("a.zip", name), tarWithLongName("a.tar", name)}) {
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> unpack(archive))
            .isInstanceOf(MalformedFileException.class)
            .hasMessageContaining(archive.getFileName().toString())
            .hasMessageContaining(reason)
            .hasMessageContaining("more than the limit of")
            .hasMessageContaining("pack the archive again");
        assertThatThrownBy(() -> ImageFolder.open(archive).close())
            .isInstanceOf(MalformedFileException.class)
            .hasMessageContaining(reason);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
      }
    }
  }

  @Test
  void givenDeepFoldersWithLettersBeyondAscii_whenUnpacked_thenMemoryIsProportionalToTheirNames()
      throws IOException {
    // 12 folders in 300 names of 4,000 bytes: text for each of the paths would take 16 MB.
    String deep = ("\u00e9".repeat(120) + "/").repeat(12);
    String[] names = new String[300];
    Arrays.setAll(names, i -> i + deep + "a.txt");
    EntryNames.Folders folders = new EntryNames.Folders();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[][] raw = new byte[names.length][];
    Arrays.setAll(raw, i -> names[i].getBytes(StandardCharsets.UTF_8));
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < names.length; i++) {
      assertThat(folders.clash(raw[i], names[i])).isNull();
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
    // The same text, but a letter in ISO-8859-1.
    byte[] other = names[7].substring(0, 2).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(folders.clash(other, "7\u00e9")).as("a file").isNull();
    byte[] clashing = (names[7].replace("/", "") + "/").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(folders.clash(clashing, names[7].replace("/", "") + "/")).as("new").isNull();
    byte[] again = (names[7].replace("/", "") + "/").getBytes(StandardCharsets.UTF_8);
    assertThat(folders.clash(again, names[7].replace("/", "") + "/"))
        .isEqualTo(names[7].replace("/", ""));
  }

  @Test
  void givenDamage_whenUnpacked_thenADocumentedExceptionAndNoFileOutside() throws IOException {
    Random random = new Random(3);
    for (Path archive :
        new Path[] {tarGz("a.tar.gz", "x/1", "2"), zip("b.zip", "x/1", "2"), tar("c.tar", "x/1")}) {
      byte[] good = Files.readAllBytes(archive);
      for (int i = 0; i < 400; i++) {
        byte[] bad = Arrays.copyOf(good, i % 4 == 0 ? random.nextInt(good.length) : good.length);
        for (int j = 0; j < i % 4; j++) {
          bad[random.nextInt(Math.min(bad.length, 1000))] = (byte) random.nextInt(256);
        }
        Path damaged = Files.write(temporary.resolve("bad-" + archive.getFileName()), bad);
        folder = temporary.resolve("damaged/" + archive.getFileName() + i);
        try {
          unpack(damaged);
        } catch (MalformedFileException | FileSystemException e) {
          assertThat(e).hasMessageContaining(temporary.toString());
        }
      }
    }
    assertThatThrownBy(() -> unpack(temporary.resolve("a.rar")))
        .isInstanceOf(IllegalArgumentException.class);
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("nothing beside the archives and the folder to unpack into")
          .containsExactlyInAnyOrder(
              "a.tar.gz", "b.zip", "c.tar", "bad-a.tar.gz", "bad-b.zip", "bad-c.tar", "damaged");
    }
  }

  /** Without TarArchiveOutputStream, which takes a minute for such a name. */
  private Path tarWithLongName(String archive, String name) throws IOException {
    byte[] raw = name.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry longName =
        new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
    longName.setSize(raw.length);
    Path file = temporary.resolve(archive);
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] header = new byte[512];
      longName.writeEntryHeader(header);
      out.write(header);
      out.write(Arrays.copyOf(raw, (raw.length + 511) / 512 * 512));
      new TarArchiveEntry("a.png", true).writeEntryHeader(header);
      out.write(header);
      out.write(new byte[1024]);
    }
    return file;
  }

  private Path tarGz(String name, String... entries) throws IOException {
    return tar(new GZIPOutputStream(Files.newOutputStream(temporary.resolve(name))), name, entries);
  }

  private Path tar(String name, String... entries) throws IOException {
    return tar(Files.newOutputStream(temporary.resolve(name)), name, entries);
  }

  private Path tar(OutputStream stream, String name, String... entries) throws IOException {
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(stream, "UTF-8")) {
      for (String entry : entries) {
        byte[] content = entry.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry header = new TarArchiveEntry(entry, true);
        header.setSize(content.length);
        out.putArchiveEntry(header);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
    return temporary.resolve(name);
  }

  private Path zip(String name, String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
      for (String entry : entries) {
        out.putArchiveEntry(new ZipArchiveEntry(entry));
        out.write(entry.getBytes(StandardCharsets.UTF_8));
        out.closeArchiveEntry();
      }
    }
    return Files.write(temporary.resolve(name), bytes.toByteArray());
  }
}

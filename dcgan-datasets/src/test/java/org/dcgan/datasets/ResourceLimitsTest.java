package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.dcgan.datasets.download.UnpackLimits;
import org.dcgan.datasets.download.Unpacker;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.datasets.format.NpzFile;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lack of memory, of disk space or of file handles is never reported as damaged data. */
@Timeout(120)
class ResourceLimitsTest {
  @TempDir Path folder;

  /** Runs in a process whose resources are limited, and prints the exceptions of each step. */
  static final class Child {
    private Child() {}

    private interface Step {
      void run() throws IOException;
    }

    public static void main(String[] args) throws IOException {
      Path path = Path.of(args[1]);
      switch (args[0]) {
        case "list" -> {
          attempt("npz", () -> NpzFile.read(path.resolve("many.npz"), "data").clear());
          attempt("folder", () -> ImageFolder.open(path.resolve("many.zip")).close());
        }
        case "unpack" -> {
          attempt("npz", () -> NpzFile.read(path.resolve("a.npz"), "data").clear());
          attempt("folder", () -> ImageFolder.open(path.resolve("a.tar.gz")).close());
          attempt(
              "unpacker",
              () ->
                  Unpacker.unpack(
                      path.resolve("a.zip"),
                      path.resolve("out"),
                      UnpackLimits.defaults(),
                      ProgressListener.none()));
        }
        case "unpack-tar" ->
            attempt(
                "unpacker",
                () ->
                    Unpacker.unpack(
                        path,
                        path.resolveSibling("out"),
                        UnpackLimits.defaults(),
                        ProgressListener.none()));
        default -> {
          ImageFolder images = ImageFolder.open(path);
          attempt("first", () -> images.read(0));
          // Loads the classes that errors need, which takes file handles, too.
          Files.delete(path.resolve("2.png"));
          attempt("missing", () -> images.read(2));
          List<FileInputStream> open = new ArrayList<>();
          // Threads of the JVM have files open for a moment, whose handles are taken as well.
          for (int refused = 0; refused < 10; refused++) {
            try {
              open.add(new FileInputStream(path.resolve("0.png").toFile()));
              refused = -1;
            } catch (FileNotFoundException e) {
              pause();
            }
          }
          attempt("second", () -> images.read(1));
          for (FileInputStream in : open) {
            in.close();
          }
          attempt("third", () -> images.read(1));
          System.out.println("unreadable " + images.unreadableCount());
        }
      }
    }

    private static void pause() {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void attempt(String name, Step step) {
      try {
        step.run();
        System.out.println(name + ": done");
      } catch (IOException | RuntimeException | Error e) {
        System.out.println(name + ": " + e);
      }
    }
  }

  @BeforeEach
  void needsUnix() {
    assumeThat(Path.of("/bin/sh")).exists();
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
  }

  @Test
  void givenAnArchiveWhoseListExceedsTheHeap_whenOpened_thenMemoryIsReportedAndNotDamage()
      throws Exception {
    writeZip(folder.resolve("many.npz"), 2_000, 20_000);
    // A reader of images refuses longer names.
    writeZip(folder.resolve("many.zip"), 6_000, 4_000);
    List<String> lines = child("true", "-Xmx20m", "list", folder);
    assertThat(lines).hasSize(2);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("InsufficientMemoryException")
                    .containsPattern("many\\.(npz|zip)")
                    .contains("does not fit the heap")
                    .contains("-Xmx"));
  }

  private static void writeZip(Path archive, int entries, int nameLength) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.setLevel(0);
      for (int i = 0; i < entries; i++) {
        zip.putNextEntry(new ZipEntry(i + "x".repeat(nameLength) + ".png"));
      }
    }
  }

  @Test
  void givenManyValuesOfASparseFile_whenUnpacked_thenTheyAreNotKept() throws Exception {
    // 60 MB of attributes, each with a key of its own, of which a reader needs that they are there.
    Path archive = folder.resolve("sparse.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < 60; i++) {
        writeEntry(
            out, "pax", i < 30 ? 'g' : 'x', paxRecord("GNU.sparse.attribute" + i, 1_000_000));
      }
      writeEntry(out, "file.txt", '0', new byte[] {'a'});
      out.write(new byte[1024]);
    }
    assertThat(child("true", "-Xmx32m", "unpack-tar", archive))
        .singleElement()
        .asString()
        .contains("MalformedFileException")
        .contains("entry 'file.txt' is refused: it is sparse");
  }

  private static void writeEntry(OutputStream out, String name, char type, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, (byte) type);
    entry.setSize(content.length);
    byte[] header = new byte[512];
    entry.writeEntryHeader(header);
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static byte[] paxRecord(String key, int length) {
    String start = length + " " + key + "=";
    return (start + "x".repeat(length - start.length() - 1) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void givenADiskWithoutSpace_whenArchivesAreUnpacked_thenTheDiskIsReportedAndNotDamage()
      throws Exception {
    byte[] zeros = new byte[36 << 20];
    byte[] header =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (37748736,), }\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path("a.npz")))) {
      zip.putNextEntry(new ZipEntry("data.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0});
      zip.write(header);
      zip.write(zeros);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path("a.tar.gz")))) {
      out.write(zeros);
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path("a.zip")))) {
      ZipEntry entry = new ZipEntry("a.bin");
      CRC32 crc = new CRC32();
      crc.update(zeros);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(zeros);
    }
    // The limit on the size of a file acts like a full disk: writes beyond it fail.
    List<String> lines = child("ulimit -f 4096", "-Xmx200m", "unpack", folder);
    assertThat(lines).hasSize(3);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("FileSystemException")
                    .contains("cannot be written")
                    .contains("free space on its disk")
                    .doesNotContain("Malformed"));
    assertThat(lines.get(0)).contains("-Djava.io.tmpdir");
    assertThat(lines.get(2)).contains("a.bin");
  }

  @Test
  void givenNoFileHandles_whenAnImageIsRead_thenTheSourceFailsAndTheImageIsNotUnreadable()
      throws Exception {
    for (int i = 0; i < 3; i++) {
      Files.write(path(i + ".png"), Encoded.of(Encoded.gradient(3, 2), "png"));
    }
    List<String> lines = child("ulimit -n 200", "-Xmx100m", "handles", folder);
    assertThat(lines.get(0)).isEqualTo("first: done");
    assertThat(lines.get(1)).contains("UnreadableImageException");
    assertThat(lines.get(2))
        .startsWith("second: java.nio.file.FileSystemException")
        .contains("1.png")
        .contains("Too many open files");
    assertThat(lines.subList(3, 5)).containsExactly("third: done", "unreadable 1");
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private static List<String> child(String limit, String heap, String mode, Path path)
      throws Exception {
    // The serial collector: others throw by the clock, even while an error is reported.
    Process process = ChildJvm.of(Child.class, mode, path).options(heap).after(limit).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return output.lines().toList();
  }
}

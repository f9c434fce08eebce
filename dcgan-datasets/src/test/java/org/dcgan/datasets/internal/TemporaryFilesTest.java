package org.dcgan.datasets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.format.NpzFile;
import org.dcgan.image.MalformedFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives are unpacked into temporary files, which are deleted, also after errors. */
class TemporaryFilesTest {
  private static final String PROPERTY = "java.io.tmpdir";
  private static final int SIZE = 36 << 20;

  @TempDir private Path folder;
  private final String before = System.getProperty(PROPERTY);

  @BeforeEach
  void redirect() throws IOException {
    System.setProperty(PROPERTY, Files.createDirectory(folder.resolve("temporary")).toString());
  }

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
  }

  private Path npz() throws IOException {
    byte[] header =
        ("{'descr': '|u1', 'fortran_order': False, 'shape': (" + SIZE + ",), }\n")
            .getBytes(StandardCharsets.US_ASCII);
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("data.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0});
      zip.write(header);
      zip.write(new byte[SIZE]);
    }
    return file;
  }

  @Test
  void givenAFolderThatIsMissing_whenArchivesAreUnpacked_thenTheFolderAndTheRemedyAreNamed()
      throws IOException {
    Path npz = npz();
    Path tar = folder.resolve("a.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tar))) {
      out.write(new byte[2048]);
    }
    System.setProperty(PROPERTY, folder.resolve("missing").toString());

    assertThatThrownBy(() -> NpzFile.read(npz, "data"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("missing: no temporary file can be created in this folder")
        .hasMessageContaining("-Djava.io.tmpdir");
    assertThatThrownBy(() -> ImageFolder.open(tar))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("missing: no temporary file can be created in this folder")
        .hasMessageContaining("-Djava.io.tmpdir");
  }

  @Test
  void givenAnArrayWithAWrongChecksum_whenRead_thenItsTemporaryFileIsDeleted() throws IOException {
    Path npz = npz();
    byte[] bytes = Files.readAllBytes(npz);
    int directory = bytes.length - 22 - 46 - "data.npy".length();
    bytes[directory + 16] ^= 1;
    Files.write(npz, bytes);

    assertThatThrownBy(() -> NpzFile.read(npz, "data"))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("checksum differs");
    assertThat(folder.resolve("temporary")).isEmptyDirectory();
  }
}

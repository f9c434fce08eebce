package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.BaseEncoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageArchiveTest {
  private static final String LONG = "a-long-name-".repeat(12) + "\uD83D\uDC31.png";

  private static final String DEFLATE64 =
      "UEsDBBUAAAAJAKo1fV0Wn04HWgAAADYwAAAFAAAAZC5ibXDlyaENwCAUAFGqKiprOkJlFbrBs/86/ABh"
          + "CN5LTl2p+Utdjt7onx3pGSP+ffWWk8fj8Xg8Ho/H4/F4PB6Px+PxeDwej8fj8Xg8Ho/H4/F4PB6Px+Px"
          + "eDzebhpQSwECPwMVAAAACQCqNX1dFp9OB1oAAAA2MAAABQAkAAAAAAAAACCApIEAAAAAZC5ibXAKACAA"
          + "AAAAAAEAGADxuW8zzX/dAQAAAAAAAAAAAAAAAAAAAABQSwUGAAAAAAEAAQBXAAAAfQAAAAAA";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "377abcaf271c0004, a 7z archive; unpack it (7z x)",
    "526172211a070100, a RAR archive; unpack it",
    "425a683931415926, compressed by bzip2; decompress it (bunzip2)",
    "fd377a585a000004, compressed by xz; decompress it (unxz)",
    "28b52ffd04580000, compressed by Zstandard; decompress it (unzstd)",
    "0000000000000000, found another file"
  })
  void givenAnArchiveOfAnotherKind_whenOpened_thenTheErrorNamesItAndTheRemedy(
      String start, String message) throws IOException {
    Path archive =
        Files.write(folder.resolve("images.bin"), BaseEncoding.base16().lowerCase().decode(start));
    assertThatThrownBy(() -> ImageFolder.open(archive))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a folder, or a zip, tar or tar.gz archive; found ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz", "without-extension"})
  void givenAnArchive_whenOpened_thenItIsLikeTheFolder(String name) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("./dog/2.png", png(3, 2));
    files.put("dog/1.bmp", Encoded.of(Encoded.gradient(4, 5), "bmp"));
    files.put("cat/it's \"one\" " + LONG, png(6, 7));
    files.put("cat/notes.txt", "no image".getBytes());
    files.put("cat/.hidden.png", png(1, 1));
    files.put("__MACOSX/cat/._1.png", new byte[100]);
    Path archive = archive(name, files);
    ImageFolder images = ImageFolder.withClasses(archive);
    Dataset cropped = images.centerCropped(8);
    assertThat(IntStream.range(0, images.size()).mapToObj(images::name))
        .containsExactly("cat/it's \"one\" " + LONG, "dog/1.bmp", "dog/2.png");
    assertThat(images.classNames()).containsExactly("cat", "dog");
    assertThat(images.label(2)).isEqualTo(1);
    assertThat(images.read(0).shape()).isEqualTo(new ImageShape(7, 6, 3));
    assertThat(images.read(2).shape()).isEqualTo(new ImageShape(2, 3, 3));
    assertThat(cropped.shape()).contains(ImageShape.square(8, 3));
    Path unpacked = folder.resolve("unpacked");
    for (int i = 0; i < 3; i++) {
      Path file = EntryNames.resolve(unpacked, images.name(i));
      Files.createDirectories(file.getParent());
      byte[] bytes = files.getOrDefault(images.name(i), files.get("./" + images.name(i)));
      Files.write(file, bytes);
    }
    assertThat(ImageFolder.withClasses(unpacked).description()).isEqualTo(images.description());
    images.close();
    assertThatThrownBy(() -> images.read(0)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz"})
  void givenNamesThatLeaveTheFolder_whenOpened_thenRefused(String name) throws IOException {
    for (String evil :
        new String[] {"../x.png", "/etc/x.png", "a/../../x.txt", "a\\..\\x.png", "C:\\x.png"}) {
      Path archive = archive(name, Map.of(evil, png(1, 1)));
      if (name.contains("tar") && evil.startsWith("C:") || evil.startsWith("/")) {
        continue; // The writer makes these names harmless.
      }
      assertThatThrownBy(() -> ImageFolder.open(archive))
          .as(evil)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining(evil)
          .hasMessageContaining("leads out of the archive's folder");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz"})
  void givenATruncationAnywhere_whenOpened_thenRefused(String name) throws IOException {
    byte[] whole =
        Files.readAllBytes(archive(name, Map.of("a.png", png(9, 9), "b/c.png", png(5, 5))));
    // Blocks of zeros behind the first fill up a tar archive and mean nothing.
    int needed = name.equals("a.tar") ? 5 * 512 : whole.length;
    Path cut = folder.resolve("cut-" + name);
    for (int length = 0; length < needed; length += 1 + length / 40) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ImageFolder.open(cut).close())
          .as("cut at %s of %s", length, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cut-" + name);
    }
  }

  @Test
  void givenATarThatUnpacksToFarMoreThanItsSize_whenOpened_thenRefused() throws IOException {
    byte[] zeros = new byte[8 << 20];
    Path gzip = folder.resolve("a.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      for (int i = 0; i < 33; i++) {
        out.write(zeros);
      }
    }
    assertThatThrownBy(() -> ImageFolder.open(gzip))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("more than 200 times");
  }

  @Test
  void givenATarWhoseFirstNameBeginsLikeAZip_whenOpened_thenItIsATar() throws IOException {
    Path archive = archive("a.tar", Map.of("PKLot/a.png", png(2, 2)));

    try (ImageFolder images = ImageFolder.open(archive)) {
      assertThat(images.name(0)).isEqualTo("PKLot/a.png");
      assertThat(images.read(0).shape().width()).isEqualTo(2);
    }
  }

  @Test
  void givenABlankBitmapThatShrinksAThousandfold_whenRead_thenItIsAnImageLikeOthers()
      throws IOException {
    byte[] blank = Encoded.of(new BufferedImage(900, 800, BufferedImage.TYPE_3BYTE_BGR), "bmp");
    Path archive = archive("a.zip", Map.of("a.bmp", blank, "b.png", png(2, 2)));
    assertThat((double) blank.length / Files.size(archive)).isGreaterThan(500);
    try (ImageFolder images = ImageFolder.open(archive)) {
      assertThat(images.read(0).shape()).isEqualTo(new ImageShape(800, 900, 3));
      assertThat(images.read(1).shape()).isEqualTo(new ImageShape(2, 2, 3));
    }
  }

  @Test
  void givenAnEntryThatClaimsMoreThanDeflateReaches_whenRead_thenOnlyItIsUnreadable()
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.png", png(40, 40));
    files.put("b.png", png(5, 5));
    Path archive = archive("a.zip", files);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(bytes.limit() - 22 + 16);
    for (int size : new int[] {1 << 29, (1 << 30) + 1, 7}) {
      bytes.putInt(directory + 24, size);
      Files.write(archive, bytes.array());
      try (ImageFolder images = ImageFolder.open(archive)) {
        assertThatThrownBy(() -> images.read(0))
            .isInstanceOf(UnreadableImageException.class)
            .hasMessageContaining("a.zip, entry a.png");
        assertThat(images.read(1).shape()).isEqualTo(new ImageShape(5, 5, 3));
      }
    }
  }

  @Test
  void givenAnEncryptedOrOtherwiseCompressedZip_whenOpened_thenTheErrorSaysSoAndWhatToDo()
      throws IOException {
    Path archive = archive("a.zip", Map.of("a.png", png(40, 40)));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(bytes.limit() - 22 + 16);
    short flags = bytes.getShort(directory + 8);
    bytes.putShort(directory + 8, (short) (flags | 1));
    Files.write(archive, bytes.array());
    assertThatThrownBy(() -> ImageFolder.open(archive))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("a.zip")
        .hasMessageContaining("'a.png' is encrypted")
        .hasMessageContaining("7z x");
    bytes.putShort(directory + 8, flags).putShort(directory + 10, (short) 14);
    Files.write(archive, bytes.array());
    assertThatThrownBy(() -> ImageFolder.open(archive))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("compressed by LZMA (method 14)")
        .hasMessageContaining("7z x");
  }

  /** Made by 7-Zip: {@code 7z a -tzip -mm=Deflate64}. */
  @Test
  void givenAZipInDeflate64_whenOpened_thenItsImagesAreRead() throws IOException {
    Path archive = folder.resolve("a.zip");
    Files.write(archive, Base64.getDecoder().decode(DEFLATE64));
    try (ImageFolder images = ImageFolder.open(archive)) {
      Pixels pixels = images.read(0);
      assertThat(pixels.shape()).isEqualTo(new ImageShape(64, 64, 3));
      assertThat(pixels.data()[0]).isEqualTo(pixels.data()[64 * 64 * 3 - 1]);
    }
  }

  @Test
  void givenConcatenatedTars_whenOpened_thenTheImagesOfAllAreListed() throws IOException {
    for (int zeros : new int[] {0, 512, 5000 * 512}) {
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.write(Files.readAllBytes(archive("a.tar", Map.of("a.png", png(1, 2)))));
      both.write(new byte[zeros]);
      both.write(Files.readAllBytes(archive("b.tar", Map.of("b.png", png(3, 4)))));
      Path archive = Files.write(folder.resolve("both.tar"), both.toByteArray());
      try (ImageFolder images = ImageFolder.open(archive)) {
        assertThat(images.size()).isEqualTo(2);
        assertThat(images.name(1)).isEqualTo("b.png");
        assertThat(images.read(1).shape()).isEqualTo(new ImageShape(4, 3, 3));
      }
    }
  }

  @Test
  void givenThePythonVersionOfCifar_whenOpened_thenTheErrorNamesTheBinaryVersion()
      throws IOException {
    Map<String, byte[]> ten = new LinkedHashMap<>();
    Map<String, byte[]> hundred = new LinkedHashMap<>();
    for (String name : List.of("batches.meta", "data_batch_1", "test_batch")) {
      ten.put("cifar-10-batches-py/" + name, new byte[] {(byte) 0x80, 2});
    }
    for (String name : List.of("file.txt~", "train", "test", "meta")) {
      hundred.put("cifar-100-python/" + name, new byte[] {(byte) 0x80, 2});
    }
    for (String name : List.of("c.tar.gz", "c.tar", "c.zip")) {
      assertThatThrownBy(() -> ImageFolder.open(archive(name, ten)))
          .hasMessageContaining("found none")
          .hasMessageContaining("cifar-10-binary.tar.gz");
      assertThatThrownBy(() -> ImageFolder.open(archive(name, hundred)))
          .hasMessageContaining("cifar-100-binary.tar.gz");
    }
    for (Map<String, byte[]> files : List.of(ten, hundred)) {
      for (String name : files.keySet()) {
        Path file = folder.resolve("unpacked/" + name);
        Files.createDirectories(file.getParent());
        Files.write(file, files.get(name));
      }
    }
    Path unpacked = folder.resolve("unpacked");
    assertThatThrownBy(() -> ImageFolder.open(unpacked))
        .hasMessageContaining("cifar-10-binary.tar.gz");
    for (Path home : List.of(unpacked, unpacked.resolve("cifar-10-batches-py"))) {
      assertThatThrownBy(() -> Cifar10.train(home))
          .hasMessageContaining("cifar-10-binary.tar.gz")
          .hasMessageContaining("pickles");
      assertThatThrownBy(() -> Cifar10.test(home)).hasMessageContaining("pickles");
    }
    for (Path home : List.of(unpacked, unpacked.resolve("cifar-100-python"))) {
      assertThatThrownBy(() -> Cifar100.train(home))
          .hasMessageContaining("cifar-100-binary.tar.gz")
          .hasMessageContaining("pickles");
    }
  }

  @Test
  void givenADamagedEntry_whenRead_thenOnlyItIsUnreadable() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.png", png(40, 40));
    files.put("b.png", png(5, 5));
    Path archive = archive("a.zip", files);
    byte[] bytes = Files.readAllBytes(archive);
    bytes[100] ^= 1;
    Files.write(archive, bytes);
    try (ImageFolder images = ImageFolder.open(archive)) {
      assertThatThrownBy(() -> images.read(0))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("a.zip, entry a.png");
      assertThat(images.read(1).shape()).isEqualTo(new ImageShape(5, 5, 3));
      assertThat(images.unreadableCount()).isEqualTo(1);
    }
  }

  @Test
  void givenLinksInATar_whenOpened_thenHardOnesAreFollowed() throws IOException {
    Path archive = folder.resolve("a.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      byte[] png = png(3, 4);
      TarArchiveEntry first = new TarArchiveEntry("a.png");
      first.setSize(png.length);
      tar.putArchiveEntry(first);
      tar.write(png);
      tar.closeArchiveEntry();
      TarArchiveEntry hard = new TarArchiveEntry("b.png", TarConstants.LF_LINK);
      hard.setLinkName("a.png");
      tar.putArchiveEntry(hard);
      tar.closeArchiveEntry();
      TarArchiveEntry soft = new TarArchiveEntry("c.png", TarConstants.LF_SYMLINK);
      soft.setLinkName("/etc/passwd");
      tar.putArchiveEntry(soft);
      tar.closeArchiveEntry();
    }
    try (ImageFolder images = ImageFolder.open(archive)) {
      assertThat(images.size()).isEqualTo(2);
      assertThat(images.read(1).shape()).isEqualTo(new ImageShape(4, 3, 3));
    }
  }

  @Test
  void givenNoImagesOrDuplicateNames_whenOpened_thenTheErrorSaysSo() throws IOException {
    assertThatThrownBy(() -> ImageFolder.open(archive("a.zip", Map.of("a.txt", new byte[1]))))
        .hasMessageContaining("found none");
    Map<String, byte[]> twice = new LinkedHashMap<>();
    twice.put("a.png", png(1, 1));
    twice.put("./a.png", png(1, 1));
    assertThatThrownBy(() -> ImageFolder.open(archive("a.tar", twice)))
        .hasMessageContaining("two entries called a.png");
  }

  private static byte[] png(int width, int height) throws IOException {
    return Encoded.of(Encoded.gradient(width, height), "png");
  }

  private Path archive(String name, Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (name.endsWith(".zip")) {
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          zip.putNextEntry(new ZipEntry(file.getKey()));
          zip.write(file.getValue());
        }
      }
    } else {
      try (OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(out) : out;
          TarArchiveOutputStream tar = new TarArchiveOutputStream(packed, "UTF-8")) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
          entry.setSize(file.getValue().length);
          tar.putArchiveEntry(entry);
          tar.write(file.getValue());
          tar.closeArchiveEntry();
        }
      }
    }
    return Files.write(folder.resolve(name), out.toByteArray());
  }
}

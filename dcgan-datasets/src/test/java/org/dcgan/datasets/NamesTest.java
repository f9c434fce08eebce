package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.dcgan.datasets.download.UnpackLimits;
import org.dcgan.datasets.download.Unpacker;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.image.MalformedFileException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.ChildJvm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names of folders, files and entries in encodings of all kinds. They are written as ISO-8859-1
 * strings here, a character for each byte.
 */
class NamesTest {
  private static final String UTF8_A = "\u00c3\u00a4";
  private static final String UTF8_O = "\u00c3\u00b6";
  private static final String LATIN_A = "\u00e4";
  private static final String LATIN_O = "\u00f6";

  private static byte[] png;
  @TempDir Path folder;

  @BeforeAll
  static void image() throws IOException {
    png = Encoded.of(Encoded.gradient(3, 2), "png");
  }

  /** Unix only: elsewhere names are characters. */
  private Path folders(List<String> names) throws IOException {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    Path root = Files.createTempDirectory(folder, "images");
    for (String name : names) {
      StringBuilder uri = new StringBuilder("file://" + root.toUri().getRawPath());
      for (byte b : name.getBytes(StandardCharsets.ISO_8859_1)) {
        uri.append(b == '/' ? "/" : String.format(Locale.ROOT, "%%%02x", b));
      }
      Path file = Path.of(URI.create(uri.toString()));
      Files.createDirectories(file.getParent());
      Files.write(file, png);
    }
    return root;
  }

  private Path tar(List<String> names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : names) {
      header(out, name, '0', png);
    }
    out.write(new byte[1024]);
    return Files.write(Files.createTempFile(folder, "a", ".tar"), out.toByteArray());
  }

  private static void header(OutputStream out, String name, char type, byte[] content)
      throws IOException {
    byte[] block = new byte[512];
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, 0, Math.min(100, bytes.length));
    String size = String.format(Locale.ROOT, "%011o", content.length);
    System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, block, 124, 11);
    block[156] = (byte) type;
    System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    String checksum = String.format(Locale.ROOT, "%06o\0 ", sum);
    System.arraycopy(checksum.getBytes(StandardCharsets.US_ASCII), 0, block, 148, 8);
    out.write(block);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  /** A PAX header, whose length counts its own digits. */
  private static byte[] pax(String key, String value) {
    String record = " " + key + "=" + value + "\n";
    int length = record.length() + 2;
    return (length + record).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A zip without the flag that says UTF-8. */
  private Path zip(int host, List<String> names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    CRC32 crc = new CRC32();
    crc.update(png);
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      int at = out.size();
      ByteArrayOutputStream common = new ByteArrayOutputStream();
      little(common, 2, 0, 0, 0, 0);
      little(common, 4, (int) crc.getValue(), png.length, png.length);
      little(common, 2, bytes.length, 0);
      little(out, 4, 0x04034b50);
      little(out, 2, 20);
      out.write(common.toByteArray());
      out.write(bytes);
      out.write(png);
      little(directory, 4, 0x02014b50);
      little(directory, 2, host << 8 | 20, 20);
      directory.write(common.toByteArray());
      little(directory, 2, 0, 0, 0);
      little(directory, 4, 0, at);
      directory.write(bytes);
    }
    int at = out.size();
    out.write(directory.toByteArray());
    little(out, 4, 0x06054b50);
    little(out, 2, 0, 0, names.size(), names.size());
    little(out, 4, directory.size(), at);
    little(out, 2, 0);
    return Files.write(Files.createTempFile(folder, "a", ".zip"), out.toByteArray());
  }

  private static void little(OutputStream out, int bytes, int... values) throws IOException {
    for (int value : values) {
      for (int i = 0; i < bytes; i++) {
        out.write(value >> 8 * i);
      }
    }
  }

  private Path unpacked(Path archive) throws IOException {
    Path target = Files.createTempDirectory(folder, "unpacked");
    Unpacker.unpack(archive, target, UnpackLimits.defaults(), ProgressListener.none());
    return target;
  }

  private static List<String> names(Path source) throws IOException {
    try (ImageFolder images = ImageFolder.open(source)) {
      return java.util.stream.IntStream.range(0, images.size()).mapToObj(images::name).toList();
    }
  }

  @Test
  void givenUtf8OrLatin1Names_whenOpened_thenFoldersAndArchivesAreOneDataset() throws Exception {
    for (List<String> letters : List.of(List.of(UTF8_A, UTF8_O), List.of(LATIN_A, LATIN_O))) {
      List<String> files =
          List.of(letters.get(0) + "/1.png", letters.get(1) + "/" + letters.get(0) + ".png");
      String expected = NamesProbe.of(folders(files));
      assertThat(expected)
          .contains("in 2 classes", "[<228>, <246>]")
          .contains("0:<228>/1.png", "1:<246>/<228>.png");
      for (Path archive : List.of(tar(files), zip(3, files))) {
        assertThat(NamesProbe.of(archive)).isEqualTo(expected);
        assertThat(NamesProbe.of(unpacked(archive))).isEqualTo(expected);
      }
    }
  }

  /** The child decodes names by a locale that has ASCII only. */
  @Test
  void givenAProcessWithoutALocale_whenOpened_thenTheDatasetIsTheSame() throws Exception {
    List<String> files =
        List.of("a b%/1.png", UTF8_A + "/1.png", UTF8_O + "/1.png", "x/" + LATIN_A + ".png");
    Path root = folders(files);
    Path tar = tar(files);
    String expected = NamesProbe.of(root);
    assertThat(expected).contains("in 4 classes");
    assertThat(NamesProbe.of(tar)).isEqualTo(expected);
    Path target = folder.resolve("unpacked-there");
    assertThat(child(target, tar, root, zip(3, files))).hasSize(4).containsOnly(expected);
    assertThat(NamesProbe.of(target)).isEqualTo(expected);
  }

  private List<String> child(Path... arguments) throws Exception {
    Path out = folder.resolve("out.txt");
    Process process =
        ChildJvm.of(NamesProbe.class, (Object[]) arguments)
            .options("-Duser.language=ar", "-Duser.country=EG")
            .environment("LC_ALL", "C")
            .start(out);
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    return Files.readAllLines(out);
  }

  @Test
  void givenFoldersOfOneNameInTwoEncodings_whenOpened_thenRefused() throws Exception {
    for (List<String> files :
        List.of(
            List.of(UTF8_A + "/1.png", LATIN_A + "/2.png"),
            List.of("x/" + LATIN_A + "/1.png", "x/" + UTF8_A + "/y/2.png"),
            List.of(UTF8_A + ".png", LATIN_A + ".png"))) {
      for (Path source : List.of(folders(files), tar(files), zip(3, files))) {
        assertThatThrownBy(() -> ImageFolder.open(source).close())
            .as(source + " of " + files)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(source.getFileName().toString())
            .hasMessageContaining("\u00e4");
      }
      for (Path archive : List.of(tar(files), zip(3, files))) {
        assertThatThrownBy(() -> unpacked(archive)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void givenAZipFromDos_whenOpened_thenItsNamesAreOfCodePage437() throws Exception {
    List<String> files = List.of("\u0084/1.png", UTF8_O + "/2.png");
    assertThat(names(zip(0, files))).containsExactly("\u00e4/1.png", "\u00f6/2.png");
    assertThat(names(unpacked(zip(0, files)))).containsExactly("\u00e4/1.png", "\u00f6/2.png");
    assertThat(names(zip(3, files))).containsExactly("\u0084/1.png", "\u00f6/2.png");
  }

  @Test
  void givenNamesInPaxAndGnuHeaders_whenOpened_thenTheirBytesAreDecoded() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String longName = "l".repeat(300) + "/" + LATIN_A + ".png";
    header(out, "PaxHeaders/1", 'x', pax("path", LATIN_O + ".png"));
    header(out, "ignored.png", '0', png);
    header(out, "PaxHeaders/2", 'x', pax("path", UTF8_A + ".png"));
    header(out, "ignored.png", '0', png);
    header(out, "././@LongLink", 'L', (longName + "\0").getBytes(StandardCharsets.ISO_8859_1));
    header(out, longName, '0', png);
    out.write(new byte[1024]);
    Path archive = Files.write(folder.resolve("a.tar"), out.toByteArray());
    assertThat(names(archive))
        .containsExactly("l".repeat(300) + "/\u00e4.png", "\u00e4.png", "\u00f6.png");
  }

  @Test
  void givenHeadersLongerThanAnyName_whenReadOrUnpacked_thenRefusedInBoundedMemory()
      throws Exception {
    for (char type : new char[] {'L', 'K', 'x', 'g'}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      header(out, "header", type, new byte[(1 << 20) + 1]);
      header(out, "a.png", '0', png);
      out.write(new byte[1024]);
      Path archive = Files.write(folder.resolve("a.tar"), out.toByteArray());
      for (boolean unpack : new boolean[] {true, false}) {
        assertThatThrownBy(
                () -> {
                  if (unpack) {
                    unpacked(archive);
                  } else {
                    ImageFolder.open(archive);
                  }
                })
            .as("type %s", type)
            .isInstanceOf(MalformedFileException.class)
            .hasMessageContaining("before an entry, more than the limit");
      }
    }
  }

  @Test
  void givenManyHeadersBeforeAnEntry_whenUnpacked_thenTheyCountAgainstTheLimits() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 40; i++) {
      header(out, "header", 'x', pax("comment", "x".repeat(50)));
    }
    header(out, "a.png", '0', png);
    out.write(new byte[1024]);
    Path archive = Files.write(folder.resolve("a.tar"), out.toByteArray());
    UnpackLimits limits = new UnpackLimits(40_000, 10, 200);
    assertThatThrownBy(
            () -> Unpacker.unpack(archive, folder.resolve("out"), limits, ProgressListener.none()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("more than 40000 bytes together");
    assertThat(names(archive)).containsExactly("a.png");
  }

  @Test
  void givenControlCharactersInNames_whenRefused_thenTheMessageHasThemEscaped() throws Exception {
    Path archive = tar(List.of("../\u001b[31m\nx.png"));
    assertThatThrownBy(() -> ImageFolder.open(archive))
        .hasMessageContaining("\\u001b[31m\\u000ax.png")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> unpacked(archive))
        .hasMessageContaining("\\u001b[31m\\u000ax.png")
        .hasMessageNotContaining("\n");
  }

  @Test
  void givenControlCharactersInNames_whenUnreadable_thenTheMessageHasThemEscaped()
      throws Exception {
    List<String> files = List.of("a\n\u001b[31m.png");
    Path archive = tar(files);
    byte[] bytes = Files.readAllBytes(archive);
    bytes[512] = 0;
    Files.write(archive, bytes);
    try (ImageFolder images = ImageFolder.open(archive)) {
      assertThatThrownBy(() -> images.read(0))
          .hasMessageContaining("a\\u000a\\u001b[31m.png")
          .hasMessageNotContaining("\n");
    }
  }
}

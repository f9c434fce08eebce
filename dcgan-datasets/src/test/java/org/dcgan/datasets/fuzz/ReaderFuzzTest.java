package org.dcgan.datasets.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.dcgan.datasets.DownsampledImageNet;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.ImageNet;
import org.dcgan.datasets.Svhn;
import org.dcgan.datasets.format.CifarFile;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.datasets.format.IdxFile;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.datasets.format.LmdbFile;
import org.dcgan.datasets.format.LmdbWriter;
import org.dcgan.image.ImageSource;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Every reader with damaged files; {@link LongReaderFuzzTest} tries many more of them. */
@Tag(TestTags.FUZZ)
class ReaderFuzzTest {
  private static final long SMALL = 1 << 16;

  @TempDir Path folder;

  /** Damaged files for each reader. */
  int inputs() {
    return 1_000;
  }

  private void fuzz(String reader, String name, List<byte[]> seeds, Fuzz.Target target)
      throws Exception {
    Fuzz.run(reader, folder, name, seeds, inputs(), target);
  }

  @Test
  void lmdb() throws Exception {
    List<byte[]> seeds = List.of(lmdb(1, 10), lmdb(3, 3_000), lmdb(150, 90));
    fuzz(
        "lmdb",
        "fuzz.mdb",
        seeds,
        path -> {
          try (LmdbFile file = LmdbFile.open(path)) {
            for (int i = 0; i < file.size(); i++) {
              // What the walk has passed, LMDB finds.
              assertThat(file.key(i)).isNotEmpty();
              assertThat(file.value(i)).isNotNull();
            }
          }
        });
  }

  @Test
  void matlab() throws Exception {
    List<byte[]> seeds = List.of(mat(1, 9), mat(2, 0), mat(3, 9), mat(2, 0));
    fuzz("matlab", "fuzz.mat", seeds, path -> readAll(Svhn.open(path)));
  }

  @Test
  void idx() throws Exception {
    ByteBuffer raw = ByteBuffer.allocate(16 + 3 * 28);
    raw.putInt(0x803).putInt(3).putInt(4).putInt(7);
    fuzz(
        "idx",
        "fuzz.idx",
        List.of(raw.array(), gzip(raw.array())),
        path -> {
          IdxFile file = IdxFile.read(path, 3);
          int last = file.dimension(0) * file.dimension(1) * file.dimension(2) - 1;
          assertThat(file.value(last)).isBetween(0, 255);
        });
  }

  @Test
  void cifar() throws Exception {
    byte[] records = new byte[2 * 3074];
    Arrays.fill(records, (byte) 7);
    fuzz(
        "cifar",
        "fuzz.bin",
        List.of(records),
        path -> {
          CifarFile file = CifarFile.open(path, 2, 20, 100);
          assertThat(file.image(1).data()).hasSize(3072);
          assertThat(file.label(1, 1)).isBetween(0, 99);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "deflated"})
  void npz(String kind) throws Exception {
    byte[] seed;
    try (var in = ImageFolder.class.getResourceAsStream("numpy-" + kind + ".npz")) {
      seed = in.readAllBytes();
    }
    fuzz(
        "npz-" + kind,
        "fuzz.npz",
        List.of(seed),
        path -> readAll(DownsampledImageNet.open("fuzz", List.of(path))));
  }

  @Test
  void zip() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("a/1.png"));
      zip.write(Encoded.of(Encoded.gradient(5, 4), "png"));
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(new ZipEntry("b/2.bmp"));
      zip.write(Encoded.of(Encoded.gradient(3, 4), "bmp"));
    }
    archive("zip", "fuzz.zip", out.toByteArray());
  }

  @Test
  void tar() throws Exception {
    archive("tar", "fuzz.tar", tarBytes());
  }

  @Test
  void tarGz() throws Exception {
    archive("tar-gz", "fuzz.tar.gz", gzip(tarBytes()));
  }

  @Test
  void synsets() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("train/n01440764"));
    Files.write(classes.resolve("1.png"), Encoded.of(Encoded.gradient(2, 2), "png"));
    byte[] seed = "n01440764 tench, Tinca tinca\n".getBytes();
    fuzz("synsets", "synsets.txt", List.of(seed), path -> readAll(ImageNet.open(folder)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif"})
  void images(String format) throws Exception {
    ImageDecoder decoder = ImageDecoder.withPixelLimit(SMALL);
    List<byte[]> seeds =
        List.of(
            Encoded.of(Encoded.gradient(16, 9), format),
            Encoded.of(Encoded.gradient(3, 5), format));
    fuzz(
        format,
        "fuzz." + format,
        seeds,
        path -> decoder.decode(Files.readAllBytes(path), path.toString(), 3));
  }

  @Test
  void webp() throws Exception {
    ImageDecoder decoder = ImageDecoder.withPixelLimit(SMALL);
    fuzz(
        "webp",
        "fuzz.webp",
        Encoded.webp(),
        path -> decoder.decode(Files.readAllBytes(path), path.toString(), 3));
  }

  private void archive(String reader, String name, byte[] seed) throws Exception {
    fuzz(
        reader,
        name,
        List.of(seed),
        path -> {
          try (ImageFolder images = ImageFolder.builder(path).pixelLimit(SMALL).open()) {
            for (int i = 0; i < images.size(); i++) {
              try {
                images.read(i);
              } catch (UnreadableImageException e) {
                assertThat(e).hasMessageContaining(name);
              }
            }
          } catch (NotDirectoryException e) {
            throw new MalformedFileException(path, "is not even an archive any more");
          }
        });
  }

  private static void readAll(ImageSource source) throws IOException {
    try (source) {
      for (int i = 0; i < source.size(); i++) {
        assertThat(source.label(i)).isBetween(0, source.classNames().size() - 1);
        source.read(i);
      }
    }
  }

  private byte[] lmdb(int entries, int valueBytes) throws IOException {
    TreeMap<String, byte[]> map = new TreeMap<>();
    for (int i = 0; i < entries; i++) {
      byte[] value = new byte[valueBytes];
      Arrays.fill(value, (byte) (i + 1));
      map.put(String.format(Locale.ROOT, "%05d%s", i, "k".repeat(i % 60)), value);
    }
    Path file = folder.resolve("seed-" + entries + ".mdb");
    return Files.readAllBytes(LmdbWriter.write(file, map));
  }

  private byte[] mat(int count, int level) throws IOException {
    int[] size = count == 1 ? new int[] {32, 32, 3} : new int[] {32, 32, 3, count};
    Matrix images = Mat5.newMatrix(size, MatlabType.UInt8);
    Matrix labels = Mat5.newMatrix(count, 1);
    for (int i = 0; i < count; i++) {
      labels.setInt(i, 10 - i);
      images.setInt(i, 100);
    }
    MatFile content = Mat5.newMatFile().addArray("X", images).addArray("y", labels);
    Path file = folder.resolve("seed.mat");
    try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
      Mat5.newWriter(sink).setDeflateLevel(level).writeMat(content);
    }
    return Files.readAllBytes(file);
  }

  private static byte[] tarBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String name : List.of("a/1.png", "b/" + "long-".repeat(30) + "2.png")) {
        byte[] png = Encoded.of(Encoded.gradient(4, 5), "png");
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(png.length);
        tar.putArchiveEntry(entry);
        tar.write(png);
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}

package org.dcgan.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.datasets.format.LmdbWriter;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.ImageSourceContract;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** Every reader, every view and the sources in memory keep the contract of an image source. */
@ParameterizedClass
@MethodSource("sources")
class ImageSourceContractTest extends ImageSourceContract {
  private static final ImageShape SHAPE = new ImageShape(6, 5, 3);

  @TempDir private Path folder;
  @Parameter private Named source;

  /** Opens a source, whose files it writes into an empty folder first. */
  @FunctionalInterface
  private interface Opener {
    ImageSource open(Path folder) throws Exception;
  }

  /** A source of the list below. */
  record Named(String name, Opener opener) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> sources() {
    List<Named> all =
        new ArrayList<>(
            List.of(
                new Named("generated images of the tests", f -> labeled()),
                new Named("Dataset.of", f -> Dataset.of(labeled())),
                new Named("Cifar10", f -> Cifar10.test(records(f, "test_batch.bin", 3073))),
                new Named("Cifar100", f -> Cifar100.test(records(f, "test.bin", 3074))),
                new Named(
                    "Cifar100 coarse", f -> Cifar100.test(records(f, "test.bin", 3074)).coarse()),
                new Named("Mnist", f -> Mnist.train(idx(f))),
                new Named("Svhn", ImageSourceContractTest::svhn),
                new Named("Lsun", ImageSourceContractTest::lsun),
                new Named("ImageNet", f -> ImageNet.open(tree(f, "n00000001", "n00000002"))),
                new Named("DownsampledImageNet", ImageSourceContractTest::downsampled),
                new Named("ImageFolder", f -> ImageFolder.open(tree(f, "a", "b"))),
                new Named(
                    "ImageFolder with classes", f -> ImageFolder.withClasses(tree(f, "a", "b"))),
                new Named("ImageFolder of a zip", f -> ImageFolder.open(zip(f))),
                new Named("ImageFolder of a tar", f -> ImageFolder.withClasses(tar(f))),
                new Named(
                    "SyntheticRooms",
                    f -> SyntheticRooms.builder().count(50).resolution(16).build()),
                new Named("ImagePack", ImageSourceContractTest::pack),
                new Named("InMemoryDataset of images", f -> InMemoryDataset.ofImages(buffered())),
                new Named("InMemoryDataset of files", f -> InMemoryDataset.ofEncoded(encoded())),
                new Named(
                    "InMemoryDataset of pixels", f -> InMemoryDataset.ofPixels(labeled().all()))));
    Dataset images = Dataset.of(labeled());
    all.addAll(
        List.of(
            new Named("centerCropped", f -> images.centerCropped(4)),
            new Named("minResized", f -> images.minResized(3)),
            new Named("cropped", f -> images.cropped(4)),
            new Named("grayscale", f -> images.grayscale()),
            new Named("rgb", f -> images.grayscale().rgb()),
            new Named("subset", f -> images.subset(3, 1, 1, 4)),
            new Named("range", f -> images.range(2, 6)),
            new Named("take", f -> images.take(3)),
            new Named("split", f -> images.split(0.5, 3).first()),
            new Named("classes", f -> images.classes("dog")),
            new Named("labeled", f -> images.take(3).labeled(List.of("x", "y"), 1, 0, 1)),
            new Named("concat", f -> images.concat(labeled())),
            new Named(
                "several views", f -> images.concat(images.take(2)).range(1, 8).grayscale())));
    return all.stream();
  }

  @Override
  protected ImageSource open() throws IOException {
    try {
      return source.opener.open(folder);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static TestImages labeled() {
    return TestImages.noise(7, SHAPE).withClasses("cat", "dog");
  }

  private static List<BufferedImage> buffered() throws IOException {
    return labeled().all().stream().map(Pixels::toBufferedImage).toList();
  }

  private static List<byte[]> encoded() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      files.add(Encoded.of(Encoded.gradient(7, 5 + files.size()), format));
    }
    return files;
  }

  /** 10,000 records, of which the first and the last twenty have noise. */
  private static Path records(Path folder, String name, int record) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      Random random = new Random(3);
      try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
        access.setLength(record * 10_000L);
        for (int i = 0; i < 40; i++) {
          byte[] bytes = new byte[record];
          random.nextBytes(bytes);
          bytes[0] = (byte) (i % 10);
          bytes[1] = (byte) (i % 90);
          access.seek((long) record * (i < 20 ? i : 9_960 + i));
          access.write(bytes);
        }
      }
    }
    return folder;
  }

  private static Path idx(Path folder) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + 3 * 4 * 5);
    images.putInt(0x803).putInt(3).putInt(4).putInt(5);
    for (int i = 0; images.hasRemaining(); i++) {
      images.put((byte) (i * 3));
    }
    ByteBuffer labels = ByteBuffer.allocate(8 + 3).putInt(0x801).putInt(3);
    labels.put(new byte[] {7, 0, 9});
    Files.write(folder.resolve("train-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
    return folder;
  }

  private static ImageSource svhn(Path folder) throws IOException {
    Path file = folder.resolve("train_32x32.mat");
    if (!Files.exists(file)) {
      Random random = new Random(4);
      Matrix images = Mat5.newMatrix(new int[] {32, 32, 3, 3}, MatlabType.UInt8);
      for (int i = 0; i < 32 * 32 * 3 * 3; i++) {
        images.setInt(i, random.nextInt(256));
      }
      Matrix labels = Mat5.newMatrix(3, 1);
      for (int i = 0; i < 3; i++) {
        labels.setInt(i, 10 - i);
      }
      try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
        Mat5.newWriter(sink)
            .writeMat(Mat5.newMatFile().addArray("X", images).addArray("y", labels));
      }
    }
    return Svhn.train(folder);
  }

  private static ImageSource lsun(Path folder) throws IOException {
    Path file = folder.resolve("data.mdb");
    if (!Files.exists(file)) {
      TreeMap<String, byte[]> entries = new TreeMap<>();
      for (byte[] encoded : encoded()) {
        entries.put("key-" + entries.size(), encoded);
      }
      file = LmdbWriter.write(file, entries);
    }
    return Lsun.open(file);
  }

  private static ImageSource downsampled(Path folder) throws IOException {
    Path file = folder.resolve("numpy-deflated.npz");
    if (!Files.exists(file)) {
      try (InputStream in =
          Objects.requireNonNull(ImageFolder.class.getResourceAsStream("numpy-deflated.npz"))) {
        Files.copy(in, file);
      }
    }
    return DownsampledImageNet.open("contract", List.of(file));
  }

  private static TreeMap<String, byte[]> files(String... classes) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    String[] formats = {"png", "jpg", "gif", "bmp"};
    for (byte[] encoded : encoded()) {
      int i = files.size();
      files.put(classes[i % classes.length] + "/" + i + "." + formats[i], encoded);
    }
    return files;
  }

  private static Path tree(Path folder, String... classes) throws IOException {
    for (var file : files(classes).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return folder;
  }

  private static Path zip(Path folder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, UTF_8)) {
      for (var file : files("a", "b").entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return writeOnce(folder.resolve("images.zip"), out.toByteArray());
  }

  private static Path tar(Path folder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      for (var file : files("a", "b").entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return writeOnce(folder.resolve("images.tar"), out.toByteArray());
  }

  private static Path writeOnce(Path file, byte[] bytes) throws IOException {
    return Files.exists(file) ? file : Files.write(file, bytes);
  }

  private static ImageSource pack(Path folder) throws IOException {
    Path file = folder.resolve("images.pack");
    if (!Files.exists(file)) {
      var unused =
          ImagePack.write(labeled(), file, new PackOptions(1, false), ProgressListener.none());
    }
    return ImagePack.open(file);
  }
}

package org.dcgan.datasets.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.MalformedFileException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.RealData;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePackTest {
  @TempDir Path folder;

  @Test
  void givenASource_whenPackedAndOpened_thenThePackIsEqual() throws IOException {
    TestImages source = PackSources.of("patterns > cropped(3)", PackSources.SMALL, 1000);
    AtomicLong reported = new AtomicLong();
    PackReport report =
        ImagePack.write(
            source,
            folder.resolve("new/a.pack"),
            PackOptions.defaults().withThreads(3),
            (name, total, unit) -> {
              assertThat(name + total + unit).isEqualTo("packing1000images");
              return reported::addAndGet;
            });
    assertThat(report.images()).isEqualTo(1000);
    assertThat(report.skipped()).isZero();
    assertThat(report.continued()).isZero();
    assertThat(reported).hasValue(1000);
    try (var files = Files.list(folder.resolve("new"))) {
      assertThat(files).containsExactly(report.file());
    }
    try (ImagePack pack = ImagePack.open(report.file())) {
      assertThat(pack.shape()).contains(PackSources.SMALL);
      assertThat(pack.channels()).hasValue(3);
      assertThat(pack.classNames()).containsExactly("cat", "dög");
      assertThat(pack.sourceDescription()).isEqualTo("patterns > cropped(3)");
      assertThat(pack.description())
          .matches("pack\\(1000 images, [0-9a-f]{12}\\) of patterns > cropped\\(3\\)");
      assertSame(pack, source, 0);
      pack.verify(ProgressListener.none());
      assertThat(pack.take(3).concat(pack).size()).isEqualTo(1003);
    }
  }

  @Test
  void givenUnreadableImages_whenPacked_thenTheyAreLeftOutCountedAndListed() throws IOException {
    TestImages source = PackSources.of("patterns", PackSources.SMALL, 50, 0, 7, 8, 9, 49);
    PackReport report = pack(source, "a.pack");
    assertThat(report.images()).isEqualTo(45);
    assertThat(report.skipped()).isEqualTo(5);
    assertThat(report.firstSkipped().get(1))
        .isEqualTo(new PackReport.Skipped(7, "x7", "image 7 is damaged"));
    try (ImagePack pack = ImagePack.open(report.file())) {
      assertThat(pack.size()).isEqualTo(45);
      assertThat(pack.name(0)).isEqualTo("x1");
      assertThat(pack.name(6)).isEqualTo(source.name(10));
      assertThat(pack.read(6).data()).isEqualTo(source.read(10).data());
      assertThat(pack.label(6)).isEqualTo(source.label(10));
      assertThat(pack.skippedCount()).isEqualTo(5);
      assertThat(pack.skipped(4).index()).isEqualTo(49);
      assertThat(pack.skipped(4).reason()).isEqualTo("image 49 is damaged");
      assertThatThrownBy(() -> pack.skipped(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void givenNothingReadable_whenPacked_thenRefusedWithTheFirstReason() {
    TestImages source = PackSources.of("patterns", PackSources.SMALL, 2, 0, 1);
    assertThatThrownBy(() -> pack(source, "a.pack"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none of the 2 images of patterns can be read")
        .hasMessageContaining("image 0 is damaged");
    assertThat(folder.resolve("a.pack")).doesNotExist();
  }

  @Test
  void givenARootFolder_whenPacked_thenRefused() {
    assertThatThrownBy(
            () ->
                ImagePack.write(
                    PackSources.of("patterns", PackSources.SMALL, 3),
                    folder.getRoot(),
                    PackOptions.defaults(),
                    ProgressListener.none()))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("got a root folder");
  }

  @Test
  void givenImagesOfUnknownShapeOrNone_whenPacked_thenRefused() {
    assertThatThrownBy(() -> pack(PackSources.of("patterns", PackSources.SMALL, 0), "a.pack"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one image to pack in patterns");
    Dataset mixed =
        Dataset.of(PackSources.of("a", PackSources.SMALL, 1))
            .concat(PackSources.of("b", ImageShape.square(2, 3), 1));
    assertThatThrownBy(() -> pack(mixed, "a.pack"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("centerCropped(64)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenAMissingPack_whenOpened_thenTheErrorSaysWhatToDo() throws IOException {
    assertThatThrownBy(() -> ImagePack.open(folder.resolve("a.pack")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("ImagePack.write");
    Files.createFile(folder.resolve("a.pack.part"));
    assertThatThrownBy(() -> ImagePack.open(folder.resolve("a.pack")))
        .hasMessageContaining("interrupted");
  }

  @Test
  void givenAnyDamageToTheHeader_whenOpened_thenRefused() throws IOException {
    Path file = pack(PackSources.of("p", PackSources.SMALL, 20), "a.pack").file();
    byte[] good = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < PackLayout.HEADER_BYTES; i += i < 300 ? 1 : 37) {
      byte[] bad = good.clone();
      bad[i] ^= (byte) (1 + random.nextInt(255));
      Path damaged = Files.write(folder.resolve("damaged.pack"), bad);
      assertThatThrownBy(() -> ImagePack.open(damaged))
          .as("byte %d", i)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("damaged.pack");
    }
  }

  @Test
  void givenATruncatedOrLongerFile_whenOpened_thenTheErrorSaysWhatWasExpected() throws IOException {
    Path file = pack(PackSources.of("p", PackSources.SMALL, 20), "a.pack").file();
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += length < 4000 ? 97 : 1) {
      Path cut = folder.resolve("cut.pack");
      Files.write(cut, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> ImagePack.open(cut))
          .as("%d bytes", length)
          .isInstanceOf(MalformedFileException.class);
    }
    Path cut = Files.write(folder.resolve("cut.pack"), Arrays.copyOf(good, 4200));
    assertThatThrownBy(() -> ImagePack.open(cut))
        .hasMessageContaining("expected " + good.length + " bytes (20 images of 3x5x3)")
        .hasMessageContaining("found 4200; the file is truncated");
    Path tail = Files.write(folder.resolve("long.pack"), Arrays.copyOf(good, good.length + 1));
    assertThatThrownBy(() -> ImagePack.open(tail)).hasMessageContaining("too long");
  }

  @Test
  void givenDamageAfterTheHeader_whenVerified_thenDetectedWithItsOffset() throws IOException {
    TestImages source = PackSources.of("p", PackSources.SMALL, 200, 3);
    Path file = pack(source, "a.pack").file();
    byte[] good = Files.readAllBytes(file);
    int paddingOrPixels = 0;
    for (int i = PackLayout.HEADER_BYTES; i < good.length; i += 3) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Path damaged = Files.write(folder.resolve("damaged.pack"), bad);
      try (ImagePack pack = ImagePack.open(damaged)) {
        pack.verify(ProgressListener.none());
        paddingOrPixels++;
      } catch (MalformedFileException e) {
        assertThat(e).hasMessageContaining("checksum differs");
      }
    }
    // Only what lies between the sections is under no checksum.
    assertThat(paddingOrPixels).isLessThanOrEqualTo(7 * 8 / 3);
    byte[] bad = good.clone();
    bad[PackLayout.HEADER_BYTES + 5] ^= 1;
    try (ImagePack pack = ImagePack.open(Files.write(folder.resolve("damaged.pack"), bad))) {
      assertThatThrownBy(() -> pack.verify(ProgressListener.none()))
          .hasMessageContaining("images 0 to 198 (offset 4096, 8955 bytes) are damaged");
    }
  }

  @Test
  void givenDamagedLabelsAndNames_whenRead_thenErrorsAndNoWrongValues() throws IOException {
    TestImages source = PackSources.of("p", PackSources.SMALL, 20, 3);
    byte[] bytes = Files.readAllBytes(pack(source, "a.pack").file());
    int pixelEnd = PackLayout.HEADER_BYTES + 19 * PackSources.SMALL.size();
    Arrays.fill(bytes, pixelEnd, bytes.length - 200, (byte) 0x77);
    Path damaged = Files.write(folder.resolve("damaged.pack"), bytes);
    try (ImagePack pack = ImagePack.open(damaged)) {
      assertThatThrownBy(() -> pack.label(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the label of image 1");
      assertThatThrownBy(() -> pack.name(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("entry 1 of section NAMES");
    }
  }

  @Test
  void givenManyThreads_whenReading_thenEachGetsItsImages() throws Exception {
    TestImages source = PackSources.of("p", new ImageShape(32, 32, 3), 500);
    try (ImagePack pack = ImagePack.open(pack(source, "a.pack").file())) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Callable<Void>> readers = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        SplittableRandom random = new SplittableRandom(t);
        readers.add(
            () -> {
              for (int i = 0; i < 2000; i++) {
                int index = random.nextInt(500);
                assertThat(pack.read(index).data()).isEqualTo(source.read(index).data());
                assertThat(pack.name(index)).isEqualTo(source.name(index));
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(readers)) {
        done.get();
      }
      threads.shutdown();
    }
  }

  @Test
  void givenReaders_whenClosed_thenTheyAreRefusedAndTheFileIsReleased() throws Exception {
    Path file = pack(PackSources.of("p", PackSources.SMALL, 500), "a.pack").file();
    ImagePack pack = ImagePack.open(file);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Object>> readers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      readers.add(
          threads.submit(
              () -> {
                for (int i = 0; ; i++) {
                  try {
                    pack.read(i % 500);
                  } catch (IllegalStateException e) {
                    return e.getMessage();
                  }
                }
              }));
    }
    TimeUnit.MILLISECONDS.sleep(100);
    pack.close();
    pack.close();
    for (Future<Object> reader : readers) {
      assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("this file is closed: " + file);
    }
    threads.shutdown();
    Path maps = Path.of("/proc/self/maps");
    Path handles = Path.of("/proc/self/fd");
    if (Files.isReadable(maps)) {
      assertThat(Files.readString(maps)).doesNotContain(file.toString());
      try (Stream<Path> open = Files.list(handles)) {
        assertThat(open.filter(Files::exists).map(ImagePackTest::target)).doesNotContain(file);
      }
    }
  }

  private static Path target(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      return link;
    }
  }

  @Test
  void givenAFolderOfPhotographs_whenPacked_thenThePackHasEqualImages() throws IOException {
    Dataset bedrooms =
        ImageFolder.open(RealData.folder("house-bedrooms")).take(100).centerCropped(64);
    try (ImagePack pack = ImagePack.open(pack(bedrooms, "bedrooms.pack").file())) {
      assertSame(pack, bedrooms, 0);
      assertThat(pack.description()).endsWith("> take(100) > centerCropped(64, antialiased)");
      pack.verify(ProgressListener.none());
    }
  }

  private PackReport pack(ImageSource source, String name) throws IOException {
    return ImagePack.write(
        source, folder.resolve(name), PackOptions.defaults(), ProgressListener.none());
  }

  private static void assertSame(ImageSource actual, ImageSource expected, int offset)
      throws IOException {
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.read(i).data()).isEqualTo(expected.read(i + offset).data());
      assertThat(actual.label(i)).isEqualTo(expected.label(i + offset));
      assertThat(actual.name(i)).isEqualTo(expected.name(i + offset));
    }
  }
}

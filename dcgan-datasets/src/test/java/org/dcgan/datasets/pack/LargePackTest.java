package org.dcgan.datasets.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.dcgan.datasets.pack.PackHeader.SectionLocation;
import org.dcgan.datasets.pack.PackLayout.Section;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.io.TruncatedFileException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Packs that would not fit into memory; the files are sparse and take little room on disk. */
@EnabledOnOs(OS.LINUX)
class LargePackTest {
  private static final ImageShape SHAPE = ImageShape.square(64, 3);

  @TempDir Path folder;

  @Test
  void givenThreeMillionImages_whenOpenedAndRead_thenTheHeapDoesNotGrow() throws Exception {
    Path small = sparse("small.pack", 1_000);
    Path large = sparse("large.pack", 3_000_000);
    assertThat(Files.size(large)).isGreaterThan(36_000_000_000L);
    Process process =
        ChildJvm.of(Reading.class, small, large).builder().redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(output).matches("-?\\d+");
    // One byte an image would be 3 MB.
    assertThat(Long.parseLong(output))
        .as("bytes of heap beyond those of a small pack")
        .isLessThan(2_000_000);
  }

  /**
   * What another JVM does, since in this one the heap also has what other tests left: prints by how
   * much more the heap grows with one pack than with another.
   */
  static final class Reading {
    private Reading() {}

    public static void main(String[] args) throws IOException {
      Path small = Path.of(args[0]);
      heapTaken(small); // loads the classes
      long few = heapTaken(small);
      System.out.println(heapTaken(Path.of(args[1])) - few);
    }
  }

  @Test
  @Timeout(60)
  void givenAPackThatIsTruncatedWhileOpen_whenRead_thenAnIOExceptionThatNamesItAndNoHang()
      throws Exception {
    truncateWhileRead(10);
  }

  @Test
  @Timeout(600)
  @Tag(TestTags.LONG)
  void givenFiveHundredPacksThatAreTruncatedWhileOpen_whenRead_thenIOExceptionsThatNameThem()
      throws Exception {
    truncateWhileRead(500);
  }

  /** Readers go on until they meet the end. */
  private void truncateWhileRead(int rounds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    for (int round = 0; round < rounds; round++) {
      Path file = sparse(round + ".pack", 1_000);
      long size = Files.size(file);
      try (ImagePack pack = ImagePack.open(file)) {
        CountDownLatch reading = new CountDownLatch(3);
        List<Future<Throwable>> readers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
          readers.add(
              threads.submit(
                  () -> {
                    for (int i = 0; ; i++) {
                      try {
                        pack.read(999 - i % 10);
                        pack.label(i % 1_000);
                      } catch (UncheckedIOException e) {
                        return e.getCause();
                      } catch (Throwable e) {
                        return e;
                      }
                      if (i == 100) {
                        reading.countDown();
                      }
                    }
                  }));
        }
        reading.await();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(100_000);
        }
        for (Future<Throwable> reader : readers) {
          assertThat(reader.get(10, TimeUnit.SECONDS))
              .isInstanceOf(IOException.class)
              .hasMessageContaining(file.toString())
              .hasMessageContaining("expected " + size + " bytes")
              .hasMessageContaining("found 100000");
        }
        assertThatThrownBy(() -> pack.verify(ProgressListener.none()))
            .isInstanceOf(TruncatedFileException.class);
        pack.read(0);
      }
      Files.delete(file);
    }
    threads.shutdown();
  }

  @Test
  void givenAnInterruptedThread_whenItReads_thenThePackStaysOpenForAllAndTheFlagIsKept()
      throws IOException {
    try (ImagePack pack = ImagePack.open(sparse("a.pack", 100))) {
      Thread.currentThread().interrupt();
      pack.read(5);
      assertThat(Thread.interrupted()).isTrue();
      pack.read(6);
    }
  }

  private static long heapTaken(Path file) throws IOException {
    long before = heap();
    try (ImagePack pack = ImagePack.open(file)) {
      for (int i = 0; i < 1_000; i++) {
        int index = (int) ((long) i * pack.size() / 1_000);
        assertThat(pack.read(index).data()[5]).isZero();
        assertThat(pack.label(index)).isZero();
        assertThat(pack.name(index)).isEmpty();
      }
      return heap() - before;
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** A pack of black images of one class, without names. */
  private Path sparse(String name, int count) throws IOException {
    int perChunk = PackLayout.imagesPerChunk(SHAPE);
    int chunks = (count + perChunk - 1) / perChunk;
    ByteBuffer table = ByteBuffer.allocate(8 * chunks).order(PackLayout.ORDER);
    for (int i = 0; i < chunks; i++) {
      table.putInt(Math.min(perChunk, count - i * perChunk)).putInt(0);
    }
    ByteBuffer meta = ByteBuffer.allocate(16).order(PackLayout.ORDER);
    meta.putInt(5).put("black".getBytes()).putInt(3).put("all".getBytes()).flip();
    Map<Section, SectionLocation> sections = new EnumMap<>(Section.class);
    long end = PackLayout.HEADER_BYTES;
    long[] lengths = {
      (long) count * SHAPE.size(), 4L * count, 8L * (count + 1L), 0, 8, 0, table.capacity(), 16
    };
    for (Section section : Section.values()) {
      long length = lengths[section.ordinal()];
      int crc =
          switch (section) {
            case CHUNKS -> crc(table);
            case META -> crc(meta);
            default -> 0;
          };
      sections.put(section, new SectionLocation(PackLayout.align(end), length, crc));
      end = PackLayout.align(end) + length;
    }
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(new PackHeader(SHAPE, count, 0, chunks, 0, sections).encode(), 0);
      channel.write(table.rewind(), sections.get(Section.CHUNKS).offset());
      channel.write(meta.rewind(), sections.get(Section.META).offset());
    }
    return file;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().rewind());
    return (int) crc.getValue();
  }
}

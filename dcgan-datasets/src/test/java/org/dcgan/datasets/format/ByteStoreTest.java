package org.dcgan.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteStoreTest {
  @TempDir Path folder;

  private final byte[] content = new byte[200_000];

  @BeforeEach
  void fill() {
    SeededRandom random = SeededRandom.of(3);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) random.nextInt(256);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 199_999, 200_000})
  void givenBytesOnTheHeapOrInAFile_whenReadAtAnyPosition_thenTheyEqualThoseWritten(int heapBytes)
      throws IOException {
    try (ByteStore.Writer writer = ByteStore.writer(content.length, heapBytes)) {
      for (int from = 0; from < content.length; from += 30_000) {
        byte[] part = Arrays.copyOfRange(content, from, Math.min(content.length, from + 30_000));
        writer.write(part, part.length);
      }
      assertThat(writer.remaining()).isZero();
      assertThatThrownBy(() -> writer.write(content, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      try (ByteStore store = writer.finish()) {
        assertRead(store, 0, 200_000);
        assertRead(store, 199_990, 10);
        assertRead(store, 65_530, 12);
        assertThatThrownBy(() -> store.read(199_999, ByteBuffer.allocate(2)))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  private void assertRead(ByteStore store, int from, int count) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(count);
    store.read(from, read);
    assertThat(read.array()).isEqualTo(Arrays.copyOfRange(content, from, from + count));
  }

  @Test
  void givenAPartOfAFile_whenRead_thenFromItsStart() throws IOException {
    Path file = Files.write(folder.resolve("a"), content);
    try (ByteStore store = ByteStore.of(file, 1_000, 500)) {
      assertThat(store.size()).isEqualTo(500);
      ByteBuffer read = ByteBuffer.allocate(500);
      store.read(0, read);
      assertThat(read.array()).isEqualTo(Arrays.copyOfRange(content, 1_000, 1_500));
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "open files have a name there")
  void givenAStoreInATemporaryFile_whenWrittenAndRead_thenAKillWouldLeaveNoFile()
      throws IOException {
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", folder.toString());
    try (ByteStore.Writer writer = ByteStore.writer(100, 0)) {
      assertThat(folder).isEmptyDirectory();
      writer.write(content, 50);
      assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
      writer.write(content, 50);
      try (ByteStore store = writer.finish()) {
        assertThat(folder).isEmptyDirectory();
        assertRead(store, 0, 50);
      }
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  @Test
  void givenAStoreThatIsNotFinished_whenClosed_thenItsTemporaryFileIsGone() throws IOException {
    String before = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", folder.toString());
    try (ByteStore.Writer writer = ByteStore.writer(100, 0)) {
      writer.write(content, 50);
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
    assertThat(folder).isEmptyDirectory();
  }
}

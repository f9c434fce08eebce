package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsistentReadsTest {
  @TempDir private Path folder;

  @Test
  void givenManifestReplacedDuringRead_whenReadingFails_thenItIsRepeated() throws IOException {
    Path manifest = folder.resolve("manifest");
    AtomicFiles.writeString(manifest, "same text");
    AtomicInteger reads = new AtomicInteger();

    String read =
        ConsistentReads.read(
            manifest,
            () -> {
              if (reads.incrementAndGet() < 4) {
                // Of the same content: it is another file all the same.
                AtomicFiles.writeString(manifest, "same text");
                throw new IOException("a file is missing");
              }
              return "whole";
            });

    assertThat(read).isEqualTo("whole");
    assertThat(reads).hasValue(4);
  }

  @Test
  void givenUnchangedManifest_whenReadingFails_thenItIsNotRepeated() throws IOException {
    Path manifest = folder.resolve("manifest");
    AtomicFiles.writeString(manifest, "text");
    AtomicInteger reads = new AtomicInteger();

    assertThatThrownBy(
            () ->
                ConsistentReads.read(
                    manifest,
                    () -> {
                      reads.incrementAndGet();
                      throw new IOException("damaged");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("damaged");
    assertThat(reads).hasValue(1);
  }
}

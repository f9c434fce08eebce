package org.dcgan.datasets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.image.MalformedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.journal");
    try (Journal journal = Journal.open(file, "job\nof a source", record -> true)) {
      journal.append(out -> out.writeInt(1));
      journal.append(out -> out.writeShort(2));
      journal.append(out -> out.writeInt(3));
    }
  }

  @Test
  void givenARecordThatIsTooShort_whenTheJobGoesOn_thenItAndLaterOnesAreDropped()
      throws IOException {
    List<Integer> read = new ArrayList<>();
    try (Journal journal =
        Journal.open(file, "job\nof a source", record -> read.add(record.readInt()))) {
      assertThat(read).containsExactly(1);
      journal.append(out -> out.writeInt(4));
      journal.read(record -> read.add(record.readInt()));
    }
    assertThat(read).containsExactly(1, 1, 4);
  }

  @Test
  void givenARecordThatIsTooShort_whenRead_thenTheFileAndTheOffsetAreNamed() throws IOException {
    try (Journal journal = Journal.open(file, "job\nof a source", record -> true)) {
      assertThatThrownBy(() -> journal.read(record -> record.readInt() > 0))
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("a.journal: the record at offset 35 is damaged")
          .hasMessageContaining("to start over");
    }
  }

  @Test
  void givenAnIdentityOfAnotherJob_whenOpened_thenItIsShownEscapedAndShortened()
      throws IOException {
    Path other = folder.resolve("b.journal");
    String identity = "source \u001b[31m" + "x".repeat(5_000) + "\nimages 3" + "\n".repeat(5_000);
    Journal.open(other, identity, record -> true).close();
    assertThatThrownBy(() -> Journal.open(other, "job", record -> true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.journal belongs to another job")
        .hasMessageContaining("source \\u001b[31mxxx")
        .hasMessageContaining("images 3")
        .extracting(e -> e.getMessage().length())
        .matches(length -> length < 3_000);
  }
}

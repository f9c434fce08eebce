package org.dcgan.eval.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class WholeWritesTest {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  /** A disk that is full for a moment. */
  private final class Full extends OutputStream {
    private boolean full = true;
    private boolean closed;

    @Override
    public void write(int value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (full) {
        full = false;
        file.write(bytes, from, length / 2);
        throw new IOException("no space left");
      }
      file.write(bytes, from, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void givenRecords_whenFlushed_thenAllAreInTheFileAndNoneBefore() throws IOException {
    WholeWrites out = new WholeWrites(file);
    out.write("one ".getBytes(UTF_8));
    out.write("two".getBytes(UTF_8));
    assertThat(file.size()).isZero();

    out.flush();

    assertThat(file.toString(UTF_8)).isEqualTo("one two");
  }

  @Test
  void givenAFailureInTheMiddle_whenMoreIsWritten_thenNothingIsWrittenTwice() throws IOException {
    WholeWrites out = new WholeWrites(new Full());
    out.write("abcdef".getBytes(UTF_8));
    assertThatThrownBy(out::flush).hasMessage("no space left");

    out.write("xyz".getBytes(UTF_8));
    out.flush();

    assertThat(file.toString(UTF_8)).isEqualTo("abcxyz");
  }

  @Test
  void givenSomethingPending_whenAbandoned_thenItIsClosedAndNothingIsWritten() throws IOException {
    Full disk = new Full();
    WholeWrites out = new WholeWrites(disk);
    out.write("abcdef".getBytes(UTF_8));

    out.abandon(new IOException("why"));

    assertThat(disk.closed).isTrue();
    assertThat(file.size()).isZero();
  }
}

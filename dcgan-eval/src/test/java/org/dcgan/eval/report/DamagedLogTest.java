package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training continues whatever the state of its log. */
class DamagedLogTest {
  private static final String LOSSES =
      "\"discriminatorLoss\":1.0,\"generatorLoss\":1.0,\"realScore\":0.5,\"fakeScore\":0.5";
  @TempDir private Path folder;

  private static String step(int step) {
    return "{\"event\":\"step\",\"time\":\"t\",\"step\":" + step + ",\"epoch\":1," + LOSSES + "}";
  }

  private static final String STARTED =
      "{\"event\":\"started\",\"time\":\"t\",\"resumedFrom\":null}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"step\",\"time\":\"t\",\"epoch\":1," + LOSSES + "}",
        "{\"event\":\"step\",\"step\":null," + LOSSES + "}",
        "{\"event\":\"step\",\"step\":2}",
        "{\"event\":\"step\",\"step\":\"two\"," + LOSSES + "}",
        "{\"event\":\"step\",\"step\":{}," + LOSSES + "}",
        "{\"event\":\"step\",\"step\":[]," + LOSSES + "}",
        "{\"event\":\"step\",\"step\":2," + LOSSES,
        "{\"event\":\"step\"\"step\":2," + LOSSES + "}",
        "{\"event\":\"rolledBack\"}",
        "{\"event\":\"rolledBack\",\"to\":true}",
        "{\"event\":\"step\",\"step\":2,\"discriminatorLoss\":[[[[",
        "\u0000\u0000\u0000",
        "[]",
        "7"
      })
  void givenALineThatIsDamaged_whenTheLogIsRead_thenOnlyThatLineIsLost(String line)
      throws IOException {
    Path log = folder.resolve("events.ndjson");
    Files.write(log, List.of(STARTED, step(1), line, step(3), step(4)));

    assertThat(LoggedLosses.read(log, 10, 100).size()).isEqualTo(3);
  }

  @Test
  void givenALogThatIsCutWithinACharacter_whenRead_thenTheOtherLinesAreRead() throws IOException {
    Path log = folder.resolve("events.ndjson");
    byte[] cut = "{\"event\":\"step\",\"step\":2,\"note\":\"é".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((STARTED + "\n" + step(1) + "\n").getBytes(StandardCharsets.UTF_8));
    bytes.write(cut, 0, cut.length - 1);
    Files.write(log, bytes.toByteArray());

    assertThat(LoggedLosses.read(log, 10, 100).size()).isEqualTo(1);
  }

  @Test
  void givenAVeryLongLine_whenRead_thenMemoryIsBoundedAndTheOtherLinesAreRead() throws IOException {
    Path log = folder.resolve("events.ndjson");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (String beginning :
        List.of("", "{\"event\":\"step\",\"step\":", "{\"event\":\"rolledBack\"")) {
      Files.write(log, List.of(STARTED, step(1)));
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.position(channel.size());
        channel.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.UTF_8)));
        channel.position(channel.size() + (64 << 20)); // a hole, as a power loss leaves
        channel.write(ByteBuffer.wrap(("\n" + step(3)).getBytes(StandardCharsets.UTF_8)));
      }
      long before = threads.getCurrentThreadAllocatedBytes();

      assertThat(LoggedLosses.read(log, 10, 100).size()).isEqualTo(2);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
    }
  }

  @Test
  void givenEachByteOfALineDamagedInTurn_whenTheLogIsRead_thenTheOthersAreThere()
      throws IOException {
    Path log = folder.resolve("events.ndjson");
    byte[] good = step(2).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      for (int flip : new int[] {0x01, 0x80, 0xff}) {
        byte[] damaged = good.clone();
        damaged[i] ^= (byte) flip;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((STARTED + "\n" + step(1) + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(damaged);
        bytes.writeBytes(("\n" + step(9) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.write(log, bytes.toByteArray());

        assertThat(LoggedLosses.read(log, 9, 100).size()).as("byte " + i).isBetween(1, 3);
      }
    }
  }
}

package org.dcgan.datasets.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.overview.DatasetStatistics;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large photographs in a JVM whose heap holds few of them at a time. */
class SmallHeapTest {
  private static final int THREADS = 12;

  @TempDir Path folder;

  /** What the other JVM does: packs a folder, then describes it. */
  static final class Packing {
    private Packing() {}

    public static void main(String[] args) throws IOException {
      try (ImageFolder photographs = ImageFolder.open(Path.of(args[0]))) {
        PackReport report =
            ImagePack.write(
                photographs.centerCropped(16),
                Path.of(args[1]),
                new PackOptions(THREADS, false),
                ProgressListener.none());
        DatasetStatistics statistics =
            DatasetStatistics.of(photographs, THREADS, ProgressListener.none());
        System.out.printf(
            "packed %d, skipped %d, unreadable %d%n",
            report.images(), report.skipped(), statistics.unreadable());
      } catch (InsufficientMemoryException e) {
        System.out.println("short: " + e.getMessage());
      }
    }
  }

  @Test
  void givenAHeapForOnePhotograph_whenManyThreadsPack_thenNoneIsSkipped() throws Exception {
    photographs(2_000, 1_500, THREADS);
    assertThat(pack("-Xmx80m")).contains("packed 12, skipped 0, unreadable 0");
  }

  @Test
  void givenAPhotographThatExceedsTheHeap_whenPacked_thenAnErrorThatSaysSoAndNoPack()
      throws Exception {
    photographs(4_000, 3_000, 1);
    assertThat(pack("-Xmx40m"))
        .contains("short: ")
        .contains("000.jpg")
        .containsPattern("heap of \\d+ MB")
        .contains("-Xmx")
        .doesNotContain("damaged");
    assertThat(folder.resolve("a.pack")).doesNotExist();
    // What the shortage kept from being packed is packed where there is none.
    assertThat(pack("-Xmx400m")).contains("packed 1, skipped 0, unreadable 0");
  }

  private void photographs(int width, int height, int count) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x & 0xFF | (y & 0xFF) << 8);
      }
    }
    Path first = Files.createDirectories(folder.resolve("photographs")).resolve("000.jpg");
    ImageIO.write(image, "jpg", first.toFile());
    for (int i = 1; i < count; i++) {
      Files.copy(first, first.resolveSibling(String.format(Locale.ROOT, "%03d.jpg", i)));
    }
  }

  private String pack(String heap) throws Exception {
    Process process =
        ChildJvm.of(Packing.class, folder.resolve("photographs"), folder.resolve("a.pack"))
            .options(heap, "-XX:ActiveProcessorCount=" + THREADS)
            .builder()
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return output;
  }
}

package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribeDatasetTest {
  @TempDir Path folder;

  @Test
  void givenAFolder_whenDescribed_thenStatisticsArePrintedAndASheetIsWritten() throws Exception {
    for (String name : new String[] {"cat/1.png", "cat/2.png", "dog/3.png"}) {
      Path file = folder.resolve("data").resolve(name);
      Files.createDirectories(file.getParent());
      ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }
    Path out = folder.resolve("out");
    Program.Outcome outcome =
        Program.run(
            new DescribeDataset(),
            "--data",
            folder.resolve("data"),
            "--format=classes",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("images       3")
        .contains("10x20x3")
        .contains("cat")
        .contains("red          mean 0.0000, deviation 0.0000");
    assertThat(outcome.lastLine())
        .isEqualTo("3 images, 0 of them unreadable; see " + out.resolve("contact-sheet.png"));
    assertThat(out.resolve("contact-sheet.png")).isNotEmptyFile();
    assertThat(out.resolve("result.json")).content().contains("\"unreadable\": 0");
  }

  @Test
  void givenAFileThatIsNoPack_whenDescribed_thenOneErrorMessageIsPrinted() {
    Program.Outcome outcome =
        Program.run(new DescribeDataset(), "--data", folder.resolve("a.pack"), "--format=pack");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error: ").contains("a.pack");
  }
}

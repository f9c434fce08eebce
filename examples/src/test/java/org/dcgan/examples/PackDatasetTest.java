package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackDatasetTest {
  @TempDir Path folder;

  private Path images(int count) throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    for (int i = 0; i < count; i++) {
      ImageIO.write(
          new BufferedImage(20 + i, 24, BufferedImage.TYPE_INT_RGB),
          "png",
          data.resolve(i + ".png").toFile());
    }
    return data;
  }

  @Test
  void givenImagesOfAnySize_whenPacked_thenATrainingReadsThemCropped() throws Exception {
    Path data = images(40);
    Files.writeString(data.resolve("broken.png"), "no image");
    Path out = folder.resolve("out");

    Program.Outcome outcome =
        Program.run(new PackDataset(), "--data", data, "--resolution=16", "--out", out);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .startsWith("40 images packed, 1 unreadable")
        .endsWith(out.resolve("images.pack").toString());
    assertThat(out.resolve("contact-sheet.png")).isNotEmptyFile();
    assertThat(out.resolve("result.json")).content().contains("\"images\": 40");
    try (ImagePack pack = ImagePack.open(out.resolve("images.pack"))) {
      assertThat(pack.shape()).contains(new ImageShape(16, 16, 3));
    }
    Program.Outcome training =
        Program.run(
            new TrainDcgan(),
            "--data",
            out.resolve("images.pack"),
            "--resolution=16",
            "--width=2",
            "--batch-size=8",
            "--epochs=1",
            "--shards=4",
            "--out",
            folder.resolve("train"));
    assertThat(training.code()).as(training.err()).isZero();
    assertThat(training.lastLine()).startsWith("completed: 1 epochs (5 steps)");
  }

  @Test
  void givenAPackOfSomethingElse_whenPacked_thenItStays() throws Exception {
    Path data = images(3);
    Path out = folder.resolve("out");
    Program.run(new PackDataset(), "--data", data, "--resolution=16", "--out", out);
    byte[] before = Files.readAllBytes(out.resolve("images.pack"));

    Program.Outcome outcome =
        Program.run(new PackDataset(), "--data", data, "--resolution=8", "--out", out);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error: ").contains("images.pack");
    assertThat(out.resolve("images.pack")).hasBinaryContent(before);
  }

  @Test
  void givenAnImpossibleSize_whenPacked_thenTheRangeIsNamed() throws Exception {
    Program.Outcome outcome =
        Program.run(new PackDataset(), "--data", images(1), "--resolution=-1");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("--resolution must be at least 1").contains("got -1");
  }
}

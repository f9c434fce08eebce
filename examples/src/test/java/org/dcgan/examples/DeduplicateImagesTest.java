package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.dcgan.datasets.SyntheticRooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicateImagesTest {
  @TempDir Path folder;

  @Test
  void givenAnImageTwice_whenDeduplicated_thenTheReportNamesItAndNothingIsDeleted()
      throws Exception {
    SyntheticRooms rooms = SyntheticRooms.builder().count(30).duplicateShare(0).build();
    Path data = Files.createDirectories(folder.resolve("data"));
    for (int i = 0; i < 30; i++) {
      ImageIO.write(
          rooms.read(i).toBufferedImage(), "png", data.resolve(i + 100 + ".png").toFile());
    }
    Files.copy(data.resolve("107.png"), data.resolve("copy.png"));
    Path out = folder.resolve("out");

    Program.Outcome first =
        Program.run(new DeduplicateImages(), "--data", data, "--steps=5", "--out", out);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.lastLine()).endsWith("nothing was deleted, see " + out);
    assertThat(Files.readString(out.resolve("duplicates.csv")))
        .contains("keep,107.png", "remove,copy.png");
    assertThat(out.resolve("duplicates.json")).content().contains("\"name\": \"copy.png\"");
    assertThat(out.resolve("largest.png")).isNotEmptyFile();
    assertThat(out.resolve("random.png")).isNotEmptyFile();
    assertThat(out.resolve("result.json")).content().contains("> deduplicated(");
    assertThat(data.resolve("copy.png")).exists();

    Path again = folder.resolve("again");
    Program.Outcome second =
        Program.run(
            new DeduplicateImages(),
            "--data",
            data,
            "--model",
            out.resolve("hasher"),
            "--out",
            again);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(again.resolve("duplicates.csv"))
        .hasSameBinaryContentAs(out.resolve("duplicates.csv"));
  }

  @Test
  void givenAnInvalidRadiusOrModel_whenRun_thenOneErrorMessageIsPrinted() throws Exception {
    Program.Outcome radius = Program.run(new DeduplicateImages(), "--data", folder, "--near=20");
    assertThat(radius.code()).isEqualTo(1);
    assertThat(radius.err()).startsWith("error: ").contains("got 20");

    SyntheticRooms room = SyntheticRooms.builder().count(1).build();
    ImageIO.write(room.read(0).toBufferedImage(), "png", folder.resolve("room.png").toFile());
    Program.Outcome model =
        Program.run(new DeduplicateImages(), "--data", folder, "--model", folder);
    assertThat(model.code()).isEqualTo(1);
    assertThat(model.err()).startsWith("error: ").contains("is not a saved hasher");
  }
}

package org.dcgan.datasets.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicateReportTest {
  /** Sides of images 0 to 6; images of equal numbers show the same; 5 cannot be read. */
  private static final int[] SIDES = {20, 40, 16, 30, 40, 16, 24};

  private static final int[] SHOWS = {1, 2, 1, 2, 1, 9, 3};

  private final Dataset images =
      Dataset.of(
          TestImages.of(SIDES.length, Optional.empty(), DuplicateReportTest::image)
              .withUnreadable(5)
              .withNames(index -> "a \"image\", " + index)
              .withDescription("shown"));

  private static Pixels image(int index) {
    ImageShape shape = ImageShape.square(SIDES[index], 3);
    byte[] data = new byte[shape.size()];
    for (int i = 0; i < data.length; i++) {
      int column = i / 3 % SIDES[index] * 8 / SIDES[index];
      data[i] = (byte) (SHOWS[index] * 37 * (column + 1));
    }
    return new Pixels(shape, data);
  }

  private static ImageCodes codes() {
    ImageCodes codes = new ImageCodes("by hand", 128, SIDES.length);
    for (int i = 0; i < SIDES.length; i++) {
      codes.set(i, SHOWS[i], 0);
    }
    codes.setMissing(5);
    return codes;
  }

  @Test
  void givenGroups_whenReported_thenTheFirstOrTheLargestIsKept() throws Exception {
    DuplicateReport first =
        DuplicateReport.of(images, codes(), Deduplicator.exact(), KeepPolicy.FIRST);
    assertThat(first.groups()).extracting(g -> g.kept().index()).containsExactly(0, 1);
    assertThat(first.groupSizes()).isEqualTo(Map.of(2, 1, 3, 1));
    assertThat(first.removed()).isEqualTo(3);
    assertThat(first.withoutCode()).isEqualTo(1);
    assertThat(first).hasToString("3 of 7 images are duplicates, in 2 groups of up to 3");

    DuplicateReport largest =
        DuplicateReport.of(images, codes(), Deduplicator.exact(), KeepPolicy.LARGEST);
    assertThat(largest.groups()).extracting(g -> g.kept().index()).containsExactly(4, 1);
    assertThat(largest.removedIndices().stream()).containsExactly(0, 2, 3);
  }

  @Test
  void givenAReport_whenTheDatasetIsDeduplicated_thenKeptImagesRemainAndTheDescriptionTells()
      throws Exception {
    DuplicateReport report =
        DuplicateReport.of(images, codes(), Deduplicator.exact(), KeepPolicy.FIRST);
    Dataset left = images.deduplicated(report);
    assertThat(IntStream.range(0, left.size()).mapToObj(left::name))
        .containsExactly("a \"image\", 0", "a \"image\", 1", "a \"image\", 5", "a \"image\", 6");
    assertThat(left.read(1).shape()).isEqualTo(ImageShape.square(40, 3));
    assertThat(left.description())
        .startsWith("shown > deduplicated(4 of 7 images, by hand, radius 0, ")
        .isEqualTo(images.deduplicated(report).description());
    DuplicateReport other =
        DuplicateReport.of(images, codes(), Deduplicator.exact(), KeepPolicy.LARGEST);
    assertThat(images.deduplicated(other).description()).isNotEqualTo(left.description());
  }

  @Test
  void givenAReportOnAnotherDataset_whenDeduplicated_thenRefused() throws Exception {
    DuplicateReport report =
        DuplicateReport.of(images, codes(), Deduplicator.exact(), KeepPolicy.FIRST);
    assertThatThrownBy(() -> images.grayscale().deduplicated(report))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "expected one for shown > grayscale (7 images), got one for shown (7 images)");
  }

  @Test
  void givenCodesOfAnotherSource_whenReported_thenRefused() {
    assertThatThrownBy(
            () ->
                DuplicateReport.of(
                    images,
                    new ImageCodes("by hand", 128, 3),
                    Deduplicator.exact(),
                    KeepPolicy.FIRST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the codes of the 7 images of shown, got 3 codes");
    assertThatThrownBy(() -> ImageHash.EXACT.codes(images.take(0), ProgressListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("take(0) has no images");
  }

  @Test
  void givenAReport_whenWritten_thenEveryImageOfAGroupHasALineAndARow(@TempDir Path folder)
      throws Exception {
    DuplicateReport report =
        DuplicateReport.of(images, codes(), Deduplicator.exact(), KeepPolicy.FIRST);
    report.writeCsv(folder.resolve("duplicates.csv"));
    List<String> lines = Files.readAllLines(folder.resolve("duplicates.csv"));
    assertThat(lines).hasSize(6).startsWith("group,size,code,index,action,name");
    assertThat(lines.get(2))
        .isEqualTo("1,3,00000000000000010000000000000000,2,remove,\"a \"\"image\"\", 2\"");

    GroupSheet.writePng(GroupSheet.largest(images, report, 10), folder.resolve("l.png"));
    BufferedImage sheet = ImageIO.read(folder.resolve("l.png").toFile());
    assertThat(sheet.getWidth()).isGreaterThan(3 * 64);
    assertThat(GroupSheet.random(images, report, 1, 3).getHeight()).isLessThan(sheet.getHeight());
  }

  @Test
  void givenEqualImagesAndChangedBrightness_whenHashed_thenCodesAreEqualOrNear() throws Exception {
    SyntheticRooms rooms = SyntheticRooms.builder().count(40).resolution(48).seed(3).build();
    Pixels room = rooms.read(5);
    byte[] darker = room.data().clone();
    for (int i = 0; i < darker.length; i++) {
      darker[i] = (byte) ((darker[i] & 255) * 0.9);
    }
    Pixels changed = new Pixels(room.shape(), darker);
    assertThat(ImageHash.EXACT.hash(room)).isEqualTo(ImageHash.EXACT.hash(rooms.read(5)));
    assertThat(ImageHash.EXACT.hash(room)).isNotEqualTo(ImageHash.EXACT.hash(changed));
    assertThat(ImageHash.DIFFERENCE.hash(room).distance(ImageHash.DIFFERENCE.hash(changed)))
        .isLessThan(10);
    ImageCodes codes = ImageHash.DIFFERENCE.codes(rooms, ProgressListener.none());
    assertThat(codes.get(5)).isEqualTo(ImageHash.DIFFERENCE.hash(room));
  }

  @Test
  void givenAGradient_whenHashedByDifferences_thenAllBitsAreSetOrNone() {
    ImageShape shape = ImageShape.square(18, 1);
    byte[] up = new byte[shape.size()];
    byte[] down = new byte[shape.size()];
    for (int i = 0; i < up.length; i++) {
      up[i] = (byte) (10 * (i % 18));
      down[i] = (byte) (200 - 10 * (i % 18));
    }
    assertThat(ImageHash.DIFFERENCE.hash(new Pixels(shape, up)).low()).isEqualTo(-1L);
    assertThat(ImageHash.DIFFERENCE.hash(new Pixels(shape, down)).low()).isZero();
  }
}

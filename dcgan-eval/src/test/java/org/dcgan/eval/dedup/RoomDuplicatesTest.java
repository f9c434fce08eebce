package org.dcgan.eval.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateGroups;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.hashing.UnitUsage;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** De-duplication from images to groups, on rooms whose duplicates are known. */
class RoomDuplicatesTest {
  private static final SyntheticRooms ROOMS =
      SyntheticRooms.builder().count(3_000).resolution(48).seed(11).duplicateShare(0.2).build();

  /** The same images, each of which is drawn once and not at every step of a training. */
  private static TestImages drawn;

  private static SemanticHasher hasher;
  private static ImageCodes codes;

  @BeforeAll
  static void train() throws IOException {
    List<Pixels> pixels = new ArrayList<>();
    for (int i = 0; i < ROOMS.size(); i++) {
      pixels.add(ROOMS.read(i));
    }
    drawn =
        TestImages.of(pixels.size(), ROOMS.shape(), pixels::get)
            .withDescription(ROOMS.description());
    hasher =
        SemanticHasher.train(
            drawn,
            HasherOptions.DEFAULT.toBuilder().steps(250).batchSize(128).build(),
            ProgressListener.none());
    codes = hasher.codes(drawn, ProgressListener.none());
  }

  @AfterAll
  static void close() {
    hasher.close();
  }

  @Test
  void givenPlantedDuplicates_whenCodesAreGrouped_thenGroupsShowOneRoomEach() {
    Found equal = found(Deduplicator.exact().groups(codes));
    Found near = found(Deduplicator.near(4).groups(codes));
    String seen = equal + " and " + near + " of " + UnitUsage.of(codes);
    assertThat(equal.precision()).as(seen).isGreaterThan(.9);
    assertThat(equal.recall()).as(seen).isGreaterThan(.02);
    assertThat(near.precision()).as(seen).isGreaterThan(.8);
    assertThat(near.recall()).as(seen).isGreaterThan(equal.recall()).isGreaterThan(.3);
  }

  @Test
  void givenAReportOnRooms_whenDeduplicated_thenTheDatasetShrinksByWhatWasFound(
      @TempDir java.nio.file.Path folder) throws IOException {
    DuplicateReport report =
        DuplicateReport.of(ROOMS, codes, Deduplicator.near(4), KeepPolicy.FIRST);
    Dataset left = ROOMS.deduplicated(report);
    assertThat(left.size()).isEqualTo(3_000 - report.removed());
    assertThat(left.description()).startsWith(ROOMS.description() + " > deduplicated(");
    ResultFile.writeTo(folder.resolve("duplicates.json"), report);
    assertThat(folder.resolve("duplicates.json"))
        .content()
        .contains("\"policy\": \"FIRST\"", "\"radius\": 4", "\"removed\": [");
  }

  @Test
  void givenImagesCroppedByTheCaller_whenHashed_thenCodesEqualThoseOfTheUncroppedImages()
      throws IOException {
    Dataset some = ROOMS.range(0, 200);
    ImageCodes own = hasher.codes(some.centerCropped(32), ProgressListener.none());
    ImageCodes wide = hasher.codes(some.minResized(40).centerCropped(32), ProgressListener.none());
    int differing = 0;
    for (int i = 0; i < some.size(); i++) {
      assertThat(own.get(i)).isEqualTo(codes.get(i));
      differing += wide.get(i).equals(codes.get(i)) ? 0 : 1;
    }
    assertThat(differing).isPositive();
  }

  /** Shares of planted duplicates that would go, and of what would go that is one. */
  private record Found(double recall, double precision) {}

  private static Found found(DuplicateGroups groups) {
    int right = 0;
    for (int g = 0; g < groups.count(); g++) {
      int[] members = groups.members(g);
      for (int i = 1; i < members.length; i++) {
        right += room(members[i]) == room(members[0]) ? 1 : 0;
      }
    }
    int planted = 0;
    for (int i = 0; i < ROOMS.size(); i++) {
      planted += ROOMS.truth(i).duplicateOf().isPresent() ? 1 : 0;
    }
    return new Found((double) right / planted, (double) right / groups.duplicates());
  }

  private static int room(int index) {
    return ROOMS.truth(index).duplicateOf().orElse(index);
  }
}

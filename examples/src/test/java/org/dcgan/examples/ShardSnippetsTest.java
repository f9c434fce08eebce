package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.Images;
import org.dcgan.image.Shard;
import org.dcgan.progress.ProgressListener;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's snippets for large sources give what one process gives. */
class ShardSnippetsTest {
  private static final Dataset ROOMS = SyntheticRooms.builder().resolution(16).count(11).build();
  private static final int COUNT = 3;

  @TempDir private Path folder;

  @Test
  void givenShardsOfScores_whenJoined_thenTheyAreTheScoresOfAllImages() throws IOException {
    try (Dcgan dcgan = Dcgan.builder().resolution(16).width(4).build()) {
      dcgan.train(ROOMS, TrainingPlan.builder().steps(1).batchSize(4).samplesPerEpoch(1).build());
      FeatureExtractor scores = new GuideSnippets.Logits(dcgan);
      List<Path> files = new ArrayList<>();
      for (int i = COUNT - 1; i >= 0; i--) {
        files.add(folder.resolve("scores-" + i));
        GuideSnippets.extractShard(scores, ROOMS, new Shard(i, COUNT), files.get(files.size() - 1));
      }
      Images all = Images.read(ROOMS, IntStream.range(0, ROOMS.size()).toArray());
      float[] expected = dcgan.discriminator().logits(all);

      try (FeatureMatrix joined = GuideSnippets.joinShards(files, folder.resolve("scores"))) {
        assertThat(joined.rows()).isEqualTo(ROOMS.size());
        assertThat(joined.columns()).isEqualTo(1);
        assertThat(joined.description())
            .startsWith(
                ROOMS.description() + " > logits of discriminator(16x16x3, width 4, step 1");
        for (int i = 0; i < expected.length; i++) {
          assertThat(joined.row(i)).containsExactly(new float[] {expected[i]}, within(1e-5f));
        }
      }
      assertThatThrownBy(
              () -> GuideSnippets.joinShards(files.subList(1, COUNT), folder.resolve("scores")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("missing: [2]");
    }
  }

  @Test
  void givenShardsOfCodes_whenDuplicatesAreFound_thenTheReportIsThatOfAllImages()
      throws IOException {
    Dataset twice = ROOMS.concat(ROOMS);
    try (SemanticHasher hasher =
        SemanticHasher.train(
            ROOMS,
            HasherOptions.builder().steps(2).batchSize(4).build(),
            ProgressListener.none())) {
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        files.add(folder.resolve("codes-" + i));
        GuideSnippets.hashShard(hasher, twice, new Shard(i, COUNT), files.get(i));
      }

      DuplicateReport report = GuideSnippets.findDuplicates(twice, files);
      DuplicateReport whole =
          DuplicateReport.of(
              twice,
              hasher.codes(twice, ProgressListener.none()),
              Deduplicator.exact(),
              KeepPolicy.FIRST);
      assertThat(report.images()).isEqualTo(2 * ROOMS.size());
      assertThat(report.removed()).isGreaterThanOrEqualTo(ROOMS.size());
      assertThat(report.groupSizes()).isEqualTo(whole.groupSizes());
    }
  }
}

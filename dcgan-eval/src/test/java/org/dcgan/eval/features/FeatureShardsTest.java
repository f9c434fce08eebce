package org.dcgan.eval.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Shard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features that are extracted by shard and joined. */
class FeatureShardsTest {
  private static final int COUNT = 3;
  private static final Dataset ROOMS = SyntheticRooms.builder().resolution(16).count(10).build();

  @TempDir private Path folder;
  private final List<FeatureMatrix> open = new ArrayList<>();

  /** The first two pixels of each image. */
  private record FirstPixels() implements FeatureExtractor {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public ImageShape inputShape() {
      return ROOMS.shape().orElseThrow();
    }

    @Override
    public Features extract(Images images) {
      float[] pixels = images.toArray();
      int size = inputShape().size();
      float[] values = new float[2 * images.count()];
      for (int i = 0; i < values.length; i++) {
        values[i] = pixels[i / 2 * size + i % 2];
      }
      return Features.of(2, values);
    }
  }

  @AfterEach
  void closeAll() {
    open.forEach(FeatureMatrix::close);
  }

  private FeatureMatrix extract(Dataset source, FloatFormat format, String name)
      throws IOException {
    FeatureMatrix matrix =
        FeatureExtraction.by(new FirstPixels())
            .batch(2)
            .format(format)
            .write(source, folder.resolve(name));
    open.add(matrix);
    return matrix;
  }

  private FeatureMatrix shard(int index) throws IOException {
    return extract(ROOMS.shard(new Shard(index, COUNT)), FloatFormat.FLOAT16, "shard-" + index);
  }

  @Test
  void givenAllShards_whenMergedInAnyOrder_thenTheFileIsThatOfTheWholeSource() throws IOException {
    FeatureMatrix whole = extract(ROOMS, FloatFormat.FLOAT16, "whole");
    List<FeatureMatrix> shards = List.of(shard(2), shard(0), shard(1));

    FeatureMatrix merged = FeatureMatrix.merge(shards, folder.resolve("merged"));
    open.add(merged);

    merged.verify();
    assertThat(merged.rows()).isEqualTo(10);
    assertThat(folder.resolve("merged")).hasSameBinaryContentAs(folder.resolve("whole"));
    assertThat(merged.description()).isEqualTo(whole.description());
  }

  @Test
  void givenMissingDoubleOrForeignShards_whenMerged_thenTheyAreRefused() throws IOException {
    Path file = folder.resolve("merged");
    FeatureMatrix first = shard(0);
    FeatureMatrix second = shard(1);
    FeatureMatrix third = shard(2);
    FeatureMatrix whole = extract(ROOMS, FloatFormat.FLOAT16, "whole");
    FeatureMatrix otherFormat =
        extract(ROOMS.shard(new Shard(2, COUNT)), FloatFormat.FLOAT32, "float32");
    FeatureMatrix otherSource =
        extract(ROOMS.range(0, 9).shard(new Shard(2, COUNT)), FloatFormat.FLOAT16, "other");

    assertThatThrownBy(() -> FeatureMatrix.merge(List.of(first, third), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 3 shards, these are missing: [1]");
    assertThatThrownBy(() -> FeatureMatrix.merge(List.of(first, second, first), file))
        .hasMessageContaining("are both shard 0 of 3");
    assertThatThrownBy(() -> FeatureMatrix.merge(List.of(whole), file))
        .hasMessageContaining("which is not a shard");
    for (FeatureMatrix other : List.of(otherFormat, otherSource)) {
      assertThatThrownBy(() -> FeatureMatrix.merge(List.of(first, second, other), file))
          .hasMessageContaining("differ in their source");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void givenADamagedShard_whenMerged_thenTheErrorNamesIt() throws IOException {
    FeatureMatrix first = shard(0);
    FeatureMatrix second = shard(1);
    shard(2).close();
    Path damaged = folder.resolve("shard-2");
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[MatrixHeader.DATA_START] ^= 1;
    Files.write(damaged, bytes);
    FeatureMatrix third = FeatureMatrix.open(damaged);
    open.add(third);

    assertThatThrownBy(
            () -> FeatureMatrix.merge(List.of(first, second, third), folder.resolve("merged")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shard-2")
        .hasMessageContaining("damaged");
    assertThat(folder.resolve("merged")).doesNotExist();
  }
}

package org.dcgan.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCodesFileTest {
  @TempDir private Path folder;

  private static ImageCodes codes(int from, int to, String kind) {
    ImageCodes codes = new ImageCodes(kind, 128, to - from);
    for (int i = from; i < to; i++) {
      codes.set(i - from, 31L * i, ~i);
      if (i % 3 == 1) {
        codes.setMissing(i - from);
      }
    }
    return codes;
  }

  private Path write(int index, int count, int size, String kind, String dataset)
      throws IOException {
    Shard shard = new Shard(index, count);
    Path file = folder.resolve(kind + "-" + dataset + "-" + index + "-of-" + count);
    ImageCodesFile.write(codes(shard.from(size), shard.to(size), kind), dataset, shard, file);
    return file;
  }

  @Test
  void givenDescriptionsThatAreTooLongForTheFormat_whenWritten_thenTheyAreShortenedAndStayDistinct()
      throws IOException {
    String longest = "\u2603".repeat(21_845);
    String one = "folders " + "x".repeat(70_000) + "1";
    String two = "folders " + "x".repeat(70_000) + "2";
    Path file = folder.resolve("codes");
    List<String> read = new ArrayList<>();
    for (String description : List.of(longest, one, one, two)) {
      ImageCodesFile written =
          ImageCodesFile.write(codes(0, 3, one), description, Shard.WHOLE, file);
      assertThat(ImageCodesFile.read(file).dataset()).isEqualTo(written.dataset());
      read.add(written.dataset());
    }

    assertThat(read.get(0)).isEqualTo(longest);
    assertThat(read.get(1)).startsWith("folders xxx").isEqualTo(read.get(2)).hasSizeLessThan(1_100);
    assertThat(read.get(3)).isNotEqualTo(read.get(1));
  }

  @Test
  void givenTheShardsOfASource_whenMergedInAnyOrder_thenTheCodesAreThoseOfTheWhole()
      throws IOException {
    List<ImageCodesFile> files = new ArrayList<>();
    for (int index : new int[] {2, 0, 1}) {
      files.add(ImageCodesFile.read(write(index, 3, 10, "hash", "photos")));
    }

    ImageCodes merged = ImageCodesFile.merge(files);

    ImageCodes whole = codes(0, 10, "hash");
    assertThat(merged).hasToString(whole.toString());
    assertThat(merged.missingCount()).isEqualTo(whole.missingCount());
    for (int i = 0; i < 10; i++) {
      assertThat(merged.get(i)).isEqualTo(whole.get(i));
      assertThat(merged.isMissing(i)).isEqualTo(whole.isMissing(i));
    }
    assertThat(files.get(0).shard()).isEqualTo(new Shard(2, 3));
    assertThat(files.get(0).dataset()).isEqualTo("photos");
    assertThat(files.get(0).codes().size()).isEqualTo(4);
  }

  @Test
  void givenForeignMissingOrDoubleShards_whenMerged_thenTheyAreRefused() throws IOException {
    ImageCodesFile first = ImageCodesFile.read(write(0, 2, 10, "hash", "photos"));
    ImageCodesFile second = ImageCodesFile.read(write(1, 2, 10, "hash", "photos"));
    ImageCodesFile otherKind = ImageCodesFile.read(write(1, 2, 10, "another", "photos"));
    ImageCodesFile otherSource = ImageCodesFile.read(write(1, 2, 10, "hash", "paintings"));

    assertThatThrownBy(() -> ImageCodesFile.merge(List.of(first)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing: [1]");
    assertThatThrownBy(() -> ImageCodesFile.merge(List.of(first, second, second)))
        .hasMessageContaining("both shard 1 of 2");
    for (ImageCodesFile other : List.of(otherKind, otherSource)) {
      assertThatThrownBy(() -> ImageCodesFile.merge(List.of(first, other)))
          .hasMessageContaining("differ in their source or method")
          .hasMessageContaining(other.toString());
    }
  }

  /** A source that is only described. */
  private record Source(int size, String description) implements ImageSource {
    @Override
    public Optional<ImageShape> shape() {
      return Optional.empty();
    }

    @Override
    public Pixels read(int index) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void givenTheCodesOfASource_whenWritten_thenItsDescriptionTellsDatasetAndShard()
      throws IOException {
    Path file = folder.resolve("codes");

    ImageCodesFile whole = ImageCodesFile.write(codes(0, 4, "hash"), new Source(4, "photos"), file);
    assertThat(whole.dataset()).isEqualTo("photos");
    assertThat(whole.shard()).isEqualTo(Shard.WHOLE);

    ImageCodesFile.write(codes(0, 4, "hash"), new Source(4, "photos > shard(1 of 3)"), file);
    ImageCodesFile part = ImageCodesFile.read(file);
    assertThat(part.dataset()).isEqualTo("photos");
    assertThat(part.shard()).isEqualTo(new Shard(1, 3));
    assertThat(part.codes().size()).isEqualTo(4);
  }

  @Test
  void givenCodesOfOtherImages_whenWritten_thenTheyAreRefusedAndNothingIsWritten() {
    Path file = folder.resolve("codes");
    ImageSource images = new Source(5, "photos");

    assertThatThrownBy(() -> ImageCodesFile.write(codes(0, 4, "hash"), images, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the codes of all 5 images of photos")
        .hasMessageContaining("ImageCodes[4 of 128 bits");
    assertThatThrownBy(
            () ->
                ImageCodesFile.write(
                    codes(0, 4, "hash"), "photos > shard(1 of 3)", new Shard(1, 3), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the description of the whole source")
        .hasMessageContaining("pass photos");
    assertThat(file).doesNotExist();
  }

  @Test
  void givenADamagedFile_whenRead_thenItIsRefused() throws IOException {
    byte[] intact = Files.readAllBytes(write(0, 1, 6, "hash", "photos"));
    Path damaged = folder.resolve("damaged");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = intact.clone();
      if (i % 2 == 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        bytes = Arrays.copyOf(bytes, i % 4 == 1 ? random.nextInt(bytes.length) : bytes.length + 1);
      }
      Files.write(damaged, bytes);

      assertThatThrownBy(() -> ImageCodesFile.read(damaged))
          .as("variant %s", i)
          .isInstanceOf(ModelFormatException.class);
    }
  }
}

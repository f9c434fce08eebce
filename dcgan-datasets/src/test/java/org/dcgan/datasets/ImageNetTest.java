package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNetTest {
  private static final String TRAIN = "ILSVRC/Data/CLS-LOC/train";

  @TempDir Path folder;

  @Test
  void givenAListOfSynsets_whenOpened_thenLabelsFollowTheList() throws IOException {
    write("train/n00000001/a.png");
    write("train/n00000002/images/b.png");
    write("train/n00000003/c.png");
    Files.writeString(
        folder.resolve("LOC_synset_mapping.txt"),
        "n00000003 crane\nn00000001 tench, Tinca tinca\nn00000002 crane\n\n");
    ImageNet images = ImageNet.open(folder);
    assertThat(images.size()).isEqualTo(3);
    assertThat(images.classNames())
        .containsExactly("n00000003 crane", "n00000001 tench, Tinca tinca", "n00000002 crane");
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.label(1)).isEqualTo(2);
    assertThat(images.label(2)).isZero();
    assertThat(images.classes("n00000002 crane").name(0)).isEqualTo("n00000002/images/b.png");
    assertThat(images.description()).startsWith("imagenet(3 images in 3 classes, ");
    assertThat(images.centerCropped(32, Resampling.BILINEAR).shape())
        .contains(ImageShape.square(32, 3));
  }

  @Test
  void givenNumbersAndWords_whenOpened_thenTheWordsAreFound() throws IOException {
    write("ILSVRC/Data/CLS-LOC/train/n00000001/a.png");
    write("ILSVRC/Data/CLS-LOC/train/n00000002/b.png");
    Files.writeString(folder.resolve("wnids.txt"), "n00000002\nn00000001\n");
    Files.writeString(
        folder.resolve("words.txt"), "n00000000\tentity\nn00000001\ta thing\nn00000002\tb\n");
    assertThat(ImageNet.open(folder).classNames())
        .containsExactly("n00000002 b", "n00000001 a thing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ILSVRC", "ILSVRC/Data", "ILSVRC/Data/CLS-LOC", TRAIN})
  void givenAnyFolderAboveTheClasses_whenOpened_thenTheyAreFound(String opened) throws IOException {
    write(TRAIN + "/n00000001/a.png");
    write(TRAIN + "/n00000002/b.png");

    assertThat(ImageNet.open(folder.resolve(opened)).classNames())
        .containsExactly("n00000001", "n00000002");
  }

  @Test
  void givenListsThatDoNotMatchTheFolders_whenOpened_thenTheErrorNamesTheSynset()
      throws IOException {
    write("n00000001/a.png");
    write("n00000002/b.png");
    Path list = folder.resolve("synsets.txt");
    Files.writeString(list, "n00000001\n");
    assertRefused("1 are not in the list, such as n00000002");
    Files.writeString(list, "n00000001\nn00000002\nn00000003\n");
    assertRefused("1 in the list have no images, such as n00000003");
    Files.writeString(list, "n00000001\nn00000001\n");
    assertRefused("line 2: n00000001 is listed a second time");
    Files.writeString(list, "n00000001\ncat\n");
    assertRefused("line 2: expected a synset");
    Files.write(list, new byte[] {'n', (byte) 0xFF});
    assertRefused("UTF-8");
    Files.delete(list);
    assertThat(ImageNet.open(folder).label(1)).isEqualTo(1);
  }

  @Test
  void givenNoClassFolders_whenOpened_thenTheErrorListsTheSearchedFolders() throws IOException {
    write("cats/a.png");
    assertThatThrownBy(() -> ImageNet.open(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("CLS-LOC")
        .hasMessageContaining("n01440764");
    write("n00000001/a.png");
    assertThatThrownBy(() -> ImageNet.open(folder)).hasMessageContaining("cats");
  }

  private Path archive(String... names) throws IOException {
    Path archive = folder.resolve("train.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(Encoded.of(Encoded.gradient(5, 4), "png"));
      }
    }
    return archive;
  }

  /** Whether this process has a file open; false on systems that do not tell. */
  private static boolean isOpen(Path file) throws IOException {
    Path handles = Path.of("/proc/self/fd");
    if (!Files.isDirectory(handles)) {
      return false;
    }
    try (Stream<Path> open = Files.list(handles)) {
      return open.anyMatch(handle -> file.equals(target(handle)));
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // it was closed in the meantime
    }
  }

  @Test
  void givenAnArchive_whenClosed_thenItsFileIsClosedAndImagesCannotBeRead() throws IOException {
    Path archive = archive("n00000001/a.png", "n00000002/b.png");
    Path list = Files.writeString(folder.resolve("list.txt"), "n00000002\nn00000001\n");
    ImageNet images = ImageNet.open(archive, list);
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.read(0).shape().channels()).isEqualTo(3);

    images.close();

    assertThat(isOpen(archive.toRealPath())).isFalse();
    assertThatThrownBy(() -> images.read(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void givenAnArchiveThatIsRefused_whenOpened_thenItsFileIsClosed() throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), "n00000001\n");
    Path unknown = archive("n00000001/a.png", "n00000002/b.png");
    assertThatThrownBy(() -> ImageNet.open(unknown, list))
        .hasMessageContaining("not in the list, such as n00000002");
    assertThat(isOpen(unknown.toRealPath())).isFalse();

    Path cats = archive("cats/a.png");
    assertThatThrownBy(() -> ImageNet.open(cats, list)).hasMessageContaining("cats");
    assertThat(isOpen(cats.toRealPath())).isFalse();
  }

  @Test
  void givenTheRealTinyImageNet_whenOpened_thenAllClassesAreFound() throws IOException {
    ImageNet tiny = ImageNet.open(RealData.folder("tiny-imagenet-200"));
    assertThat(tiny.size()).isEqualTo(20_000);
    assertThat(tiny.classNames()).hasSize(200);
    int[] histogram = new int[200];
    for (int i = 0; i < tiny.size(); i++) {
      histogram[tiny.label(i)]++;
    }
    assertThat(histogram).containsOnly(100);
    Dataset cropped = tiny.centerCropped(32, Resampling.BILINEAR);
    double[] sums = new double[3];
    for (int i = 0; i < 1_000; i++) {
      byte[] data = cropped.read(20 * i).data();
      for (int j = 0; j < data.length; j++) {
        sums[j % 3] += data[j] & 255;
      }
    }
    // ImageNet's well-known means 0.485, 0.456, 0.406.
    assertThat(sums[0] / 1024 / 1000 / 255).isBetween(0.46, 0.50);
    assertThat(sums[1] / 1024 / 1000 / 255).isBetween(0.43, 0.47);
    assertThat(sums[2] / 1024 / 1000 / 255).isBetween(0.37, 0.42);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ImageNet.open(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("synsets.txt")
        .hasMessageContaining(message);
  }

  private void write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Encoded.of(Encoded.gradient(5, 4), "png"));
  }
}

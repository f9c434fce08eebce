package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.datasets.files.TransparencyWatch;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {
  @TempDir Path folder;

  @Test
  void givenNestedFolders_whenOpened_thenAllImagesAreListedInOrderOfTheirPaths()
      throws IOException {
    write("b/2.PNG", 3, 4);
    write("b/10.jpg", 5, 6);
    write("a/deep/er/x.gif", 7, 8);
    write("z.bmp", 9, 10);
    ImageFolder images = ImageFolder.open(folder);
    assertThat(names(images)).containsExactly("a/deep/er/x.gif", "b/10.jpg", "b/2.PNG", "z.bmp");
    assertThat(images.read(0).shape()).isEqualTo(new ImageShape(8, 7, 3));
    assertThat(images.shape()).isEmpty();
    assertThat(images.label(0)).isEqualTo(ImageSource.NO_LABEL);
    assertThat(images.classNames()).isEmpty();
  }

  @Test
  void givenAnySizes_whenCenterCropped_thenABatchCanBeMade() throws IOException {
    write("wide.png", 90, 40);
    write("high.jpg", 30, 70);
    write("small.gif", 5, 5);
    Dataset cropped = ImageFolder.open(folder).centerCropped(32);
    assertThat(cropped.shape()).contains(ImageShape.square(32, 3));
    assertThat(Images.read(cropped, 0, 1, 2).count()).isEqualTo(3);
    assertThat(cropped.grayscale().shape()).contains(ImageShape.square(32, 1));
  }

  @Test
  void givenHiddenAndOtherFiles_whenOpened_thenTheyAreIgnored() throws IOException {
    write("a.png", 2, 2);
    write(".b.png", 2, 2);
    write(".cache/c.png", 2, 2);
    Files.writeString(folder.resolve("notes.txt"), "no image");
    Files.writeString(folder.resolve("png"), "no extension");
    Files.createDirectory(folder.resolve("folder.png"));
    assertThat(names(ImageFolder.open(folder))).containsExactly("a.png");
  }

  @Test
  void givenClassFolders_whenOpenedWithClasses_thenLabelsFollowTheSortedNames() throws IOException {
    write("dog/1.png", 2, 2);
    write("cat/2.png", 2, 2);
    write("cat/kittens/3.png", 2, 2);
    Files.createDirectory(folder.resolve("empty"));
    ImageFolder images = ImageFolder.withClasses(folder);
    assertThat(images.classNames()).containsExactly("cat", "dog");
    assertThat(IntStream.range(0, 3).map(images::label)).containsExactly(0, 0, 1);
    assertThat(images.classes("dog").name(0)).isEqualTo("dog/1.png");
    assertThat(images.description()).startsWith("folder(3 images in 2 classes, ");
  }

  @Test
  void givenAnImageOutsideTheClassFolders_whenOpenedWithClasses_thenItIsNamed() throws IOException {
    write("dog/1.png", 2, 2);
    write("stray.png", 2, 2);
    assertThatThrownBy(() -> ImageFolder.withClasses(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stray.png")
        .hasMessageContaining("ImageFolder.open");
  }

  @Test
  void givenNoImages_whenOpened_thenTheErrorSaysWhatWasExpected() throws IOException {
    assertThatThrownBy(() -> ImageFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("expected images (JPEG, PNG, GIF, BMP, WebP), found none");
    assertThatThrownBy(() -> ImageFolder.open(folder.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> ImageFolder.open(write("a.png", 2, 2)))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining("expected a folder");
  }

  @Test
  void givenUnreadableFiles_whenRead_thenEachIsNamedAndCountedOnceAndOthersAreRead()
      throws IOException {
    write("1.png", 2, 2);
    Files.write(folder.resolve("2.jpg"), new byte[0]);
    Files.writeString(folder.resolve("3.jpg"), "<html>404</html>");
    byte[] jpeg = Encoded.of(Encoded.gradient(64, 64), "jpg");
    Files.write(folder.resolve("4.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
    Files.write(folder.resolve("5.png"), Encoded.pngClaiming(100_000, 100_000));
    write("6.png", 2, 2);
    ImageFolder images = ImageFolder.open(folder);
    assertThat(images.size()).isEqualTo(6);
    for (int round = 0; round < 2; round++) {
      for (int i = 1; i <= 4; i++) {
        int index = i;
        assertThatThrownBy(() -> images.centerCropped(2).read(index))
            .isInstanceOf(UnreadableImageException.class)
            .hasMessageContaining(images.name(index));
      }
    }
    assertThat(images.read(5).shape()).isEqualTo(new ImageShape(2, 2, 3));
    assertThat(images.unreadableCount()).isEqualTo(4);
  }

  @Test
  void givenADeletedFile_whenRead_thenItIsUnreadable() throws IOException {
    Path file = write("1.png", 2, 2);
    ImageFolder images = ImageFolder.open(folder);
    Files.delete(file);
    assertThatThrownBy(() -> images.read(0))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("1.png");
  }

  @Test
  void givenAPixelLimit_whenAnImageIsLarger_thenItIsUnreadable() throws IOException {
    write("1.png", 20, 20);
    ImageFolder images = ImageFolder.builder(folder).pixelLimit(399).open();
    assertThatThrownBy(() -> images.read(0))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("20 x 20");
    assertThat(images.description())
        .as("that of another dataset, since other images can be read")
        .isEqualTo(ImageFolder.open(folder).description().replace(")", ", at most 399 pixels)"));
  }

  @Test
  void givenTransparentImages_whenRead_thenTheChosenBackgroundShowsAndIsInTheDescription()
      throws IOException {
    BufferedImage nothing = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
    Files.write(folder.resolve("a.png"), Encoded.of(nothing, "png"));
    ImageFolder white = ImageFolder.open(folder);
    assertThat(white.read(0).value(1, 1, 1)).isEqualTo(255);
    ImageFolder blue = ImageFolder.builder(folder).background(new RgbColor(0, 0, 255)).open();
    assertThat(blue.read(0).value(1, 1, 0)).isZero();
    assertThat(blue.read(0).value(1, 1, 2)).isEqualTo(255);
    assertThat(white.description()).doesNotContain("background");
    assertThat(blue.description())
        .isEqualTo(white.description().replace(")", ", background #0000ff)"));
  }

  @ParameterizedTest
  @CsvSource({
    // Images of the source, how many of the first are transparent, of how many that are read.
    "10, 6, 10, true",
    "10, 5, 10, false",
    "1000, 33, 64, true",
    "1000, 32, 64, false",
    "1000, 40, 63, false",
    "1, 1, 1, true"
  })
  void givenTransparentImages_whenMostOfTheFirstAre_thenThereIsAWarning(
      int size, int transparent, int read, boolean warned) {
    TransparencyWatch watch = new TransparencyWatch(RgbColor.WHITE, size);
    for (int i = 0; i < read; i++) {
      watch.saw(i, i < transparent);
    }
    assertThat(watch.hasWarned()).isEqualTo(warned);
  }

  @Test
  void givenAWrongExtension_whenRead_thenTheBytesDecide() throws IOException {
    Files.write(folder.resolve("really-a-png.jpg"), Encoded.of(Encoded.gradient(3, 2), "png"));
    assertThat(ImageFolder.open(folder).read(0).shape()).isEqualTo(new ImageShape(2, 3, 3));
  }

  @Test
  void givenNamesWithSpacesQuotesAndEmoji_whenOpened_thenTheyAreRead() throws IOException {
    String name = "it's a \"cat\" \uD83D\uDC31 & dog\u00e9.png";
    try {
      Path.of(name);
    } catch (InvalidPathException e) {
      assumeTrue(false, "skipped: this platform's file names cannot hold " + name);
    }
    write("my cats/" + name, 2, 2);
    ImageFolder images = ImageFolder.withClasses(folder);
    assertThat(images.name(0)).isEqualTo("my cats/" + name);
    assertThatCode(() -> images.read(0)).doesNotThrowAnyException();
  }

  @Test
  void givenLoopsOfLinks_whenOpened_thenEveryImageIsListedOnce() throws IOException {
    write("a/1.png", 2, 2);
    write("b/2.png", 2, 2);
    link("a/up", folder);
    link("a/itself", folder.resolve("a"));
    link("b/other", folder.resolve("a"));
    link("dangling.png", folder.resolve("nothing"));
    link("b/same.png", folder.resolve("a/1.png"));
    assertThat(names(ImageFolder.open(folder))).containsExactly("a/1.png", "b/2.png", "b/same.png");
  }

  @Test
  void givenALinkToAFolderElsewhere_whenOpened_thenItsImagesAreListed(@TempDir Path elsewhere)
      throws IOException {
    Files.write(elsewhere.resolve("x.png"), Encoded.of(Encoded.gradient(2, 2), "png"));
    link("linked", elsewhere);
    assertThat(names(ImageFolder.withClasses(folder))).containsExactly("linked/x.png");
  }

  @Test
  void givenTheSameFilesElsewhere_whenDescribed_thenTheFingerprintIsTheSame(@TempDir Path elsewhere)
      throws IOException {
    Path file = write("a/1.png", 2, 2);
    Path copy = Files.createDirectory(elsewhere.resolve("a")).resolve("1.png");
    Files.copy(file, copy);
    String description = ImageFolder.open(folder).description();
    assertThat(description).matches("folder\\(1 images, [0-9a-f]{12}\\)");
    assertThat(ImageFolder.open(elsewhere).description()).isEqualTo(description);
    Files.move(copy, copy.resolveSibling("2.png"));
    assertThat(ImageFolder.open(elsewhere).description()).isNotEqualTo(description);
  }

  @Test
  void givenManyThreads_whenRead_thenEachGetsTheImageItAskedFor() throws Exception {
    for (int i = 0; i < 40; i++) {
      write(String.format("%02d.jpg", i), 20 + i, 30);
    }
    ImageFolder images = ImageFolder.open(folder);
    List<Integer> widths =
        new ForkJoinPool(8)
            .submit(
                () ->
                    IntStream.range(0, 400)
                        .parallel()
                        .map(i -> width(images, i % 40))
                        .boxed()
                        .toList())
            .get();
    assertThat(widths).isEqualTo(IntStream.range(0, 400).map(i -> 20 + i % 40).boxed().toList());
  }

  @Test
  void givenRealPhotographs_whenOpened_thenAllAreRead() throws IOException {
    ImageFolder people = ImageFolder.withClasses(RealData.folder("lfw-deepfunneled"));
    assertThat(people.size()).isEqualTo(2_000);
    Dataset faces = people.centerCropped(64);
    double sum = 0;
    for (int i = 0; i < 200; i++) {
      Pixels face = faces.read(10 * i);
      assertThat(face.shape()).isEqualTo(ImageShape.square(64, 3));
      sum += face.value(32, 32, 0);
    }
    // The middle of a face is a nose, and bright.
    assertThat(sum / 200).isBetween(140., 230.);
    assertThat(people.unreadableCount()).isZero();
  }

  @Test
  void givenGrayAmongColor_whenOpened_thenAllHaveThreeChannels() throws IOException {
    ImageFolder images =
        ImageFolder.withClasses(RealData.folder("tiny-imagenet-200").resolve("train"));
    assertThat(images.size()).isEqualTo(20_000);
    assertThat(images.classNames()).hasSize(200).allMatch(name -> name.matches("n\\d{8}"));
    int gray = 0;
    for (int i = 0; i < 2_000; i++) {
      Pixels image = images.read(i);
      assertThat(image.shape()).isEqualTo(ImageShape.square(64, 3));
      gray +=
          image.value(5, 5, 0) == image.value(5, 5, 1)
                  && image.value(40, 20, 0) == image.value(40, 20, 2)
              ? 1
              : 0;
    }
    assertThat(gray).isBetween(5, 200);
  }

  private static int width(ImageFolder images, int index) {
    try {
      return images.read(index).shape().width();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(ImageFolder images) {
    return IntStream.range(0, images.size()).mapToObj(images::name).toList();
  }

  private Path write(String name, int width, int height) throws IOException {
    Path file = EntryNames.resolve(folder, name);
    Files.createDirectories(file.getParent());
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Files.write(file, Encoded.of(Encoded.gradient(width, height), format));
  }

  private void link(String name, Path target) throws IOException {
    try {
      Files.createSymbolicLink(folder.resolve(name), target);
    } catch (UnsupportedOperationException | FileSystemException e) {
      assumeTrue(false, "skipped: no symbolic links here (" + e + ")");
    }
  }
}

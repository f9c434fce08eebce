package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in memory are a dataset like any other. */
class InMemoryDatasetTest {

  private static BufferedImage noise(int width, int height, int type, long seed) {
    BufferedImage image = new BufferedImage(width, height, type);
    SeededRandom random = SeededRandom.of(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0xFF000000 | random.nextInt(1 << 24));
      }
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] counting(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) i;
    }
    return data;
  }

  // BufferedImages

  @Test
  void givenBufferedImages_whenRead_thenPixelsAreTheirs() throws IOException {
    BufferedImage first = noise(5, 4, BufferedImage.TYPE_INT_RGB, 1);
    BufferedImage second = noise(5, 4, BufferedImage.TYPE_3BYTE_BGR, 2);

    Dataset images = InMemoryDataset.ofImages(List.of(first, second));

    assertThat(images.size()).isEqualTo(2);
    assertThat(images.shape()).contains(new ImageShape(4, 5, 3));
    assertThat(images.channels()).hasValue(3);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        int rgb = second.getRGB(x, y);
        assertThat(images.read(1).value(y, x, 0)).isEqualTo(rgb >> 16 & 255);
        assertThat(images.read(1).value(y, x, 1)).isEqualTo(rgb >> 8 & 255);
        assertThat(images.read(1).value(y, x, 2)).isEqualTo(rgb & 255);
      }
    }
    assertThat(images.classNames()).isEmpty();
    assertThat(images.label(0)).isEqualTo(ImageSource.NO_LABEL);
    assertThat(images.name(1)).isEqualTo("#1");
  }

  @Test
  void givenBufferedImagesOfDifferentSizes_whenCropped_thenTheyHaveOneShape() throws IOException {
    Dataset images =
        InMemoryDataset.ofImages(
            List.of(
                noise(5, 4, BufferedImage.TYPE_INT_RGB, 1),
                noise(9, 20, BufferedImage.TYPE_BYTE_GRAY, 2)));

    assertThat(images.shape()).isEmpty();
    assertThat(images.channels()).hasValue(3);
    assertThat(images.centerCropped(4).shape()).contains(ImageShape.square(4, 3));
    assertThat(images.centerCropped(4).read(1).shape()).isEqualTo(ImageShape.square(4, 3));
  }

  @Test
  void givenTransparentImages_whenRead_thenTheChosenBackgroundShows() throws IOException {
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    RgbColor red = new RgbColor(255, 0, 0);

    Dataset onWhite = InMemoryDataset.ofImages(List.of(clear));
    Dataset onRed =
        InMemoryDataset.builder().background(red).add(clear).addEncoded(png(clear)).build();

    assertThat(onWhite.read(0).data()).containsExactly(-1, -1, -1);
    assertThat(onRed.read(0).data()).containsExactly(-1, 0, 0);
    assertThat(onRed.read(1).data()).containsExactly(-1, 0, 0);
    assertThat(onRed.isTransparent(0)).isTrue();
    assertThat(onRed.isTransparent(1)).isTrue();
    assertThat(onRed.description()).endsWith(", background #ff0000)");
    assertThatThrownBy(() -> InMemoryDataset.builder().add(clear).background(red))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before images are added");
  }

  // Encoded images

  @Test
  void givenEncodedImages_whenRead_thenTheyAreDecoded() throws IOException {
    BufferedImage image = noise(8, 8, BufferedImage.TYPE_INT_RGB, 3);

    Dataset images = InMemoryDataset.ofEncoded(List.of(png(image)));

    assertThat(images.shape()).isEmpty();
    assertThat(images.read(0)).isEqualTo(Pixels.of(image, 3));
    assertThat(images.centerCropped(8).read(0)).isEqualTo(Pixels.of(image, 3));
  }

  @Test
  void givenDamagedBytes_whenRead_thenOnlyThatImageIsUnreadableAndNamed() throws IOException {
    byte[] whole = png(noise(8, 8, BufferedImage.TYPE_INT_RGB, 3));
    InMemoryDataset images =
        InMemoryDataset.builder()
            .addEncoded("upload-1", whole)
            .addEncoded("upload-2", Arrays.copyOf(whole, whole.length / 2))
            .addEncoded("upload-3", new byte[0])
            .addEncoded(new byte[] {1, 2, 3})
            .build();

    assertThat(images.read(0).shape()).isEqualTo(ImageShape.square(8, 3));
    for (int i = 1; i < 4; i++) {
      int index = i;
      assertThatThrownBy(() -> images.read(index))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith(i == 3 ? "#3: not a JPEG" : "upload-" + (i + 1) + ": ");
    }
    assertThat(images.unreadableCount()).isEqualTo(3);
  }

  @Test
  void givenAPixelLimit_whenALargerEncodedImageIsRead_thenItIsUnreadable() throws IOException {
    byte[] image = png(noise(8, 8, BufferedImage.TYPE_INT_RGB, 3));

    Dataset images = InMemoryDataset.builder().pixelLimit(63).addEncoded(image).build();

    assertThatThrownBy(() -> images.read(0)).hasMessageContaining("more than the limit of 63");
    assertThatThrownBy(() -> InMemoryDataset.builder().pixelLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, got 0");
  }

  // Raw pixels

  @Test
  void givenRawPixelsInOneArray_whenRead_thenTheyAreCutIntoImages() throws IOException {
    ImageShape shape = new ImageShape(2, 3, 1);

    Dataset images = InMemoryDataset.ofPixels(shape, counting(18));

    assertThat(images.size()).isEqualTo(3);
    assertThat(images.shape()).contains(shape);
    assertThat(images.read(1).data()).containsExactly(6, 7, 8, 9, 10, 11);
  }

  @Test
  void givenAnArrayOfTheWrongLength_whenMadeADataset_thenRefusedWithBothLengths() {
    ImageShape shape = new ImageShape(2, 3, 1);

    for (int length : new int[] {0, 5, 17}) {
      assertThatThrownBy(() -> InMemoryDataset.ofPixels(shape, new byte[length]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "expected the pixels of at least one image of 2x3x1, a multiple of 6 bytes, got "
                  + length
                  + " bytes");
    }
  }

  @Test
  void givenPixelsOfDifferentShapes_whenMadeADataset_thenNeitherShapeNorChannelsAreClaimed() {
    Dataset images =
        InMemoryDataset.ofPixels(
            List.of(
                new Pixels(new ImageShape(2, 3, 1), new byte[6]),
                new Pixels(new ImageShape(2, 1, 3), new byte[6])));

    assertThat(images.shape()).isEqualTo(Optional.empty());
    assertThat(images.channels()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void givenABatchOfFloats_whenMadeADataset_thenItsImagesAreBytes() throws IOException {
    Images batch = Images.of(new ImageShape(1, 3, 1), new float[] {-1, 0, 1, 1, -1, -2});

    Dataset images = InMemoryDataset.of(batch);

    assertThat(images.read(0).data()).containsExactly(0, (byte) 128, (byte) 255);
    assertThat(images.read(1)).isEqualTo(batch.pixels(1));
  }

  // Ownership

  @Test
  void givenADataset_whenWhatItWasMadeOfChanges_thenItDoesNot() throws IOException {
    BufferedImage image = noise(4, 4, BufferedImage.TYPE_INT_RGB, 1);
    byte[] encoded = png(image);
    byte[] raw = counting(12);
    Pixels pixels = new Pixels(ImageShape.square(2, 3), counting(12));
    Pixels before = Pixels.of(image, 3);
    List<BufferedImage> list = new ArrayList<>(List.of(image));
    Dataset fromImages = InMemoryDataset.ofImages(list);
    Dataset fromBytes = InMemoryDataset.ofEncoded(List.of(encoded));
    Dataset fromRaw = InMemoryDataset.ofPixels(ImageShape.square(2, 3), raw);
    Dataset fromPixels = InMemoryDataset.ofPixels(List.of(pixels));

    list.clear();
    image.setRGB(0, 0, ~image.getRGB(0, 0));
    Arrays.fill(encoded, (byte) 0);
    Arrays.fill(raw, (byte) 0);
    Arrays.fill(pixels.data(), (byte) 0);

    assertThat(fromImages.read(0)).isEqualTo(before);
    assertThat(fromBytes.read(0)).isEqualTo(before);
    assertThat(fromRaw.read(0).data()).isEqualTo(counting(12));
    assertThat(fromPixels.read(0).data()).isEqualTo(counting(12));
  }

  @Test
  void givenADataset_whenAnImageThatWasReadIsChanged_thenTheNextReadIsNot() throws IOException {
    Dataset images = InMemoryDataset.ofPixels(ImageShape.square(2, 3), counting(12));

    images.read(0).data()[0] = 99;

    assertThat(images.read(0).data()).isEqualTo(counting(12));
  }

  // Bad input

  @Test
  void givenNoImages_whenMadeADataset_thenRefused() {
    assertThatThrownBy(() -> InMemoryDataset.ofImages(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a dataset in memory needs at least one image, got none");
    assertThatThrownBy(() -> InMemoryDataset.ofEncoded(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> InMemoryDataset.builder().build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenANullElement_whenMadeADataset_thenItsIndexIsNamed() {
    List<BufferedImage> images = new ArrayList<>();
    images.add(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    images.add(null);

    assertThatThrownBy(() -> InMemoryDataset.ofImages(images))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("images[1]");
    assertThatThrownBy(() -> InMemoryDataset.builder().add("", images.get(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be empty");
  }

  @Test
  void givenADataset_whenClosedOrReadOutOfRange_thenRefused() throws IOException {
    InMemoryDataset images = InMemoryDataset.ofPixels(ImageShape.square(2, 3), counting(12));

    assertThatThrownBy(() -> images.read(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> images.name(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    images.close();
    assertThatThrownBy(() -> images.read(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  // Identity

  @Test
  void givenTheSameImages_whenMadeADatasetAgain_thenTheDescriptionIsTheSame() throws IOException {
    ImageShape shape = new ImageShape(2, 3, 1);
    String description = InMemoryDataset.ofPixels(shape, counting(12)).description();

    assertThat(description).matches("memory\\(2 images, [0-9a-f]{12}\\)");
    assertThat(InMemoryDataset.ofPixels(shape, counting(12)).description()).isEqualTo(description);
    byte[] other = counting(12);
    other[11]++;
    assertThat(
            List.of(
                InMemoryDataset.ofPixels(shape, other).description(),
                InMemoryDataset.ofPixels(new ImageShape(3, 2, 1), counting(12)).description(),
                InMemoryDataset.ofPixels(shape, counting(18)).description()))
        .doesNotContain(description);
  }

  // As a dataset

  @Test
  void givenLabels_whenGivenToImages_thenClassesCanBeChosenPackedAndConcatenated(
      @TempDir Path folder) throws IOException {
    Dataset images = InMemoryDataset.ofPixels(ImageShape.square(2, 3), counting(60));
    Dataset animals = images.labeled(List.of("cat", "dog", "cow"), 0, 1, 0, -1, 1);

    assertThat(animals.classNames()).containsExactly("cat", "dog", "cow");
    assertThat(IntStream.range(0, 5).map(animals::label)).containsExactly(0, 1, 0, -1, 1);
    assertThat(animals.description())
        .matches("memory\\(.*\\) > labeled\\(3 classes, [0-9a-f]{12}\\)");
    assertThat(animals.classes("dog").size()).isEqualTo(2);
    assertThat(animals.classes("dog").read(1)).isEqualTo(images.read(4));
    Path file = folder.resolve("animals.pack");
    ImagePack.write(animals, file, PackOptions.defaults(), ProgressListener.none());
    try (ImagePack pack = ImagePack.open(file)) {
      assertThat(pack.classNames()).containsExactly("cat", "dog", "cow");
      assertThat(IntStream.range(0, 5).map(pack::label)).containsExactly(0, 1, 0, -1, 1);
    }
    Dataset more = images.concat(animals, images.labeled(List.of("dog", "owl"), 1, 0, 1, 0, 1));
    assertThat(more.classNames()).containsExactly("cat", "dog", "cow", "owl");
    assertThat(IntStream.range(0, 15).map(more::label))
        .containsExactly(-1, -1, -1, -1, -1, 0, 1, 0, -1, 1, 3, 1, 3, 1, 3);
  }

  @Test
  void givenLabelsWithoutNames_whenGivenToImages_thenClassesAreNamedByNumber() throws IOException {
    Dataset images = InMemoryDataset.ofPixels(ImageShape.square(2, 3), counting(36));

    assertThat(images.labeled(2, 0, -1).classNames()).containsExactly("0", "1", "2");
    assertThat(images.labeled(2, 0, -1).label(0)).isEqualTo(2);
    assertThat(images.labeled(-1, -1, -1).classNames()).isEmpty();
  }

  @Test
  void givenManyImagesOfManyClasses_whenLabeled_thenNoMessageIsComposedForEachImage() {
    Dataset images = Dataset.of(TestImages.noise(2_000, ImageShape.square(2, 1)));
    int[] labels = IntStream.range(0, 2_000).map(i -> 60_000 - i).toArray();

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Dataset labeled = images.labeled(labels);

    // The names take less than 10 MB, and messages with all of them 1 GB and more.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100 << 20);
    assertThat(labeled.label(1_999)).isEqualTo(58_001);
  }

  @Test
  void givenLabelsThatDoNotFit_whenGivenToImages_thenRefusedWithTheIndex() throws IOException {
    Dataset images = InMemoryDataset.ofPixels(ImageShape.square(2, 3), counting(36));
    List<String> names = List.of("cat", "dog");

    assertThatThrownBy(() -> images.labeled(names, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of the 3 images")
        .hasMessageContaining("got 2 labels");
    for (int label : new int[] {2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> images.labeled(names, 0, label, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the label of image 1 is " + label + ", expected 0 to 1");
    }
    assertThatThrownBy(() -> images.labeled(0, 1_000_000_000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 to 65535, got 1000000000");
    assertThatThrownBy(() -> images.labeled(0, Integer.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2147483647");
    assertThatThrownBy(() -> images.labeled(0, -2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the label of image 1 is -2");
    assertThatThrownBy(() -> images.labeled(List.of("cat", "cat"), 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be distinct");
    assertThatThrownBy(() -> images.labeled(Arrays.asList("cat", null), 0, 1, 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("classNames[1]");
  }

  @Test
  void givenASourceWhoseLabelsHaveNoNames_whenConcatenatedOrPacked_thenItIsNamed(
      @TempDir Path folder) {
    ImageSource wrong =
        new ImageSource() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public Optional<ImageShape> shape() {
            return Optional.of(ImageShape.square(2, 3));
          }

          @Override
          public Pixels read(int index) {
            return new Pixels(ImageShape.square(2, 3), new byte[12]);
          }

          @Override
          public int label(int index) {
            return 3;
          }

          @Override
          public String description() {
            return "custom";
          }
        };

    assertThatThrownBy(() -> Dataset.of(wrong).concat(wrong).label(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("image 0 of custom has the label 3")
        .hasMessageContaining("its 0 classes");
    assertThatThrownBy(
            () ->
                ImagePack.write(
                    Dataset.of(wrong),
                    folder.resolve("wrong.pack"),
                    PackOptions.defaults(),
                    ProgressListener.none()))
        .hasMessageContaining("has the label 3");
  }
}

package org.dcgan.datasets.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.image.ImageShape;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetStatisticsTest {
  @TempDir Path folder;

  @Test
  void givenAFolder_whenDescribed_thenSizesLabelsAndValuesAreCounted() throws IOException {
    write("cat/1.png", 3, 2, 0x000000);
    write("cat/2.png", 3, 2, 0xff0033);
    write("dog/3.png", 6, 2, 0xff0033);
    Files.writeString(folder.resolve("dog/4.png"), "no image");
    AtomicLong reported = new AtomicLong();
    DatasetStatistics statistics =
        DatasetStatistics.of(
            ImageFolder.withClasses(folder), 3, (name, total, unit) -> reported::addAndGet);
    assertThat(reported).hasValue(4);
    assertThat(statistics.count()).isEqualTo(4);
    assertThat(statistics.unreadable()).isEqualTo(1);
    assertThat(statistics.firstUnreadable().get(0)).contains("4.png");
    assertThat(statistics.sizes())
        .containsExactly(
            new DatasetStatistics.SizeCount(new ImageShape(2, 3, 3), 2),
            new DatasetStatistics.SizeCount(new ImageShape(2, 6, 3), 1));
    assertThat(statistics.smallestSide()).isEqualTo(2);
    assertThat(statistics.largestSide()).isEqualTo(6);
    assertThat(statistics.labels())
        .containsExactly(
            new DatasetStatistics.LabelCount("cat", 2), new DatasetStatistics.LabelCount("dog", 2));
    // 18 of 24 pixels are red.
    assertThat(statistics.channels().get(0).mean()).isCloseTo(0.75, within(1e-9));
    assertThat(statistics.channels().get(0).deviation())
        .isCloseTo(Math.sqrt(0.75 * 0.25), within(1e-9));
    assertThat(statistics.channels().get(1).mean()).isZero();
    assertThat(statistics.channels().get(2).mean()).isCloseTo(0.75 * 0.2, within(1e-9));
    assertThat(statistics.toText())
        .contains("images       4")
        .contains("2x3x3                   2")
        .contains("red          mean 0.7500, deviation 0.4330");
  }

  @Test
  void givenNoThreads_whenDescribed_thenRefused() throws IOException {
    write("cat/1.png", 3, 2, 0x000000);
    try (Dataset dataset = ImageFolder.withClasses(folder)) {
      assertThatThrownBy(() -> DatasetStatistics.of(dataset, 0, ProgressListener.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("threads must be at least 1, got 0");
    }
  }

  @Test
  void givenAThousandClasses_whenPrinted_thenOnlyTheLargestAndTheSmallestAreListed() {
    List<DatasetStatistics.LabelCount> labels = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      // 800 classes without images, and one of each size from 1 to 200.
      labels.add(new DatasetStatistics.LabelCount("class" + i, i < 800 ? 0 : i - 799));
    }
    DatasetStatistics statistics =
        new DatasetStatistics(
            "many", 20_100, 0, List.of(), 0, List.of(), 0, 0, 0, labels, 0, List.of());
    List<String> lines = statistics.toText().lines().toList();
    assertThat(lines).hasSizeLessThan(40);
    assertThat(lines.get(2)).isEqualTo("classes      1,000");
    assertThat(lines.get(3)).matches("  class999 +200");
    assertThat(lines.get(17)).matches("  class985 +186");
    assertThat(lines.get(18)).contains("... 170 classes between");
    assertThat(lines.get(19)).matches("  class814 +15");
    assertThat(lines.get(33)).matches("  class800 +1");
    assertThat(lines.get(34)).matches("  \\(classes without images\\) +800");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, false", "3, true"})
  void givenTransparentImages_whenDescribed_thenTheyAreCountedAndAMajorityGivesAWarning(
      int transparent, boolean warned) throws IOException {
    for (int i = 0; i < 4; i++) {
      int type = i < transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
      ImageIO.write(new BufferedImage(4, 4, type), "png", folder.resolve(i + ".png").toFile());
    }
    Files.writeString(folder.resolve("x.png"), "no image");
    Dataset images = ImageFolder.open(folder);
    for (Dataset view : List.of(images, images.centerCropped(2).subset(4, 3, 2, 1, 0))) {
      DatasetStatistics statistics = DatasetStatistics.of(view, 2, ProgressListener.none());
      assertThat(statistics.transparent()).isEqualTo(transparent);
      assertThat(statistics.isMostlyTransparent()).isEqualTo(warned);
      if (transparent == 0) {
        assertThat(statistics.toText()).doesNotContain("transparent");
      } else {
        assertThat(statistics.toText())
            .contains("transparent  " + transparent + ", " + 25 * transparent + ".0 %");
      }
      assertThat(statistics.toText().contains("warning")).isEqualTo(warned);
    }
  }

  @Test
  void givenGrayImages_whenDescribed_thenThereIsOneChannel() throws IOException {
    write("a.png", 4, 4, 0x808080);
    Dataset gray = ImageFolder.open(folder).grayscale();
    DatasetStatistics statistics = DatasetStatistics.of(gray, ProgressListener.none());
    assertThat(statistics.channels())
        .containsExactly(new DatasetStatistics.Channel(128 / 255.0, 0));
    assertThat(statistics.labels()).isEmpty();
    assertThat(statistics.unlabeled()).isEqualTo(1);
    assertThat(statistics.toText()).contains("gray");
  }

  @Test
  void givenCifar_whenDescribed_thenMeansAndDeviationsAreThePublishedOnes() throws IOException {
    try (Cifar10 train = Cifar10.train(RealData.folder("cifar-10-batches-bin"))) {
      DatasetStatistics statistics = DatasetStatistics.of(train, ProgressListener.none());
      assertThat(statistics.labels()).hasSize(10).allMatch(l -> l.count() == 5_000);
      // 0.4914 0.4822 0.4465 and 0.2470 0.2435 0.2616; these files went through JPEG once.
      double[] means = {0.4914, 0.4822, 0.4465};
      double[] deviations = {0.2470, 0.2435, 0.2616};
      for (int c = 0; c < 3; c++) {
        assertThat(statistics.channels().get(c).mean()).isCloseTo(means[c], within(0.003));
        assertThat(statistics.channels().get(c).deviation())
            .isCloseTo(deviations[c], within(0.004));
      }
    }
  }

  @Test
  void givenADataset_whenASheetIsRendered_thenEveryImageHasATileAndACaption() throws IOException {
    for (int i = 0; i < 10; i++) {
      Files.createDirectories(folder.resolve("c"));
      ImageIO.write(
          Encoded.gradient(20 + 40 * i, 30), "png", folder.resolve("c/" + i + ".png").toFile());
    }
    Files.writeString(folder.resolve("c/broken.png"), "");
    ContactSheet sheet = ContactSheet.of(ImageFolder.withClasses(folder), 100, 1);
    assertThat(sheet.size()).isEqualTo(11);
    Path file = folder.resolve("out/sheet.png");
    sheet.writePng(file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(4 * (128 + 6) + 6);
    assertThat(image.getHeight()).isEqualTo(3 * (128 + 14 + 6) + 6);
    int dark = 0;
    for (int x = 6; x < 134; x++) {
      for (int y = 6 + 128; y < 6 + 128 + 14; y++) {
        dark += (image.getRGB(x, y) & 255) < 128 ? 1 : 0;
      }
    }
    assertThat(dark).as("dark pixels of the first caption").isPositive();
    assertThatThrownBy(() -> ContactSheet.create().toBufferedImage())
        .isInstanceOf(IllegalStateException.class);
  }

  private void write(String name, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}

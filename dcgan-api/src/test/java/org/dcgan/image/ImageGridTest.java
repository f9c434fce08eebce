package org.dcgan.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each image of a grid can be cropped from it again. */
class ImageGridTest {

  private static Images noise(int count) {
    return Images.of(
        IntStream.range(0, count).mapToObj(i -> PixelsTest.noise(6, 8, 3, i)).toList());
  }

  @Test
  void givenImages_whenWrittenAsPng_thenGridContainsEachImage(@TempDir Path folder)
      throws Exception {
    Images images = noise(7);
    Path file = folder.resolve("deep/er/grid.png");

    ImageGrid.of(images).writePng(file);

    BufferedImage grid = ImageIO.read(file.toFile());
    // 7 images: 3 columns, 3 rows, 2 pixels between.
    assertThat(grid.getWidth()).isEqualTo(3 * 8 + 2 * 2);
    assertThat(grid.getHeight()).isEqualTo(3 * 6 + 2 * 2);
    for (int i = 0; i < 7; i++) {
      BufferedImage cell = grid.getSubimage(i % 3 * 10, i / 3 * 8, 8, 6);
      assertThat(Pixels.of(cell, 3).data()).isEqualTo(images.pixels(i).data());
    }
    assertThat(grid.getRGB(8, 0)).as("the gap").isEqualTo(0xFFFFFFFF);
    assertThat(grid.getRGB(27, 21)).as("the empty places").isEqualTo(0xFFFFFFFF);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).as("nothing else is left").containsExactly(file);
    }
  }

  @Test
  void givenColumnsGapAndScale_whenRendered_thenPixelsBecomeSquares() {
    Images images = noise(4);

    BufferedImage grid =
        ImageGrid.of(images).withColumns(4).withGap(0).withScale(3).toBufferedImage();

    assertThat(grid.getWidth()).isEqualTo(4 * 8 * 3);
    assertThat(grid.getHeight()).isEqualTo(6 * 3);
    BufferedImage third = images.toBufferedImage(2);
    for (int y = 0; y < 18; y++) {
      for (int x = 0; x < 24; x++) {
        assertThat(grid.getRGB(48 + x, y)).isEqualTo(third.getRGB(x / 3, y / 3));
      }
    }
  }

  @Test
  void givenGrid_whenCopiedWithChanges_thenOriginalIsUnchanged() {
    ImageGrid grid = ImageGrid.of(noise(4));
    int before = grid.toBufferedImage().getWidth();

    grid.withColumns(1).withScale(5);

    assertThat(grid.toBufferedImage().getWidth()).isEqualTo(before);
  }

  @Test
  void givenNoImages_whenCreated_thenThrows() {
    Images none = Images.of(ImageShape.square(4, 1), new float[0]);
    ImageGrid grid = ImageGrid.of(noise(1));

    assertThatThrownBy(() -> ImageGrid.of(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one image");
    assertThatThrownBy(() -> grid.withColumns(0)).hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> grid.withGap(-1)).hasMessageContaining("at least 0 pixels, got -1");
    assertThatThrownBy(() -> grid.withScale(0)).hasMessageContaining("at least 1, got 0");
  }

  @Test
  void givenAGrid_whenEncodedInMemory_thenBytesAreThoseOfTheFile(@TempDir Path folder)
      throws Exception {
    ImageGrid grid = ImageGrid.of(noise(3));
    Path file = folder.resolve("grid.png");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();

    grid.writePng(file);
    grid.writePng(stream);

    assertThat(grid.toPng()).isEqualTo(Files.readAllBytes(file)).isEqualTo(stream.toByteArray());
  }

  @Test
  void givenABatch_whenSingleImagesAreEncoded_thenEachIsThatImage(@TempDir Path folder)
      throws Exception {
    Images images = noise(3);
    Path file = folder.resolve("2.png");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();

    images.writePng(2, file);
    images.writePng(2, stream);

    assertThat(Pixels.of(ImageIO.read(file.toFile()), 3)).isEqualTo(images.pixels(2));
    assertThat(images.toPng(2))
        .isEqualTo(Files.readAllBytes(file))
        .isEqualTo(stream.toByteArray())
        .isNotEqualTo(images.toPng(1));
    assertThatThrownBy(() -> images.toPng(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenSettingsBeyondOneImage_whenRendered_thenRefusedWithTheSize() {
    ImageGrid grid = ImageGrid.of(noise(4));

    for (ImageGrid huge :
        List.of(
            grid.withScale(Integer.MAX_VALUE),
            grid.withGap(Integer.MAX_VALUE),
            grid.withColumns(Integer.MAX_VALUE),
            grid.withScale(100_000))) {
      assertThatThrownBy(huge::toBufferedImage)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a grid of 4 images of 6x8x3")
          .hasMessageContaining("choose fewer images or columns");
      assertThatThrownBy(huge::toPng).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

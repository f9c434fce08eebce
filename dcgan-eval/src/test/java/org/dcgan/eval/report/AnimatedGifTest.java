package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class AnimatedGifTest {
  @TempDir private Path folder;

  private static BufferedImage plain(int rgb, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, rgb);
    }
    return image;
  }

  @Test
  void givenFrames_whenWritten_thenAReaderFindsFramesDelaysAndLoop() throws IOException {
    Path file = folder.resolve("a.gif");
    AnimatedGif.write(
        file,
        List.of(plain(0xFF0000, 8), plain(0x00FF00, 8), plain(0x0000FF, 8)),
        Duration.ofMillis(120));

    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (var stream = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(stream);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      assertThat(reader.read(1).getRGB(3, 3) & 0xFFFFFF).isEqualTo(0x00FF00);
      assertThat(reader.read(2).getRGB(3, 3) & 0xFFFFFF).isEqualTo(0x0000FF);
      Element root = (Element) reader.getImageMetadata(1).getAsTree("javax_imageio_gif_image_1.0");
      Element control = (Element) root.getElementsByTagName("GraphicControlExtension").item(0);
      assertThat(control.getAttribute("delayTime")).isEqualTo("12");
    } finally {
      reader.dispose();
    }
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .contains("NETSCAPE2.0");
    assertThat(
            AnimatedGif.encode(
                List.of(plain(0xFF0000, 8), plain(0x00FF00, 8), plain(0x0000FF, 8)),
                Duration.ofMillis(120)))
        .isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void givenNoOrUnequalFrames_whenWritten_thenTheyAreRefusedAndNothingIsWritten() {
    Path file = folder.resolve("b.gif");
    assertThatThrownBy(() -> AnimatedGif.write(file, List.of(), Duration.ofMillis(50)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one frame");
    assertThatThrownBy(
            () -> AnimatedGif.write(file, List.of(plain(0, 8), plain(0, 9)), Duration.ofMillis(50)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the first is 8x8, another 9x9");
    assertThatThrownBy(() -> AnimatedGif.write(file, List.of(plain(0, 8)), Duration.ofMillis(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 ms");
    assertThat(file).doesNotExist();
  }

  @Test
  void givenAFrameWithoutLimit_whenEncoded_thenItIsRefused() {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    assertThatThrownBy(() -> AnimatedGif.encode(List.of(image), ChronoUnit.FOREVER.getDuration()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 ms to 10 minutes");
  }
}

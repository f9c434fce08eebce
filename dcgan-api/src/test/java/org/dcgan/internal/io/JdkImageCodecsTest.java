package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.dcgan.image.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkImageCodecsTest {
  @TempDir private Path folder;

  @Test
  void givenMissingCacheFolder_whenWritten_thenPngIsComplete() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0x123456);
    File before = ImageIO.getCacheDirectory();
    Path gone = Files.createDirectory(folder.resolve("gone"));
    byte[] png;
    try {
      ImageIO.setCacheDirectory(gone.toFile());
      Files.delete(gone);
      assertThatThrownBy(() -> ImageIO.write(image, "png", new ByteArrayOutputStream()))
          .as("what ImageIO does")
          .isInstanceOf(IllegalArgumentException.class);
      png = JdkImageCodecs.encodePng(image);
    } finally {
      ImageIO.setCacheDirectory(before);
    }
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getRGB(2, 1)).isEqualTo(0xFF123456);
    assertThat(ImageIO.getUseCache()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "JPEG", "gif", "bmp"})
  void givenFormatOfTheJdk_whenRequested_thenCodecsAreTheJdks(String format) throws IOException {
    ImageReader reader = JdkImageCodecs.reader(format);
    assertThat(reader.getClass().getModule().getName()).isEqualTo("java.desktop");
    assertThat(JdkImageCodecs.writer(format).getClass().getModule().getName())
        .isEqualTo("java.desktop");
  }

  @Test
  void givenUnsupportedFormat_whenRequested_thenExceptionNamesIt() {
    assertThatThrownBy(() -> JdkImageCodecs.reader("webp"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("webp");
  }

  @Test
  void givenTransparentPixels_whenCopied_thenBackgroundIsVisible() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x33C86432);
    assertThat(Pixels.of(image, 3).data()).containsExactly((byte) 244, (byte) 224, (byte) 214);
    assertThat(Pixels.of(image, 3, org.dcgan.image.RgbColor.BLACK).data())
        .containsExactly(40, 20, 10);
  }
}

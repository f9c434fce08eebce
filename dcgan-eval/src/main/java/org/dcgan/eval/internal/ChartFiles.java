package org.dcgan.eval.internal;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;

/** Draws charts into PNG files, on machines without a screen, too. */
public final class ChartFiles {

  private ChartFiles() {}

  /**
   * Draws a chart and writes it, whole or not at all.
   *
   * @param what the chart's name for messages, for example "the loss chart"
   * @param file the PNG file; missing folders are created, an existing file is replaced
   * @param chart draws the chart
   * @throws IOException if the chart cannot be drawn, as on a machine without fonts, or cannot be
   *     written
   */
  public static void writePng(String what, Path file, Supplier<BufferedImage> chart)
      throws IOException {
    BufferedImage image;
    try {
      image = chart.get();
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (LinkageError | InternalError | AWTError | RuntimeException e) {
      // What the JDK throws without fonts or a font configuration is of no particular type.
      throw new IOException(
          what
              + " could not be drawn: "
              + e
              + "; if this machine has no fonts, install fontconfig and a font such as DejaVu",
          e);
    }
    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(image, out));
  }
}

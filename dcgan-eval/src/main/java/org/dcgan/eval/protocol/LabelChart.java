package org.dcgan.eval.protocol;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.dcgan.eval.report.CurveChart;

/**
 * A chart of test accuracy over labels per class, with a curve and its spread for each extractor.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LabelChart {

  private LabelChart() {}

  /**
   * Draws curves.
   *
   * @param title the title
   * @param curves the points of each curve by its name in the legend, at least one curve with a
   *     point
   * @return the image
   */
  public static BufferedImage draw(String title, Map<String, List<LabelCurve.Point>> curves) {
    return chart(title, curves).draw();
  }

  /**
   * Writes curves as a PNG file.
   *
   * @param title the title
   * @param curves the points of each curve by its name in the legend, at least one curve with a
   *     point
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if the chart cannot be drawn or written
   */
  public static void writePng(String title, Map<String, List<LabelCurve.Point>> curves, Path file)
      throws IOException {
    requireNonNull(file, "file");

    chart(title, curves).writePng(file);
  }

  private static CurveChart chart(String title, Map<String, List<LabelCurve.Point>> curves) {
    requireNonNull(title, "title");
    requireNonNull(curves, "curves");

    CurveChart.Builder chart =
        CurveChart.builder(title, "labels of each class", "test accuracy, %").logarithmicX();
    curves.forEach(
        (name, points) -> chart.curve(name, points.stream().map(LabelChart::of).toList()));
    return chart.build();
  }

  private static CurveChart.Point of(LabelCurve.Point point) {
    return new CurveChart.Point(
        point.labelsPerClass(),
        100 * point.testAccuracy().mean(),
        100 * point.testAccuracy().spread());
  }
}

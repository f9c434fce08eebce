package org.dcgan.datasets.faces;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.dcgan.datasets.Box;
import org.dcgan.internal.Csv;

/**
 * Writes one CSV line (RFC 4180, UTF-8) per detection. Names that a spreadsheet would interpret as
 * formulas are prefixed with an apostrophe ({@link Csv}).
 */
final class CsvWriter {
  static final String HEADER = "source,x,y,width,height,score,outcome,reason";

  private final OutputStream out;

  CsvWriter(OutputStream out) throws IOException {
    this.out = out;
    line((Object[]) HEADER.split(","));
  }

  void detection(String source, DetectionOutcome outcome) throws IOException {
    Box box = outcome.detection().box();
    line(
        source,
        box.x(),
        box.y(),
        box.width(),
        box.height(),
        rounded(outcome.detection().score()),
        outcome.kept() ? "kept" : "refused",
        outcome.refusal());
  }

  private static Number rounded(double score) {
    return Double.isFinite(score)
        ? new BigDecimal(String.format(Locale.ROOT, "%.4g", score))
        : Double.valueOf(score);
  }

  void nothing(String source, String outcome, String reason) throws IOException {
    line(source, "", "", "", "", "", outcome, reason);
  }

  private void line(Object... fields) throws IOException {
    out.write(Csv.line(fields).getBytes(StandardCharsets.UTF_8));
  }
}

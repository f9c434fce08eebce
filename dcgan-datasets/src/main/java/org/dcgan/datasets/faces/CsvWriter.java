package org.dcgan.datasets.faces;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcgan.datasets.Box;

/** A line per detection, comma-separated as RFC 4180 has it, in UTF-8. */
final class CsvWriter {
  static final String HEADER = "source,x,y,width,height,score,outcome,reason";

  private final OutputStream out;

  CsvWriter(OutputStream out) throws IOException {
    this.out = out;
    line(HEADER);
  }

  void detection(String source, Verdict verdict) throws IOException {
    Box box = verdict.detection().box();
    line(
        join(
            source,
            box.x(),
            box.y(),
            box.width(),
            box.height(),
            String.format(Locale.ROOT, "%.4g", verdict.detection().score()),
            verdict.kept() ? "kept" : "refused",
            verdict.refusal()));
  }

  void nothing(String source, String outcome, String reason) throws IOException {
    line(join(source, "", "", "", "", "", outcome, reason));
  }

  private static String join(Object... fields) {
    return Stream.of(fields)
        .map(Objects::toString)
        .map(f -> f.matches("[^\",\r\n]*") ? f : '"' + f.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(","));
  }

  private void line(String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}

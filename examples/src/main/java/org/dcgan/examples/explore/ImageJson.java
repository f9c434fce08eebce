package org.dcgan.examples.explore;

import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.image.Images;

/** Images in JSON: PNG files in Base64. */
final class ImageJson {

  private ImageJson() {}

  static String png(Images images, int n) {
    return Base64.getEncoder().encodeToString(images.toPng(n));
  }

  static List<String> pngs(Images images) {
    return IntStream.range(0, images.count()).mapToObj(n -> png(images, n)).toList();
  }
}

package org.dcgan.datasets;

import java.nio.file.Path;
import java.util.List;
import org.dcgan.datasets.download.UnpackLimits;
import org.dcgan.datasets.download.Unpacker;
import org.dcgan.progress.ProgressListener;

/** Runs in a process of another locale: opens a source and prints its names in ASCII. */
final class NamesProbe {
  private NamesProbe() {}

  public static void main(String... arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Unpacker.unpack(
        Path.of(arguments[1]), folder, UnpackLimits.defaults(), ProgressListener.none());
    System.out.println(of(folder));
    for (String source : List.of(arguments).subList(1, arguments.length)) {
      System.out.println(of(Path.of(source)));
    }
  }

  static String of(Path source) throws Exception {
    StringBuilder text = new StringBuilder();
    try (ImageFolder images = ImageFolder.withClasses(source)) {
      text.append(images.description()).append(images.classNames());
      for (int i = 0; i < images.size(); i++) {
        text.append(' ').append(images.label(i)).append(':').append(images.name(i));
        text.append(' ').append(images.read(i).shape());
      }
    }
    StringBuilder ascii = new StringBuilder();
    text.chars().forEach(c -> ascii.append(c < 0x80 ? "" + (char) c : "<" + c + ">"));
    return ascii.toString();
  }
}

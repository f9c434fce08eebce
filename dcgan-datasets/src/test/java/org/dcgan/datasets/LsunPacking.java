package org.dcgan.datasets;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.datasets.pack.PackReport;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;

/**
 * How long it takes to pack a category of LSUN at 64 pixels, projected from some thousand images.
 * Arguments: the LMDB environment or a folder of images, which are repeated as needed; how many
 * images to pack; the number of threads.
 */
public final class LsunPacking {
  /** Images of bedroom_train_lmdb. */
  private static final int BEDROOMS = 3_033_042;

  private LsunPacking() {}

  /** Prints images a second and the projected time. */
  public static void main(String... arguments) throws IOException {
    int count = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    Path folder = Files.createTempDirectory("lsun-packing");
    Path data = Path.of(arguments[0]);
    boolean environment = Files.exists(data.resolve("data.mdb"));
    try (Dataset lsun = environment ? Lsun.open(data) : ImageFolder.open(data)) {
      long sides = 0;
      for (int i = 0; i < Math.min(200, lsun.size()); i++) {
        ImageShape shape = lsun.read(i).shape();
        sides += Math.min(shape.height(), shape.width());
      }
      System.out.printf(
          Locale.ROOT,
          "%s; shorter side %d px on average%n",
          lsun.description(),
          sides / Math.min(200, lsun.size()));
      Dataset images = new Repeated(lsun, count).centerCropped(64);
      PackReport report =
          ImagePack.write(
              images,
              folder.resolve("lsun.pack"),
              PackOptions.defaults().withThreads(threads),
              ProgressListener.none());
      double seconds = report.duration().toNanos() / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%,d images, %d unreadable, %d threads: %.1f s, %,.0f images/s; %,d images would take"
              + " %.0f minutes%n",
          report.images(),
          report.skipped(),
          threads,
          seconds,
          count / seconds,
          BEDROOMS,
          BEDROOMS / (count / seconds) / 60);
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** A source whose images come again and again. */
  private record Repeated(Dataset source, int size) implements Dataset {
    @Override
    public OptionalInt channels() {
      return source.channels();
    }

    @Override
    public Optional<ImageShape> shape() {
      return source.shape();
    }

    @Override
    public Pixels read(int index) throws IOException {
      return source.read(index % source.size());
    }

    @Override
    public String description() {
      return source.description() + " repeated to " + size;
    }
  }
}

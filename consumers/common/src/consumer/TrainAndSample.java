package consumer;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.Images;
import org.dcgan.training.TrainingPlan;

/** An application that depends on the published artifacts and on nothing else. */
public final class TrainAndSample {
  /** A lossless WebP image of 1x1. The JDK has no decoder for it. */
  private static final String WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  private TrainAndSample() {}

  /** Trains for two steps, saves, loads, samples, and reads an image that the JDK cannot decode. */
  public static void main(String... args) throws Exception {
    Path out = Files.createDirectories(Path.of(args[0]));
    Path model = out.resolve("model");
    SyntheticRooms rooms = SyntheticRooms.builder().count(256).resolution(16).build();

    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (Dcgan dcgan =
        Dcgan.builder().resolution(16).width(8).precision(Precision.FLOAT32).build()) {
      dcgan.trainAsync(rooms, TrainingPlan.builder().epochs(1).build(), executor).await();
      dcgan.save(model);
    } finally {
      executor.shutdown();
    }
    try (Dcgan dcgan = Dcgan.load(model)) {
      ImageGrid.of(dcgan.sample(16)).writePng(out.resolve("samples.png"));
      // What was generated is a dataset, from pixels, from BufferedImages and from the bytes of files.
      Images images = dcgan.sample(2);
      BufferedImage first = images.toBufferedImage(0);
      check(
          InMemoryDataset.ofImages(List.of(first)).read(0).equals(images.pixels(0)),
          "a BufferedImage was not read");
      check(
          InMemoryDataset.ofEncoded(List.of(images.toPng(1))).read(0).equals(images.pixels(1)),
          "a PNG in memory was not read");
    }

    check(Files.size(out.resolve("samples.png")) > 0, "no samples were written");
    boolean versioned = false;
    try (var files = Files.list(model)) {
      for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".json"))::iterator) {
        versioned |= Files.readString(file).matches("(?s).*\"library\"\\s*:\\s*\"\\d+\\..*");
      }
    }
    check(versioned, "the model does not name the version of the library");

    Path images = Files.createDirectories(out.resolve("images"));
    Files.write(images.resolve("one.webp"), Base64.getDecoder().decode(WEBP));
    check(ImageFolder.open(images).read(0).shape().height() == 1, "a WebP image was not decoded");

    System.out.println("consumer: trained, saved, loaded and sampled");
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException(message);
    }
  }
}

package org.dcgan.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.Lsun;
import org.dcgan.datasets.Mnist;
import org.dcgan.datasets.Svhn;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;

/**
 * Prints how many images per second the decoders, the dataset readers and the packs deliver, beside
 * OpenCV's decoders (libjpeg-turbo, libwebp) on the same bytes in the same run. Each line is the
 * median of {@value #ROUNDS} rounds, with the slowest and the fastest; within a round every
 * measurement takes its turn.
 *
 * <p>Argument: the folder of the real images, with {@code faces64}, {@code lfw-deepfunneled},
 * {@code cifar-10-batches-bin}, {@code mnist}, {@code svhn-layout}, {@code lsun-layout} and {@code
 * tiny-imagenet-200} in it.
 */
public final class ImageReadingBenchmark {
  private static final int ROUNDS = 7;
  private static final int IMAGES = 500;

  /** Images per round of readers that need not decode anything. */
  private static final int MANY = 200_000;

  private ImageReadingBenchmark() {}

  private interface Job {
    void run(int i) throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Measured(
      String name, int threads, int count, long bytes, Job job, double[] rates) {}

  /**
   * Prints the table.
   *
   * @param arguments the folder of the real images
   * @throws Exception if images cannot be read
   */
  public static void main(String... arguments) throws Exception {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "expected one argument, the folder of the real images, got " + List.of(arguments));
    }
    opencv_core.setNumThreads(1);
    Path temporary = Files.createTempDirectory("image-reading");
    try {
      measure(Path.of(arguments[0]), temporary);
    } finally {
      MoreFiles.deleteRecursively(temporary, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void measure(Path data, Path temporary) throws Exception {
    List<Measured> all = new ArrayList<>();
    List<byte[]> small = files(data.resolve("faces64"));
    List<byte[]> large = files(data.resolve("lfw-deepfunneled"));
    List<byte[]> webp = webp(large);
    decoders(all, "JPEG 64x64", small);
    decoders(all, "JPEG 250x250", large);
    decoders(all, "WebP 250x250", webp);

    Dataset folder64 = ImageFolder.open(data.resolve("faces64")).centerCropped(64);
    Dataset folder250 = ImageFolder.open(data.resolve("lfw-deepfunneled")).centerCropped(64);
    source(all, "ImageFolder JPEG 64x64", folder64, 1, IMAGES);
    source(all, "ImageFolder JPEG 250x250 > centerCropped(64)", folder250, 1, IMAGES);
    readers(all, data, temporary);
    Path file = temporary.resolve("faces64.pack");
    ImagePack.write(folder64, file, PackOptions.defaults(), ProgressListener.none());
    try (ImagePack pack = ImagePack.open(file)) {
      source(all, "ImagePack 64x64x3, random order", pack, 1, MANY);
      source(all, "ImagePack 64x64x3, random order", pack, 2, MANY);
      for (int round = -2; round < ROUNDS; round++) {
        for (Measured measured : all) {
          double rate = rate(measured);
          if (round >= 0) {
            measured.rates()[round] = rate;
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-46s %7s %10s %10s %10s %8s%n",
        "what",
        "threads",
        "images/s",
        "slowest",
        "fastest",
        "MB/s");
    for (Measured measured : all) {
      double[] rates = measured.rates().clone();
      Arrays.sort(rates);
      System.out.printf(
          Locale.ROOT,
          "%-46s %7d %,10.0f %,10.0f %,10.0f %,8.0f%n",
          measured.name(),
          measured.threads(),
          rates[ROUNDS / 2],
          rates[0],
          rates[ROUNDS - 1],
          rates[ROUNDS / 2] * measured.bytes() / 1e6);
    }
  }

  /** Adds a line for each dataset reader. Files that are read as a whole are read beforehand. */
  private static void readers(List<Measured> all, Path data, Path temporary) throws IOException {
    source(all, "Cifar10", Cifar10.train(data.resolve("cifar-10-batches-bin")), 1, MANY);
    source(all, "Mnist, gzip", Mnist.train(data.resolve("mnist")), 1, MANY);
    source(all, "Svhn", Svhn.train(data.resolve("svhn-layout")), 1, MANY);
    source(
        all,
        "Lsun WebP > centerCropped(64)",
        Lsun.open(data.resolve("lsun-layout/bedroom_val_lmdb")).centerCropped(64),
        1,
        IMAGES / 5);
    source(
        all,
        "ImageNet JPEG 64x64 > centerCropped(32)",
        ImageFolder.withClasses(data.resolve("tiny-imagenet-200/train")).centerCropped(32),
        1,
        IMAGES);
    Path zip = temporary.resolve("faces.zip");
    zip(data.resolve("faces64"), zip);
    source(all, "ImageFolder, zip, JPEG 64x64", ImageFolder.open(zip).centerCropped(64), 1, IMAGES);
    for (int resolution : new int[] {32, 64}) {
      source(
          all,
          "SyntheticRooms " + resolution + "x" + resolution,
          SyntheticRooms.builder().resolution(resolution).build(),
          1,
          IMAGES);
    }
  }

  private static void zip(Path folder, Path file) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      ImageFolder images = ImageFolder.open(folder);
      for (int i = 0; i < IMAGES; i++) {
        out.putNextEntry(new ZipEntry(images.name(i)));
        Files.copy(folder.resolve(images.name(i)), out);
      }
    }
  }

  private static void decoders(List<Measured> all, String name, List<byte[]> files) {
    ImageDecoder decoder = ImageDecoder.create();
    long pixels = 3L * (name.contains("250") ? 250 * 250 : 64 * 64);
    all.add(
        new Measured(
            name + ", ImageDecoder",
            1,
            IMAGES,
            pixels,
            i -> {
              Pixels unused = decoder.decode(files.get(i % files.size()), "image", 3);
            },
            new double[ROUNDS]));
    all.add(
        new Measured(
            name + ", OpenCV imdecode",
            1,
            IMAGES,
            pixels,
            i -> {
              try (BytePointer bytes = new BytePointer(files.get(i % files.size()));
                  Mat encoded = new Mat(1, (int) bytes.capacity(), opencv_core.CV_8UC1, bytes);
                  Mat image = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
                byte[] copy = new byte[(int) (image.total() * 3)];
                image.data().get(copy);
              }
            },
            new double[ROUNDS]));
  }

  private static void source(
      List<Measured> all, String name, ImageSource source, int threads, int count) {
    Permutation order = Permutation.of(source.size(), 1);
    all.add(
        new Measured(
            name,
            threads,
            count,
            source.shape().orElseThrow().size(),
            i -> {
              Pixels unused = source.read(order.at(i % source.size()));
            },
            new double[ROUNDS]));
  }

  private static double rate(Measured measured) throws Exception {
    int count = measured.count();
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int t = 0; t < measured.threads(); t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    measured.job().run(i);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return count * 1e9 / (System.nanoTime() - start);
  }

  private static List<byte[]> files(Path folder) throws IOException {
    List<byte[]> files = new ArrayList<>();
    ImageFolder images = ImageFolder.open(folder);
    for (int i = 0; i < IMAGES; i++) {
      files.add(Files.readAllBytes(folder.resolve(images.name(i))));
    }
    return files;
  }

  private static List<byte[]> webp(List<byte[]> jpegs) {
    List<byte[]> files = new ArrayList<>();
    for (byte[] jpeg : jpegs) {
      Mat image =
          opencv_imgcodecs.imdecode(
              new Mat(1, jpeg.length, opencv_core.CV_8UC1, new BytePointer(jpeg)),
              opencv_imgcodecs.IMREAD_COLOR);
      BytePointer out = new BytePointer();
      opencv_imgcodecs.imencode(
          ".webp", image, out, new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 75));
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      files.add(bytes);
    }
    return files;
  }
}

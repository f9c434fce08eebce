package org.dcgan.examples;

import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageSource;
import org.dcgan.random.Permutation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command line options that choose training and test images at random. */
final class RandomSubsetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--train-images",
      description =
          "number of training images, chosen at random; 0 for all (default: ${DEFAULT-VALUE})")
  private int trainImages;

  @Option(
      names = "--test-images",
      description =
          "number of test images, chosen at random; 0 for all (default: ${DEFAULT-VALUE})")
  private int testImages;

  @Option(
      names = "--jpeg-again",
      description =
          "compress all images as JPEG first, quality 75, with shifted blocks: measures the effect"
              + " of compression")
  private boolean recompress;

  @Option(
      names = "--jpeg-shift",
      paramLabel = "PIXELS",
      description =
          "shift of these blocks, from 1 to 15; an odd number halves the color resolution again"
              + " (default: ${DEFAULT-VALUE})")
  private int shift = RecompressedImages.DEFAULT_SHIFT;

  ImageSource training(Dataset images, long seed) {
    return compressed(subset(images, trainImages, seed));
  }

  ImageSource test(Dataset images, long seed) {
    return compressed(subset(images, testImages, seed));
  }

  private ImageSource compressed(Dataset images) {
    if (recompress) {
      return new RecompressedImages(images, shift);
    }
    IgnoredOptions.refuse(command, "without --jpeg-again", "--jpeg-shift");
    return images;
  }

  private static Dataset subset(Dataset images, int count, long seed) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "--train-images and --test-images must be at least 1, or 0 for all, got " + count);
    }
    if (count == 0 || count >= images.size()) {
      return images;
    }
    Permutation order = Permutation.of(images.size(), seed);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = order.at(i);
    }
    return images.subset(chosen);
  }
}

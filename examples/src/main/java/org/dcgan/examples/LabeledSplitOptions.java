package org.dcgan.examples;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.protocol.SvhnProtocol;
import org.dcgan.eval.svm.SvmOptions;
import picocli.CommandLine.Option;

/** Command line options that split labeled images for training and validation. */
final class LabeledSplitOptions {
  @Option(
      names = "--labels",
      description = "labeled images per class to train on (default: ${DEFAULT-VALUE})")
  private int labels = 100;

  @Option(
      names = "--validation",
      description =
          "number of training images that are held out for validation (default: ${DEFAULT-VALUE})")
  private int validation = 10_000;

  /**
   * Training and validation images.
   *
   * @param training the labeled images to train on
   * @param validation the images that the best epoch and trial are chosen by
   */
  record Split(Dataset training, Dataset validation) {}

  private static int protocolSeed(long seed) {
    if (seed != (int) seed) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--seed must be from %d to %d, as for SvhnFeatures, whose labels are used, got %d",
              Integer.MIN_VALUE,
              Integer.MAX_VALUE,
              seed));
    }
    return (int) seed;
  }

  /**
   * Splits images as {@link SvhnProtocol} does, and takes the first of its selections of labels, so
   * that both experiments use the same labels.
   *
   * @param images the images, with labels
   * @param seed the random seed of the split
   * @return the split
   * @throws IllegalArgumentException if a class has too few images, or the seed is out of range
   */
  Split split(Dataset images, long seed) {
    SvhnProtocol protocol =
        new SvhnProtocol(
            validation,
            labels,
            List.of(SvhnProtocol.AUTHORS_GRID.get(0)),
            1,
            1,
            protocolSeed(seed),
            SvmOptions.DEFAULT);
    SvhnProtocol.Split split = protocol.split(images.size());
    int classes = images.classNames().size();
    int[] pool = IntStream.of(split.pool()).map(images::label).toArray();
    for (int k = 0; k < classes; k++) {
      int label = k;
      long available = IntStream.of(pool).filter(l -> l == label).count();
      if (available < labels) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--labels %d of each class were asked for, but besides the --validation %d images"
                    + " there are only %d of the class %s; lower one of the two",
                labels,
                validation,
                available,
                images.classNames().get(k)));
      }
    }
    int[] digits = IntStream.range(0, classes).map(k -> (k + 1) % classes).toArray();
    int[] chosen =
        IntStream.of(protocol.draws(pool, digits).get(0)).map(i -> split.pool()[i]).toArray();
    return new Split(images.subset(chosen), images.subset(split.validation()));
  }
}

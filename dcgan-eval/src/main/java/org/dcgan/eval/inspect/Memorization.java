package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;

/**
 * A test for memorization: generated images with their nearest training images, by pixels and by
 * the discriminator's features.
 *
 * <p>A conditional discriminator needs a label with each image. That of the view ({@link
 * Dcgan#withLabels} with a single label) is given to the samples, whose class it is, and to every
 * training image, also to those of other classes. The neighbors by pixels do not depend on it.
 *
 * @param samples generated images
 * @param byPixels the nearest training images by pixels
 * @param byFeatures the nearest training images by D's features
 * @param trainingDistance for comparison, the mean distance by pixels of as many training images to
 *     their nearest other training images. The distance of samples of a model that copies is far
 *     below it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Memorization(
    Images samples, NearestImages byPixels, NearestImages byFeatures, double trainingDistance) {
  /** Checks that no component is null. */
  public Memorization {
    requireNonNull(samples, "samples");
    requireNonNull(byPixels, "byPixels");
    requireNonNull(byFeatures, "byFeatures");
  }

  /** 64 samples, enough to fill a figure. */
  public static final int DEFAULT_COUNT = 64;

  private static final int COLUMNS = 4;

  /**
   * Compares samples with training images.
   *
   * @param dcgan a trained model; a conditional one with a single label, which samples and training
   *     images are given
   * @param training the images that it was trained on, at least two
   * @param count the number of samples, at least 1
   * @param seed the random seed of the samples and of the training images that are compared with
   *     each other
   * @param progress receives the number of images that have been compared
   * @return the neighbors
   * @throws IOException if the images cannot be read
   */
  public static Memorization of(
      Dcgan dcgan, ImageSource training, int count, long seed, ProgressListener progress)
      throws IOException {
    requireNonNull(dcgan, "dcgan");
    requireNonNull(training, "training");
    requireNonNull(progress, "progress");

    checkArgument(count >= 1, "the number of samples must be at least 1, got %s", count);
    checkArgument(
        training.size() >= 2,
        "the comparison needs at least 2 training images, got %s",
        training.size());
    Images samples = dcgan.sample(count, seed);
    NearestImages byPixels = NearestImages.byPixels(samples, training, progress);
    NearestImages byFeatures =
        NearestImages.byFeatures(samples, training, dcgan.discriminator().features(), progress);
    List<Integer> chosen = new ArrayList<>();
    List<Pixels> images = new ArrayList<>();
    Permutation order = Permutation.of(training.size(), seed);
    for (int i = 0; i < training.size() && chosen.size() < Math.min(count, training.size()); i++) {
      try {
        images.add(training.read(order.at(i)));
        chosen.add(order.at(i));
      } catch (UnreadableImageException e) {
        // Another image is used instead.
      }
    }
    double among =
        NearestImages.othersByPixels(Images.of(images), training, chosen, progress).meanDistance();
    return new Memorization(samples, byPixels, byFeatures, among);
  }

  /**
   * The figure: each sample with its nearest training images by pixels and by features, four such
   * triples in a row.
   *
   * @return an RGB image
   */
  public BufferedImage figure() {
    List<Figure.Panel> columns = new ArrayList<>();
    for (int column = 0; column < Math.min(COLUMNS, samples.count()); column++) {
      List<Images> triples = new ArrayList<>();
      for (int i = column; i < samples.count(); i += COLUMNS) {
        triples.add(samples.slice(i, i + 1));
        triples.add(byPixels.images().slice(i, i + 1));
        triples.add(byFeatures.images().slice(i, i + 1));
      }
      columns.add(
          new Figure.Panel(
              "sample | nearest by pixels | by features",
              SampleGrids.legible(Images.concat(triples)).withColumns(3).toBufferedImage()));
    }
    return Figure.below(
        List.of(
            new Figure.Panel(
                String.format(
                    Locale.ROOT,
                    "Mean distance to the nearest training image: %.2f; between training images"
                        + " and the nearest others: %.2f",
                    byPixels.meanDistance(),
                    trainingDistance),
                Figure.beside(columns))));
  }

  /**
   * Writes the figure.
   *
   * @param file a PNG file; missing folders are made
   * @throws IOException if it cannot be written
   */
  public void writePng(Path file) throws IOException {
    requireNonNull(file, "file");

    Figure.writePng(figure(), file);
  }
}

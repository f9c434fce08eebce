package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.internal.LabeledSources;
import org.dcgan.eval.neighbors.NearestNeighborClassification;
import org.dcgan.eval.neighbors.Rows;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.training.ModelScore;

/**
 * The authors' {@code nnc} as a score of conditional models: the percentage of validation images
 * whose label differs from that of the nearest of n generated images, over pixels (the authors'
 * code, lib/metrics.py:33-59 and mnist/train_cond_dcgan.py, logs 100 minus this for 10,000 images
 * and n of 1,000, 10,000 and 100,000). Lower is better. The error falls as n grows, so that only
 * errors with the same n can be compared. The generated images are of the classes in turn.
 *
 * <p>{@link org.dcgan.eval.protocol.NearestNeighborProtocol} measures it for several n, with
 * intervals.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class NearestNeighborError implements ModelScore {
  /** 10,000, the second of the three numbers that the authors use. */
  public static final int DEFAULT_GENERATED = 10_000;

  private final Images validation;
  private final int[] labels;
  private final int classes;
  private final int generated;
  private final long seed;
  private final String dataset;

  private NearestNeighborError(
      Images validation, int[] labels, int classes, int generated, long seed, String dataset) {
    this.validation = validation;
    this.labels = labels;
    this.classes = classes;
    this.generated = generated;
    this.seed = seed;
    this.dataset = dataset;
  }

  /**
   * Reads the validation images.
   *
   * @param source labeled images of the model's shape and classes, preferably ones it was not
   *     trained on; read now, not kept
   * @param count the number of images of the source, at least 2; of a smaller source all are used
   * @param generated n, the number of generated images, at least 1
   * @param seed the random seed that selects images and generates the latents
   * @return a score
   * @throws IllegalArgumentException if a number is too small, the images differ in shape, or one
   *     has no label
   * @throws IOException if the images cannot be read
   */
  public static NearestNeighborError of(ImageSource source, int count, int generated, long seed)
      throws IOException {
    requireNonNull(source, "source");

    checkArgument(generated >= 1, "nnc needs at least 1 generated image, got %s", generated);
    LabeledSources.requireClasses(source, 2);
    Selection selection = Selection.of(source, count, seed);
    return new NearestNeighborError(
        ImageBatches.read(selection, 0, selection.size()),
        LabeledSources.labels(selection),
        source.classNames().size(),
        generated,
        seed,
        source.description());
  }

  @Override
  public String name() {
    return String.format(
        Locale.ROOT,
        "nnc, the percentage of %d images of %s that the nearest of %d generated ones classifies"
            + " wrongly, seed %d",
        validation.count(),
        dataset,
        generated,
        seed);
  }

  /**
   * Scores a conditional model.
   *
   * @param model a model that generates image i of class i modulo the number of classes, as
   *     trainings pass it; NaN is the score of a model whose images are not finite
   * @return the percentage of validation images that are classified wrongly
   * @throws IllegalArgumentException if the model is unconditional, has another number of classes,
   *     or generates images of another shape
   */
  @Override
  public double score(ImageSampler model) throws IOException {
    requireNonNull(model, "model");

    if (model instanceof Dcgan dcgan) {
      LabeledSources.requireSameClasses(
          "the model", dcgan.architecture().classes(), dataset, classes);
    }
    ImageShapes.require("this model", model.imageShape(), dataset, Optional.of(validation.shape()));
    NearestNeighborClassification classification =
        NearestNeighborClassification.of(Rows.of(validation), labels);
    int[] next = {0};
    boolean finite =
        Samples.generateFinite(
            model,
            generated,
            seed,
            batch -> {
              int[] batchLabels = new int[batch.count()];
              for (int i = 0; i < batchLabels.length; i++) {
                batchLabels[i] = next[0];
                next[0] = (next[0] + 1) % classes;
              }
              classification.add(Rows.of(batch), batchLabels);
            });
    return finite ? classification.score().errorPercent() : Double.NaN;
  }
}

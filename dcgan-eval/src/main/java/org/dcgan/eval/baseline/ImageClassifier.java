package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.internal.LabeledSources;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.internal.Problems;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.classifier.Classifier;
import org.dcgan.tensorflow.classifier.ClassifierOptions;
import org.dcgan.training.AdamOptions;

/**
 * A classifier of images that is trained on real, labeled images, to measure whether generated
 * images are of the class that they were generated for. It is the network of the supervised
 * baseline, a discriminator's architecture with an output for each class, trained once instead of
 * in a search.
 *
 * <pre>{@code
 * try (ImageClassifier classifier =
 *     ImageClassifier.train(Mnist.train(folder), Plan.DEFAULT, RuntimeOptions.DEFAULT, progress)) {
 *   double accuracy = classifier.evaluate(Mnist.test(folder)).accuracy();
 *   int[] classes = classifier.classify(generated);
 * }
 * }</pre>
 *
 * <p>Images whose sides are not a power of two from 16 to 256 are centered on a larger black
 * square. Owns native memory: close it. Not safe for use by several threads at the same time.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ImageClassifier implements AutoCloseable {
  private static final long WEIGHTS = 63;
  private static final long ORDER = 64;
  private static final int BATCH = 256;
  private static final int LEAST_SIDE = 16;
  private static final double WEIGHT_DEVIATION = 0.02;
  private static final float BLACK = -1;

  private final ImageShape shape;
  private final ImageShape square;
  private final List<String> classNames;
  private final String training;
  private final Classifier network;

  /**
   * The hyperparameters of a training.
   *
   * @param width the number of feature maps of the first convolution, at least 1
   * @param epochs passes over the images, at least 1
   * @param batchSize images per step, at least 2
   * @param learningRate Adam's initial learning rate, above 0, which falls linearly to 0
   * @param dropout the share of the last feature maps' values that is set to 0 in training, in [0,
   *     1)
   * @param seed the random seed of the initial weights, the order of images, and dropout
   */
  public record Plan(
      int width, int epochs, int batchSize, double learningRate, double dropout, long seed) {
    /** Suitable for MNIST: a width of 32, 4 epochs in batches of 128, 0.001, 0.3, seed 42. */
    public static final Plan DEFAULT = new Plan(32, 4, 128, 1e-3, 0.3, 42);

    /** Checks the ranges. */
    public Plan {
      new Problems()
          .require(width >= 1, "width must be at least 1, got %d", width)
          .require(epochs >= 1, "epochs must be at least 1, got %d", epochs)
          .require(batchSize >= 2, "batchSize must be at least 2, got %d", batchSize)
          .require(
              learningRate > 0 && learningRate < 1,
              "learningRate must be above 0 and below 1, got %s",
              learningRate)
          .require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got %s", dropout)
          .throwIfAny("invalid plan for a classifier");
    }

    /**
     * The same plan with another number of epochs.
     *
     * @param value passes over the images, at least 1
     * @return a changed copy
     */
    public Plan withEpochs(int value) {
      return new Plan(width, value, batchSize, learningRate, dropout, seed);
    }

    /**
     * The same plan with another random seed.
     *
     * @param value the random seed
     * @return a changed copy
     */
    public Plan withSeed(long value) {
      return new Plan(width, epochs, batchSize, learningRate, dropout, value);
    }
  }

  private ImageClassifier(
      ImageShape shape,
      ImageShape square,
      List<String> classNames,
      String training,
      Classifier network) {
    this.shape = shape;
    this.square = square;
    this.classNames = classNames;
    this.training = training;
    this.network = network;
  }

  /**
   * Trains a classifier.
   *
   * @param training labeled images of one shape, at least one batch, of at least 2 classes; read
   *     once in each epoch, not closed
   * @param plan the hyperparameters
   * @param runtime precision, device and threads
   * @param progress receives images
   * @return the trained classifier, to be closed by the caller
   * @throws IllegalArgumentException if there are too few images or classes, images differ in size
   *     or are larger than 256 pixels, or one has no label
   * @throws IllegalStateException if the loss becomes infinite or NaN
   * @throws IOException if an image cannot be read, or the thread is interrupted
   */
  public static ImageClassifier train(
      ImageSource training, Plan plan, RuntimeOptions runtime, ProgressListener progress)
      throws IOException {
    requireNonNull(training, "training");
    requireNonNull(plan, "plan");
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");

    ImageShape shape = ImageShapes.common(training);
    LabeledSources.requireClasses(training, 2);
    int[] labels = LabeledSources.labels(training);
    checkArgument(
        training.size() >= plan.batchSize(),
        "expected at least a batch of %s images, but %s has %s; choose a smaller batchSize",
        plan.batchSize(),
        printable(training.description()),
        training.size());
    Architecture architecture =
        Architecture.builder()
            .resolution(side(shape))
            .channels(shape.channels())
            .width(plan.width())
            .build();
    AdamOptions adam =
        new AdamOptions(
            plan.learningRate(),
            0.9,
            AdamOptions.DEFAULT.beta2(),
            AdamOptions.DEFAULT.epsilon(),
            0);
    Classifier network =
        new Classifier(
            new ClassifierOptions(
                architecture,
                training.classNames().size(),
                plan.batchSize(),
                adam,
                plan.dropout(),
                WEIGHT_DEVIATION,
                SeededRandom.hash(plan.seed(), WEIGHTS)),
            runtime);
    try {
      ImageClassifier classifier =
          new ImageClassifier(
              shape,
              architecture.image(),
              List.copyOf(training.classNames()),
              training.description(),
              network);
      classifier.fit(training, labels, plan, progress);
      return classifier;
    } catch (IOException | RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** The smallest side of a network that the images fit in. */
  private static int side(ImageShape shape) {
    int side = LEAST_SIDE;
    while (side < Math.max(shape.height(), shape.width())) {
      side *= 2;
    }
    return side;
  }

  private void fit(ImageSource training, int[] labels, Plan plan, ProgressListener progress)
      throws IOException {
    int batchSize = plan.batchSize();
    int perEpoch = training.size() / batchSize;
    long total = (long) perEpoch * plan.epochs();
    byte[] batch = new byte[batchSize * square.size()];
    int[] batchLabels = new int[batchSize];
    long step = 0;
    try (ProgressListener.Task task =
        progress.start("training a classifier", total * batchSize, "images")) {
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        Permutation order = Permutation.of(training.size(), plan.seed(), ORDER, epoch);
        for (int i = 0; i < perEpoch; i++, step++) {
          if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a classifier was trained");
          }
          for (int j = 0; j < batchSize; j++) {
            int index = order.at(i * batchSize + j);
            copyCentered(training.read(index), batch, j * square.size());
            batchLabels[j] = labels[index];
          }
          double loss = network.train(batch, batchLabels, 1 - (double) step / total);
          checkState(
              Double.isFinite(loss),
              "the classifier has diverged at step %s of %s: its loss is %s; lower the learning"
                  + " rate",
              step + 1,
              total,
              loss);
          task.note(String.format(Locale.ROOT, "loss %.3f", loss));
          task.advance(batchSize);
        }
      }
    }
  }

  private int firstRow() {
    return (square.height() - shape.height()) / 2;
  }

  private int firstColumn() {
    return (square.width() - shape.width()) / 2;
  }

  /** Copies the pixels of an image to the middle of a black square. */
  private void copyCentered(Pixels image, byte[] target, int from) {
    int rowLength = shape.width() * shape.channels();
    for (int y = 0; y < shape.height(); y++) {
      int column = (firstRow() + y) * square.width() + firstColumn();
      System.arraycopy(
          image.data(), y * rowLength, target, from + column * shape.channels(), rowLength);
    }
  }

  /** The same images in the middle of black squares. */
  private Images centered(Images images) {
    if (shape.equals(square)) {
      return images;
    }
    float[] values = new float[images.count() * square.size()];
    Arrays.fill(values, BLACK);
    int rowLength = shape.width() * shape.channels();
    for (int i = 0; i < images.count(); i++) {
      for (int y = 0; y < shape.height(); y++) {
        int column = (firstRow() + y) * square.width() + firstColumn();
        images
            .data()
            .get(
                i * shape.size() + y * rowLength,
                values,
                i * square.size() + column * shape.channels(),
                rowLength);
      }
    }
    return Images.of(square, values);
  }

  /**
   * The classes that this classifier knows.
   *
   * @return the names in the order of the labels, at least 2
   */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * The images that this classifier was trained on.
   *
   * @return their description
   */
  public String training() {
    return training;
  }

  /**
   * Classifies images.
   *
   * @param images images of the training images' shape
   * @return the label of each image
   * @throws IllegalArgumentException if the images have another shape
   * @throws IllegalStateException if this classifier is closed
   */
  public int[] classify(Images images) {
    requireNonNull(images, "images");

    ImageShapes.require("this classifier", shape, images);
    return network.classify(centered(images));
  }

  /**
   * Classifies labeled images.
   *
   * @param test images of the training images' shape and classes, which should not be among them
   * @return the number of images of each class that were classified as each class
   * @throws IllegalArgumentException if the shape or the classes differ, or an image has no label
   * @throws IOException if an image cannot be read
   */
  public ConfusionMatrix evaluate(ImageSource test) throws IOException {
    requireNonNull(test, "test");

    ImageShapes.require("this classifier", shape, test);
    checkArgument(
        test.classNames().equals(classNames),
        "this classifier has the classes %s, but %s has %s; evaluate it on images of the same"
            + " dataset",
        printable(classNames),
        printable(test.description()),
        printable(test.classNames()));
    int[] labels = LabeledSources.labels(test);
    int[] found = new int[test.size()];
    ImageBatches.forEach(
        test,
        BATCH,
        (first, images) -> {
          int[] classes = classify(images);
          System.arraycopy(classes, 0, found, first, classes.length);
        });
    return ConfusionMatrix.of(classNames, labels, found);
  }

  /** Releases native memory. Closing it again has no effect. */
  @Override
  public void close() {
    network.close();
  }
}

package org.dcgan.examples.studies.rooms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.RoomTruth;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.internal.CloseOnFailure;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.classifier.SupervisedNetwork;

/**
 * Predicts whether an image of a room shows a window, a lamp and a bed, where they are, and the
 * viewing angle of the camera. It is a small network that is trained on procedural rooms and their
 * ground truth, and is independent of the models whose samples it classifies.
 *
 * <pre>{@code
 * try (RoomClassifier classifier = RoomClassifier.train(64, RoomClassifier.Options.DEFAULT, Progress.console())) {
 *   Proportion windows = classifier.share(RoomObject.WINDOW, dcgan.sample(2000, 7));
 * }
 * }</pre>
 *
 * <p>Owns native memory and must be closed. Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // columns of a table in the order of the constants
public final class RoomClassifier implements AutoCloseable {
  /** The number of coordinates of a box: left, top, right, bottom. */
  private static final int BOX = 4;

  private static final RoomObject[] OBJECTS = RoomObject.values();
  private static final int ANGLE = BOX * OBJECTS.length;

  private final SupervisedNetwork network;
  private final int resolution;

  private RoomClassifier(SupervisedNetwork network, int resolution) {
    this.network = network;
    this.resolution = resolution;
  }

  /**
   * Options of the training.
   *
   * @param rooms the number of training images, at least a batch
   * @param roomSeed the random seed of the training images; it must differ from the seed of the
   *     rooms that an evaluated model was trained on
   * @param width feature maps of the first convolution
   * @param plan epochs, batch size and learning rate
   */
  public record Options(int rooms, long roomSeed, int width, SupervisedNetwork.Plan plan) {
    /** More than 98 % accuracy on unseen rooms, after a few minutes of training on two cores. */
    public static final Options DEFAULT =
        new Options(20_000, 1001, 16, new SupervisedNetwork.Plan(8, 64, 1.5e-3, 0.1, 42));
  }

  /**
   * The accuracy of a classifier on unseen rooms.
   *
   * @param right the share of rooms that are classified correctly, by object
   * @param angleError the root mean squared error of the viewing angle in degrees
   * @param boxOverlap the mean intersection over union of boxes, by object
   */
  public record Quality(
      Map<RoomObject, Proportion> right, double angleError, Map<RoomObject, Double> boxOverlap) {}

  /**
   * Trains a classifier.
   *
   * @param resolution the side of the images in pixels: 16, 32, 64 or 128
   * @param options the options of the training
   * @param progress is notified of every batch
   * @return the classifier, to be closed by the caller
   */
  public static RoomClassifier train(int resolution, Options options, ProgressListener progress) {
    SyntheticRooms rooms =
        SyntheticRooms.builder()
            .count(options.rooms())
            .resolution(resolution)
            .seed(options.roomSeed())
            .build();
    SupervisedNetwork untrained =
        new SupervisedNetwork(
            ImageShape.square(resolution, 3),
            OBJECTS.length,
            ANGLE + 1,
            options.width(),
            options.roomSeed(),
            RuntimeOptions.DEFAULT);
    try {
      return CloseOnFailure.of(
          untrained,
          network -> {
            network.train(
                rooms,
                (index, labels, values, weights) ->
                    describe(rooms.truth(index), resolution, labels, values, weights),
                options.plan(),
                progress);
            return new RoomClassifier(network, resolution);
          });
    } catch (IOException e) {
      throw new IllegalStateException("procedural rooms cannot fail to be read", e);
    }
  }

  private static void describe(
      RoomTruth truth, int resolution, float[] labels, float[] values, float[] weights) {
    for (RoomObject object : OBJECTS) {
      labels[object.ordinal()] = 0;
      object
          .in(truth)
          .ifPresent(
              box -> {
                labels[object.ordinal()] = 1;
                int at = BOX * object.ordinal();
                values[at] = (float) box.x() / resolution;
                values[at + 1] = (float) box.y() / resolution;
                values[at + 2] = (float) (box.x() + box.width()) / resolution;
                values[at + 3] = (float) (box.y() + box.height()) / resolution;
                java.util.Arrays.fill(weights, at, at + BOX, 1);
              });
    }
    values[ANGLE] = (float) (truth.viewingAngle() / SyntheticRooms.MAX_VIEWING_ANGLE);
    weights[ANGLE] = 1;
  }

  /**
   * Classifies images.
   *
   * @param images color images of the classifier's resolution
   * @return a prediction for each image
   */
  public List<RoomPrediction> predict(Images images) {
    List<RoomPrediction> predictions = new ArrayList<>();
    for (float[] row : network.predict(images)) {
      Map<RoomObject, Double> probabilities = new EnumMap<>(RoomObject.class);
      Map<RoomObject, Box> boxes = new EnumMap<>(RoomObject.class);
      for (RoomObject object : OBJECTS) {
        probabilities.put(object, (double) row[object.ordinal()]);
        boxes.put(object, box(row, OBJECTS.length + BOX * object.ordinal()));
      }
      predictions.add(
          new RoomPrediction(
              probabilities,
              boxes,
              row[OBJECTS.length + ANGLE] * SyntheticRooms.MAX_VIEWING_ANGLE));
    }
    return predictions;
  }

  private Box box(float[] row, int at) {
    int left = clip(row[at], 0, resolution - 1);
    int top = clip(row[at + 1], 0, resolution - 1);
    int right = clip(row[at + 2], left + 1, resolution);
    int bottom = clip(row[at + 3], top + 1, resolution);
    return new Box(left, top, right - left, bottom - top);
  }

  private int clip(float share, int low, int high) {
    return Math.max(low, Math.min(high, Math.round(share * resolution)));
  }

  /**
   * Returns the share of images that show an object.
   *
   * @param object the object
   * @param images at least one image
   * @return the share with its confidence interval
   */
  public Proportion share(RoomObject object, Images images) {
    return share(object, predict(images));
  }

  /**
   * Returns the share of predictions that contain an object.
   *
   * @param object the object
   * @param predictions at least one prediction
   * @return the share with its confidence interval
   */
  public static Proportion share(RoomObject object, List<RoomPrediction> predictions) {
    int there = (int) predictions.stream().filter(s -> s.shows(object)).count();
    return Proportion.of(there, predictions.size());
  }

  /**
   * Measures the accuracy on new rooms.
   *
   * @param count the number of rooms, at least 1
   * @param seed the random seed of the rooms; it must differ from the seed of the training images
   * @return the accuracy
   */
  public Quality examine(int count, long seed) {
    // Without duplicates, so that the rooms are independent trials.
    SyntheticRooms rooms =
        SyntheticRooms.builder()
            .count(count)
            .resolution(resolution)
            .seed(seed)
            .duplicateShare(0)
            .build();
    List<Pixels> pixels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pixels.add(rooms.read(i));
    }
    List<RoomPrediction> predictions = predict(Images.of(pixels));
    double squares = 0;
    Map<RoomObject, Proportion> right = new EnumMap<>(RoomObject.class);
    Map<RoomObject, Double> overlap = new EnumMap<>(RoomObject.class);
    for (RoomObject object : OBJECTS) {
      int correct = 0;
      int present = 0;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        var box = object.in(rooms.truth(i));
        correct += box.isPresent() == predictions.get(i).shows(object) ? 1 : 0;
        present += box.isPresent() ? 1 : 0;
        sum += box.isPresent() ? overlap(box.get(), predictions.get(i).box(object)) : 0;
      }
      right.put(object, Proportion.of(correct, count));
      overlap.put(object, sum / Math.max(1, present));
    }
    for (int i = 0; i < count; i++) {
      double error = predictions.get(i).angle() - rooms.truth(i).viewingAngle();
      squares += error * error;
    }
    return new Quality(right, Math.sqrt(squares / count), overlap);
  }

  private static double overlap(Box a, Box b) {
    int width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
    int height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
    double common = width > 0 && height > 0 ? (double) width * height : 0;
    return common / ((double) a.width() * a.height() + (double) b.width() * b.height() - common);
  }

  /** Releases the native memory. Further calls have no effect. */
  @Override
  public void close() {
    network.close();
  }
}

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
import org.dcgan.examples.Proportion;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.classifier.SupervisedNetwork;

/**
 * Tells of an image of a room whether there is a window, a lamp and a bed, where they are, and from
 * where the camera looks. A small network of its own that learns from drawn rooms and their truth,
 * and shares nothing with the models it judges.
 *
 * <pre>{@code
 * try (RoomJudge judge = RoomJudge.train(64, RoomJudge.Options.DEFAULT, Progress.console())) {
 *   Proportion windows = judge.share(RoomObject.WINDOW, dcgan.sample(2000, 7));
 * }
 * }</pre>
 *
 * <p>Owns native memory: close it. Not for use by several threads.
 */
public final class RoomJudge implements AutoCloseable {
  /** How many numbers say where a thing is: left, top, right, bottom. */
  private static final int BOX = 4;

  private static final RoomObject[] THINGS = RoomObject.values();
  private static final int ANGLE = BOX * THINGS.length;

  private final SupervisedNetwork network;
  private final int resolution;

  private RoomJudge(SupervisedNetwork network, int resolution) {
    this.network = network;
    this.resolution = resolution;
  }

  /**
   * What to learn from, and how.
   *
   * @param rooms how many, at least a batch
   * @param roomSeed what they are drawn from; not the seed of rooms that a judged model has seen
   * @param width maps of the first convolution
   * @param plan how long and how fast
   */
  public record Options(int rooms, long roomSeed, int width, SupervisedNetwork.Plan plan) {
    /** More than 98 % right on rooms it has not seen, in some minutes on two cores. */
    public static final Options DEFAULT =
        new Options(20_000, 1001, 16, new SupervisedNetwork.Plan(8, 64, 1.5e-3, 0.1, 42));
  }

  /**
   * How good a judge is on rooms it has not seen.
   *
   * @param right the share of rooms about which it is right, by thing
   * @param angleError root mean squared error of the viewing angle, degrees
   * @param boxOverlap mean of intersection over union of boxes, by thing
   */
  public record Quality(
      Map<RoomObject, Proportion> right, double angleError, Map<RoomObject, Double> boxOverlap) {}

  /**
   * Trains a judge.
   *
   * @param resolution of the images: 16, 32, 64 or 128
   * @param options what to learn from, and how
   * @param progress told of every batch
   * @return the judge
   */
  public static RoomJudge train(int resolution, Options options, ProgressListener progress) {
    SyntheticRooms rooms =
        SyntheticRooms.builder()
            .count(options.rooms())
            .resolution(resolution)
            .seed(options.roomSeed())
            .build();
    SupervisedNetwork network =
        new SupervisedNetwork(
            ImageShape.square(resolution, 3),
            THINGS.length,
            ANGLE + 1,
            options.width(),
            options.roomSeed(),
            RuntimeOptions.DEFAULT);
    try {
      network.train(
          rooms,
          (index, labels, values, weights) ->
              describe(rooms.truth(index), resolution, labels, values, weights),
          options.plan(),
          progress);
      return new RoomJudge(network, resolution);
    } catch (IOException e) {
      network.close();
      throw new IllegalStateException("drawn rooms are read from no file", e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static void describe(
      RoomTruth truth, int resolution, float[] labels, float[] values, float[] weights) {
    for (RoomObject thing : THINGS) {
      labels[thing.ordinal()] = 0;
      thing
          .in(truth)
          .ifPresent(
              box -> {
                labels[thing.ordinal()] = 1;
                int at = BOX * thing.ordinal();
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
   * Looks at images.
   *
   * @param images of the judge's resolution, 3 channels
   * @return one sighting an image
   */
  public List<RoomPrediction> look(Images images) {
    List<RoomPrediction> sightings = new ArrayList<>();
    for (float[] row : network.judge(images)) {
      Map<RoomObject, Double> probabilities = new EnumMap<>(RoomObject.class);
      Map<RoomObject, Box> boxes = new EnumMap<>(RoomObject.class);
      for (RoomObject thing : THINGS) {
        probabilities.put(thing, (double) row[thing.ordinal()]);
        boxes.put(thing, box(row, THINGS.length + BOX * thing.ordinal()));
      }
      sightings.add(
          new RoomPrediction(
              probabilities, boxes, row[THINGS.length + ANGLE] * SyntheticRooms.MAX_VIEWING_ANGLE));
    }
    return sightings;
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
   * In how many images a thing is.
   *
   * @param thing which
   * @param images at least one image
   * @return the share
   */
  public Proportion share(RoomObject thing, Images images) {
    return share(thing, look(images));
  }

  /**
   * In how many images a thing was seen.
   *
   * @param thing which
   * @param sightings at least one
   * @return the share
   */
  public static Proportion share(RoomObject thing, List<RoomPrediction> sightings) {
    int there = (int) sightings.stream().filter(s -> s.shows(thing)).count();
    return Proportion.of(there, sightings.size());
  }

  /**
   * Judges the judge.
   *
   * @param count how many rooms, at least 1
   * @param seed what they are drawn from; another than the training's
   * @return how often it is right
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
    List<RoomPrediction> sightings = look(Images.of(pixels));
    double squares = 0;
    Map<RoomObject, Proportion> right = new EnumMap<>(RoomObject.class);
    Map<RoomObject, Double> overlap = new EnumMap<>(RoomObject.class);
    for (RoomObject thing : THINGS) {
      int correct = 0;
      int present = 0;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        var box = thing.in(rooms.truth(i));
        correct += box.isPresent() == sightings.get(i).shows(thing) ? 1 : 0;
        present += box.isPresent() ? 1 : 0;
        sum += box.isPresent() ? overlap(box.get(), sightings.get(i).boxes().get(thing)) : 0;
      }
      right.put(thing, Proportion.of(correct, count));
      overlap.put(thing, sum / Math.max(1, present));
    }
    for (int i = 0; i < count; i++) {
      double error = sightings.get(i).angle() - rooms.truth(i).viewingAngle();
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

  /** Releases native memory. Doing so again does nothing. */
  @Override
  public void close() {
    network.close();
  }
}

package org.dcgan.tensorflow.training;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.Augmentation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The random changes of D's input images, each of which is linear in the image except for a
 * constant, with their backward pass. Without augmentation in the plan, nothing is added to the
 * graph.
 */
final class ImageAugmentation {
  private static final long AUGMENTATION = 13;

  private final Augmentation augmentation;
  private final BatchShare share;
  private final int side;
  private final Map<Kind, Numbers> numbers = new EnumMap<>(Kind.class);

  /** The kind of images; the changes of each kind are independent. */
  enum Kind {
    REAL(0),
    FAKE(1);

    /** Part of the key of a kind's random numbers, which must never change. */
    private final long stream;

    Kind(long stream) {
      this.stream = stream;
    }
  }

  /** Changed images, and the backward pass of the changes. */
  interface Augmented {
    /** The images that D sees. */
    Operand<TFloat32> images();

    /** The gradient with respect to the images before the changes. */
    Operand<TFloat32> gradient(Operand<TFloat32> gradient);
  }

  /**
   * The placeholders of the random numbers of one kind, for the n images of this process.
   *
   * @param colors [3, n, 1, 1, 1]: what is added to the brightness, and the factors of saturation
   *     and contrast
   * @param shifts [2, n, 1]: rows and columns that the image is shifted up and to the left
   * @param corners [2, n, 1]: the first row and the first column of the square
   */
  private record Numbers(
      Placeholder<TFloat32> colors, Placeholder<TInt32> shifts, Placeholder<TInt32> corners) {}

  /**
   * The random numbers of one step and kind.
   *
   * @param brightness what is added, for each image
   * @param saturation factors
   * @param contrast factors
   * @param shifts rows and then columns that the images are shifted up and to the left
   * @param corners first rows and then first columns of the squares, which may lie outside
   */
  @SuppressWarnings("ArrayRecordComponent") // Values of one step, which nobody compares.
  record Choice(
      float[] brightness, float[] saturation, float[] contrast, int[][] shifts, int[][] corners) {}

  ImageAugmentation(Ops tf, Augmentation augmentation, BatchShare share, int side) {
    this.augmentation = augmentation;
    this.share = share;
    this.side = side;
    if (!augmentation.isNone()) {
      for (Kind kind : Kind.values()) {
        numbers.put(
            kind,
            new Numbers(
                tf.placeholder(
                    TFloat32.class, Placeholder.shape(Shape.of(3, share.size(), 1, 1, 1))),
                tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2, share.size(), 1))),
                tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2, share.size(), 1)))));
      }
    }
  }

  /**
   * Refuses changes that would round to no pixel at all, and squares that would cover an image.
   *
   * @param augmentation the changes
   * @param side the side of the images in pixels
   * @throws IllegalArgumentException if the changes do not suit the size of the images
   */
  static void check(Augmentation augmentation, int side) {
    checkAnyPixel("translation", augmentation.translation(), side);
    checkAnyPixel("cutout", augmentation.cutout(), side);
    checkArgument(
        pixels(augmentation.cutout(), side) < side,
        "a cutout of %s covers images of %s pixels completely; use less than %s, 0.5 is usual",
        augmentation.cutout(),
        side,
        (side - 0.5) / side);
  }

  private static void checkAnyPixel(String name, double fraction, int side) {
    checkArgument(
        fraction == 0 || pixels(fraction, side) > 0,
        "a %s of %s is less than half a pixel of images of %s pixels and would change nothing; use"
            + " at least %s, or 0 for none",
        name,
        fraction,
        side,
        0.5 / side);
  }

  private static int pixels(double fraction, int side) {
    return (int) (side * fraction + 0.5);
  }

  /** The largest shift in pixels. */
  private int mostShift() {
    return pixels(augmentation.translation(), side);
  }

  /** The side of the square in pixels. */
  private int squareSide() {
    return pixels(augmentation.cutout(), side);
  }

  /** The random numbers of a step for the whole batch, a function of seed and step. */
  Choice choice(long seed, long step, Kind kind) {
    SeededRandom random = SeededRandom.of(seed, AUGMENTATION, step, kind.stream);
    float[][] colors = new float[3][share.total()];
    int[][] shifts = new int[2][share.total()];
    int[][] corners = new int[2][share.total()];
    int square = squareSide();
    for (int i = 0; i < share.total(); i++) {
      colors[0][i] = (float) (random.nextDouble() - 0.5);
      colors[1][i] = (float) (random.nextDouble() * 2);
      colors[2][i] = (float) (random.nextDouble() + 0.5);
      for (int axis = 0; axis < 2; axis++) {
        shifts[axis][i] = random.nextInt(2 * mostShift() + 1) - mostShift();
        // The center of the square is anywhere in the image.
        corners[axis][i] = random.nextInt(side + 1 - square % 2) - square / 2;
      }
    }
    return new Choice(colors[0], colors[1], colors[2], shifts, corners);
  }

  /** Adds the changes of a kind of images to the graph. */
  Augmented on(Ops tf, Operand<TFloat32> images, Kind kind) {
    Numbers ofKind = numbers.get(kind);
    return ofKind == null ? new Unchanged(images) : new Changes(tf, ofKind, images);
  }

  void feed(GraphRun runner, StepSettings settings, long step, List<TType> toClose) {
    for (Map.Entry<Kind, Numbers> entry : numbers.entrySet()) {
      Choice choice = choice(settings.seed(), step, entry.getKey());
      Numbers fed = entry.getValue();
      if (augmentation.color()) {
        int size = share.size();
        float[] colors = new float[3 * size];
        System.arraycopy(choice.brightness(), share.from(), colors, 0, size);
        System.arraycopy(choice.saturation(), share.from(), colors, size, size);
        System.arraycopy(choice.contrast(), share.from(), colors, 2 * size, size);
        TFloat32 tensor = Tensors.of(Shape.of(3, size, 1, 1, 1), colors);
        toClose.add(tensor);
        runner.feed(fed.colors(), tensor);
      }
      if (augmentation.translation() > 0) {
        feed(runner, fed.shifts(), choice.shifts(), toClose);
      }
      if (augmentation.cutout() > 0) {
        feed(runner, fed.corners(), choice.corners(), toClose);
      }
    }
  }

  private void feed(
      GraphRun runner, Placeholder<TInt32> placeholder, int[][] axes, List<TType> toClose) {
    TInt32 tensor =
        TInt32.tensorOf(
            Shape.of(2, share.size(), 1),
            data -> {
              data.asRawTensor().data().asInts().write(axes[0], share.from(), share.size());
              data.asRawTensor()
                  .data()
                  .asInts()
                  .offset(share.size())
                  .write(axes[1], share.from(), share.size());
            });
    toClose.add(tensor);
    runner.feed(placeholder, tensor);
  }

  private record Unchanged(Operand<TFloat32> images) implements Augmented {
    @Override
    public Operand<TFloat32> gradient(Operand<TFloat32> gradient) {
      return gradient;
    }
  }

  /** The changes in the graph. */
  private final class Changes implements Augmented {
    private final Ops tf;
    private final Numbers random;
    private final Operand<TFloat32> images;

    Changes(Ops tf, Numbers random, Operand<TFloat32> images) {
      this.tf = tf;
      this.random = random;
      Operand<TFloat32> changed = images;
      if (augmentation.color()) {
        changed = tf.math.add(changed, color(0));
        changed = towardMean(changed, color(1), 3);
        changed = towardMean(changed, color(2), 1, 2, 3);
      }
      if (augmentation.translation() > 0) {
        changed = translated(changed, shift(0), shift(1));
      }
      if (augmentation.cutout() > 0) {
        changed = tf.math.mul(changed, outside());
      }
      this.images = changed;
    }

    @Override
    public Operand<TFloat32> images() {
      return images;
    }

    /** The transposes of the changes in the opposite order. */
    @Override
    public Operand<TFloat32> gradient(Operand<TFloat32> gradient) {
      Operand<TFloat32> changed = gradient;
      if (augmentation.cutout() > 0) {
        changed = tf.math.mul(changed, outside());
      }
      if (augmentation.translation() > 0) {
        changed = translated(changed, tf.math.neg(shift(0)), tf.math.neg(shift(1)));
      }
      if (augmentation.color()) {
        // Moving values toward their mean is a symmetric map.
        changed = towardMean(changed, color(2), 1, 2, 3);
        changed = towardMean(changed, color(1), 3);
      }
      return changed;
    }

    private Operand<TFloat32> color(int which) {
      return tf.gather(random.colors(), tf.constant(which), tf.constant(0));
    }

    private Operand<TInt32> shift(int axis) {
      return tf.gather(random.shifts(), tf.constant(axis), tf.constant(0));
    }

    /** Factor times the distance of each value from the mean, plus the mean. */
    private Operand<TFloat32> towardMean(
        Operand<TFloat32> values, Operand<TFloat32> factor, int... axes) {
      Operand<TFloat32> mean = tf.math.mean(values, tf.constant(axes), Mean.keepDims(true));
      return tf.math.add(tf.math.mul(tf.math.sub(values, mean), factor), mean);
    }

    /** Shifts images up and to the left, negative numbers down and to the right. */
    private Operand<TFloat32> translated(
        Operand<TFloat32> values, Operand<TInt32> up, Operand<TInt32> left) {
      Operand<TInt32> rows = tf.math.add(coordinates(), up);
      Operand<TInt32> columns = tf.math.add(coordinates(), left);
      Operand<TFloat32> moved =
          tf.gather(
              tf.gather(values, inside(rows), tf.constant(1), Gather.batchDims(1L)),
              inside(columns),
              tf.constant(2),
              Gather.batchDims(1L));
      return tf.math.mul(moved, tf.math.mul(covered(rows, 2), covered(columns, 1)));
    }

    /** [1, side]. */
    private Operand<TInt32> coordinates() {
      int[][] coordinates = new int[1][side];
      Arrays.setAll(coordinates[0], i -> i);
      return tf.constant(coordinates);
    }

    private Operand<TInt32> inside(Operand<TInt32> coordinates) {
      return tf.math.maximum(tf.math.minimum(coordinates, tf.constant(side - 1)), tf.constant(0));
    }

    /** 1 where a coordinate is inside of the image, with two more axes. */
    private Operand<TFloat32> covered(Operand<TInt32> coordinates, int axis) {
      return alongAxis(
          tf.dtypes.cast(tf.math.equal(coordinates, inside(coordinates)), TFloat32.class), axis);
    }

    /** From [n, side] to [n, side, 1, 1] or [n, 1, side, 1]. */
    private Operand<TFloat32> alongAxis(Operand<TFloat32> values, int axis) {
      return tf.expandDims(tf.expandDims(values, tf.constant(axis)), tf.constant(3));
    }

    /** 0 in the squares and 1 outside. */
    private Operand<TFloat32> outside() {
      return tf.math.sub(
          tf.constant(1f), tf.math.mul(alongAxis(square(0), 2), alongAxis(square(1), 1)));
    }

    private Operand<TFloat32> square(int axis) {
      Operand<TInt32> fromCorner =
          tf.math.sub(
              coordinates(), tf.gather(random.corners(), tf.constant(axis), tf.constant(0)));
      return tf.dtypes.cast(
          tf.math.logicalAnd(
              tf.math.greaterEqual(fromCorner, tf.constant(0)),
              tf.math.less(fromCorner, tf.constant(squareSide()))),
          TFloat32.class);
    }
  }
}

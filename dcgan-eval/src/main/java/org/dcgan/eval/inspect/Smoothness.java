package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.image.Images;

/**
 * How evenly images change along a walk. The paper (section 6.1) takes sharp transitions as a sign
 * of memorization; this class measures them.
 *
 * @param jumps the root mean squared differences between the pixels of neighboring frames, on [-1,
 *     1]
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Smoothness(List<Double> jumps) {

  /** Keeps a copy. */
  public Smoothness {
    requireNonNull(jumps, "jumps");

    jumps = ImmutableList.copyOf(jumps);
    checkArgument(!jumps.isEmpty(), "a walk needs at least two frames");
  }

  /**
   * Measures a walk.
   *
   * @param frames in order, at least two
   * @param closed whether the last frame is followed by the first
   * @return the jumps
   */
  static Smoothness of(Images frames, boolean closed) {
    List<Double> jumps = new ArrayList<>();
    for (int i = 0; i < frames.count() - (closed ? 0 : 1); i++) {
      jumps.add(difference(frames, i, (i + 1) % frames.count()));
    }
    return new Smoothness(jumps);
  }

  private static double difference(Images frames, int a, int b) {
    checkElementIndex(b, frames.count());
    int size = frames.shape().size();
    var data = frames.data();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double difference = (double) data.get(a * size + i) - data.get(b * size + i);
      sum += difference * difference;
    }
    return Math.sqrt(sum / size);
  }

  /**
   * The mean jump.
   *
   * @return at least 0
   */
  public double mean() {
    return jumps.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /**
   * The position of the largest jump.
   *
   * @return the index of the frame before it
   */
  public int steepest() {
    int best = 0;
    for (int i = 1; i < jumps.size(); i++) {
      best = jumps.get(i) > jumps.get(best) ? i : best;
    }
    return best;
  }

  /**
   * The largest jump relative to the mean: 1 if images change evenly or not at all, and the number
   * of jumps if they change in a single jump.
   *
   * @return at least 1
   */
  public double ratio() {
    double mean = mean();
    return mean == 0 ? 1 : jumps.get(steepest()) / mean;
  }
}

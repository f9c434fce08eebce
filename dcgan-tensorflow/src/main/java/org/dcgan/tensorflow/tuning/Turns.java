package org.dcgan.tensorflow.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times work with two sets of algorithms of convolutions. Both take turns, and alternate in being
 * the first, so that other work on the machine affects both; the medians count.
 *
 * @param fewest the rounds that are made in any case, each of which runs both once; at least 1
 * @param most the largest number of rounds, of which there are fewer if the work takes long
 * @param limit no further round begins after this time; the rounds to warm up have as much
 * @param nanoTime the clock
 */
public record Turns(int fewest, int most, Duration limit, LongSupplier nanoTime)
    implements Workload.Timing {
  /** At most 18 runs of training steps, or 6 if one takes long. */
  public static final Turns OF_STEPS = new Turns(2, 7, Duration.ofSeconds(2), System::nanoTime);

  /** Passes of single images are so short that a thread of another process may disturb several. */
  public static final Turns OF_PASSES = new Turns(3, 25, Duration.ofMillis(300), System::nanoTime);

  /**
   * The first run prepares the graph; the second one of short work is not yet as fast as others.
   */
  private static final int WARM_UP = 2;

  private static final Logger logger = LoggerFactory.getLogger(Turns.class);

  /** Asks before each run whether the result is still needed. */
  @Override
  public Workload.Times measure(
      Workload.Id work,
      DoubleSupplier candidate,
      DoubleSupplier incumbent,
      BooleanSupplier stopped) {
    Runs runs = new Runs(work, stopped, nanoTime);
    long began = nanoTime.getAsLong();
    for (int i = 0; i < WARM_UP && (i == 0 || goesOn(began)); i++) {
      double unusedCandidate = runs.run(candidate);
      double unusedIncumbent = runs.run(incumbent);
    }
    List<Double> ofCandidate = new ArrayList<>();
    List<Double> ofIncumbent = new ArrayList<>();
    began = nanoTime.getAsLong();
    for (int i = 0; i < fewest || (i < most && goesOn(began)); i++) {
      if (i % 2 == 0) {
        ofCandidate.add(runs.run(candidate));
        ofIncumbent.add(runs.run(incumbent));
      } else {
        ofIncumbent.add(runs.run(incumbent));
        ofCandidate.add(runs.run(candidate));
      }
    }
    return new Workload.Times(median(ofCandidate), median(ofIncumbent));
  }

  private boolean goesOn(long began) {
    return nanoTime.getAsLong() - began < limit.toNanos();
  }

  private static double median(List<Double> times) {
    List<Double> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  /** Counts runs and reports them every two seconds. */
  private static final class Runs {
    private static final Duration UNNOTICED = Duration.ofSeconds(2);

    private final Workload.Id work;
    private final BooleanSupplier stopped;
    private final LongSupplier nanoTime;
    private long reported;
    private int done;

    Runs(Workload.Id work, BooleanSupplier stopped, LongSupplier nanoTime) {
      this.work = work;
      this.stopped = stopped;
      this.nanoTime = nanoTime;
      this.reported = nanoTime.getAsLong();
    }

    double run(DoubleSupplier variant) {
      if (stopped.getAsBoolean()) {
        throw new MeasuringStoppedException();
      }
      double time = variant.getAsDouble();
      done++;
      long now = nanoTime.getAsLong();
      if (now - reported > UNNOTICED.toNanos()) {
        logger.info(
            "timing {} with two sets of algorithms of convolutions, once for this machine; {} runs"
                + " done",
            work,
            done);
        reported = now;
      }
      return time;
    }
  }
}

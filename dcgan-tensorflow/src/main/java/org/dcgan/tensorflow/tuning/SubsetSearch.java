package org.dcgan.tensorflow.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses by timing whole work which of the kernels that were proposed one by one are computed by
 * Winograd's algorithm. All of them are compared with none. Then single kernels of the faster set
 * are changed one after the other, the most doubtful one first: if the work is faster with all,
 * kernels are removed, the one that is predicted to save least first; otherwise they are added to
 * none, the one that is predicted to save most first. Each kernel is tried once, and a change is
 * kept if it saves more than the share of {@link #LEAST_SAVING}.
 *
 * <p>A set that would take more memory than all proposed kernels is not tried, and none is that is
 * expected to exceed {@link Workload#searchLimit}, if it takes as long as the comparison before it.
 *
 * @param work the work
 * @param proposed the kernels; at least one
 * @param saving the time that the algorithm is predicted to save for a kernel, in any unit
 * @param stopped whether the result is no longer needed
 * @param nanoTime the clock
 */
record SubsetSearch(
    Workload work,
    WinogradUse proposed,
    ToDoubleFunction<KernelShape> saving,
    BooleanSupplier stopped,
    LongSupplier nanoTime) {
  /**
   * The share of the work's time that a change has to save, so that noise does not decide. Removing
   * a kernel has to save it, too, although fewer kernels need less memory: several removals that
   * each cost less than the noise could add up to a loss.
   */
  static final double LEAST_SAVING = 0.03;

  /** Longer searches are reported while they run. */
  private static final Duration UNNOTICED = Duration.ofSeconds(2);

  private static final Logger logger = LoggerFactory.getLogger(SubsetSearch.class);

  /**
   * Compares all proposed kernels with none, and tries subsets of them. If the work cannot be timed
   * with a subset, no further one is tried, and what was found before counts.
   *
   * @return the result
   * @throws MeasuringStoppedException if the result was no longer needed before the search ended
   * @throws ResourceLimitException if memory does not suffice for comparing the whole sets
   * @throws EngineException if TensorFlow fails while they are compared
   */
  Comparison choose() {
    long began = nanoTime.getAsLong();
    Comparison whole = Comparison.of(proposed, work.time(proposed, WinogradUse.NEVER, stopped));
    return improve(whole, nanoTime.getAsLong() - began);
  }

  /** Tries subsets after a comparison of the whole sets that took so many nanoseconds. */
  private Comparison improve(Comparison whole, long taken) {
    boolean removes = !whole.use().isNever();
    List<KernelShape> kernels = byDoubt(removes);
    Comparison best = whole;
    long expected = taken;
    long began = nanoTime.getAsLong();
    long reported = began;
    for (int i = 0; i < kernels.size(); i++) {
      WinogradUse candidate = changed(best.use(), kernels.get(i), removes);
      if (!isWorthTrying(candidate)) {
        continue;
      }
      long now = nanoTime.getAsLong();
      if (now - began + expected >= work.searchLimit().toNanos()) {
        break;
      }
      if (now - reported > UNNOTICED.toNanos()) {
        logger.info(
            "timing {} with measured algorithms for some of {} kernels, once for this machine; {}"
                + " sets done",
            work.id(),
            kernels.size(),
            i);
        reported = now;
      }
      try {
        Workload.Times times = work.time(candidate, best.use(), stopped);
        if (times.candidateSaves(LEAST_SAVING)) {
          best = best.with(candidate, times.candidate());
        }
      } catch (EngineException | ResourceLimitException e) {
        logger.warn(
            "{} cannot be timed with a subset of the measured algorithms of convolutions, so that"
                + " no further one is tried: {}",
            work.id(),
            e.getMessage());
        break;
      }
      expected = nanoTime.getAsLong() - now;
    }
    return best;
  }

  /** The kernels in the order in which they are removed or added. */
  private List<KernelShape> byDoubt(boolean removes) {
    List<KernelShape> kernels = new ArrayList<>(proposed.kernels().keySet());
    kernels.sort(Comparator.comparingDouble(saving).thenComparing(KernelShape::toString));
    if (!removes) {
      Collections.reverse(kernels);
    }
    return kernels;
  }

  private WinogradUse changed(WinogradUse use, KernelShape kernel, boolean removes) {
    Set<KernelShape> kernels = new HashSet<>(use.kernels().keySet());
    boolean unused = removes ? kernels.remove(kernel) : kernels.add(kernel);
    return proposed.only(kernels);
  }

  /**
   * Whether a set has not been compared and needs no more memory than the proposed one. A subset
   * may need more if it lacks a kernel that the algorithm computes in less memory.
   */
  private boolean isWorthTrying(WinogradUse candidate) {
    return !candidate.isNever()
        && !candidate.equals(proposed)
        && work.addedBytes(candidate) <= work.addedBytes(proposed);
  }
}

package org.dcgan.benchmarks;

import java.util.Map;
import org.dcgan.benchmarks.StepWorker.Side;
import org.dcgan.training.UpdateSchedule;

/**
 * What one row and schedule gave. Of the alternating schedule a step is the mean of a step of G and
 * a step of D.
 *
 * @param row the contest's name
 * @param schedule which network is updated when
 * @param sides what each side took
 * @param fastestPeer LibTorch's faster layout
 * @param ratio its median over ours
 * @param ratioOfRounds the same, of each round's medians
 * @param goal what the library is to reach with bfloat16 hardware at hand
 * @param gigaflopsOfStep the step's arithmetic
 * @param gigaflopsPerSecond that we did in the median step
 * @param ceilings of the machine, in the same process
 * @param loadBefore processes that wanted a processor in the minute before
 * @param loadAfter the same of the row's last minute, our own included
 */
record StepResult(
    String row,
    UpdateSchedule schedule,
    Map<Side, Times> sides,
    Side fastestPeer,
    double ratio,
    Measurement ratioOfRounds,
    double goal,
    double gigaflopsOfStep,
    double gigaflopsPerSecond,
    Ceilings ceilings,
    double loadBefore,
    double loadAfter) {

  /**
   * A side's times.
   *
   * @param description what it is, with versions
   * @param seconds a step
   * @param processSeconds a step, over all threads: what it would take were nothing else running,
   *     but for waiting
   */
  record Times(String description, Measurement seconds, double processSeconds) {}
}

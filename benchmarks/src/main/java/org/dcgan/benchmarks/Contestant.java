package org.dcgan.benchmarks;

import java.util.List;
import org.dcgan.training.UpdateSchedule;

/** One side of the comparison, which trains a DCGAN. */
interface Contestant extends AutoCloseable {

  /**
   * Trains on some batches.
   *
   * @param schedule the order of the updates of G and D
   * @param count the number of batches
   * @return the duration of each step in seconds
   */
  List<Double> steps(UpdateSchedule schedule, int count) throws Exception;

  /** Returns the name, the version and the runtime settings. */
  String describe();

  @Override
  void close();
}

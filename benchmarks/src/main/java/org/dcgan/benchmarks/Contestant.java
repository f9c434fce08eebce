package org.dcgan.benchmarks;

import java.util.List;
import org.dcgan.training.UpdateSchedule;

/** One side of the comparison: something that trains a DCGAN, step by step. */
interface Contestant extends AutoCloseable {

  /**
   * Trains for some batches.
   *
   * @param schedule which network is updated when
   * @param count how many batches
   * @return seconds of each
   */
  List<Double> steps(UpdateSchedule schedule, int count) throws Exception;

  /** What it is, with its version, and how it runs. */
  String describe();

  @Override
  void close();
}

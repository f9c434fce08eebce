package org.dcgan.tensorflow.cluster;

import java.time.Duration;
import org.dcgan.tensorflow.network.AllReduce;

/** The engine's collective operations between the CPU devices of one session, without a cluster. */
public final class LocalCollectives {

  private LocalCollectives() {}

  public static AllReduce of(int workers) {
    return new Collectives(workers, "ring", Duration.ZERO, 1);
  }
}

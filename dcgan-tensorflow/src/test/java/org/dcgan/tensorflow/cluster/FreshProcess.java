package org.dcgan.tensorflow.cluster;

/** Lets tests of one JVM belong to different clusters, as processes do. */
public final class FreshProcess {

  private FreshProcess() {}

  /** The next training starts a server of its own. The earlier server stays. */
  public static void begin() {
    WorkerServer.forget();
  }
}

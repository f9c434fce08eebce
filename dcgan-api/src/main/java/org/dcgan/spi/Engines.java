package org.dcgan.spi;

import java.util.Iterator;
import java.util.ServiceLoader;

/** Finds the engine, for what the API opens by itself. */
public final class Engines {

  private Engines() {}

  /**
   * The first engine that the thread's class loader knows, or else this library's own.
   *
   * @return an engine
   * @throws IllegalStateException if there is none; the message names the artifact to add
   */
  public static DcganEngine first() {
    return first(Thread.currentThread().getContextClassLoader());
  }

  static DcganEngine first(ClassLoader preferred) {
    for (ClassLoader loader : new ClassLoader[] {preferred, Engines.class.getClassLoader()}) {
      Iterator<DcganEngine> engines = ServiceLoader.load(DcganEngine.class, loader).iterator();
      if (engines.hasNext()) {
        return engines.next();
      }
    }
    throw new IllegalStateException(
        "no DCGAN engine on the class path: expected an implementation of "
            + DcganEngine.class.getName()
            + ", found none; add the artifact org.dcgan:dcgan-tensorflow, and"
            + " org.tensorflow:tensorflow-core-native with your platform's classifier");
  }
}

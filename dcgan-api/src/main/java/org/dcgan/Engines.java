package org.dcgan;

import java.util.Iterator;
import java.util.ServiceLoader;
import org.dcgan.spi.DcganEngine;

/** Finds the engine. */
final class Engines {

  private Engines() {}

  static DcganEngine first() {
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

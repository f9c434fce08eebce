package org.dcgan.internal;

import java.util.Iterator;
import java.util.ServiceLoader;

/** Finds the implementation of an engine interface. */
public final class Engines {

  private Engines() {}

  /**
   * Returns the first implementation found by the context class loader of the thread, otherwise by
   * the class loader of this library.
   *
   * @param type the interface of the engine
   * @param <T> the interface of the engine
   * @return an engine
   * @throws IllegalStateException if there is no implementation; the message names the artifact to
   *     add
   */
  public static <T> T first(Class<T> type) {
    return first(type, Thread.currentThread().getContextClassLoader());
  }

  static <T> T first(Class<T> type, ClassLoader preferred) {
    for (ClassLoader loader : new ClassLoader[] {preferred, Engines.class.getClassLoader()}) {
      Iterator<T> engines = ServiceLoader.load(type, loader).iterator();
      if (engines.hasNext()) {
        return engines.next();
      }
    }
    throw new IllegalStateException(
        "no DCGAN engine on the class path: expected an implementation of "
            + type.getName()
            + ", found none; add the artifact org.dcgan:dcgan-tensorflow, and"
            + " org.tensorflow:tensorflow-core-native with your platform's classifier");
  }
}

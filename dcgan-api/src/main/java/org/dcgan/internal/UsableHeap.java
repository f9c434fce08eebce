package org.dcgan.internal;

/** How much of the Java heap a single request may take. */
public final class UsableHeap {
  /** One part in so many of the heap is left to the rest of the application. */
  private static final long LEFT = 8;

  private UsableHeap() {}

  /**
   * Computes the usable part of a heap.
   *
   * @param heap the largest size of the heap, in bytes
   * @return seven eighths of it
   */
  public static long of(long heap) {
    return heap - heap / LEFT;
  }
}

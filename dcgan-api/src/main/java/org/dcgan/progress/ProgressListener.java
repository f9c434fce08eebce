package org.dcgan.progress;

import static java.util.Objects.requireNonNull;

import org.apiguardian.api.API;

/**
 * Receives the progress of long operations, such as packing images, detecting faces or downloading.
 * The library never prints; an application passes a listener that shows the progress.
 */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface ProgressListener {

  /**
   * Called when an operation starts.
   *
   * @param name the name of the operation, for example {@code packing}
   * @param total the number of units of work, or 0 if it is unknown
   * @param unit the unit in the plural, for example {@code images}
   * @return an object that receives the progress of this operation and is closed at its end
   */
  Task start(String name, long total, String unit);

  /** Receives the progress of one operation. Implementations must be thread-safe. */
  interface Task extends AutoCloseable {

    /**
     * Called when units of work are completed.
     *
     * @param more the number of units completed since the last call
     */
    void advance(long more);

    /**
     * Sets a note about the current work, which replaces the last one.
     *
     * @param note a short text
     */
    default void note(String note) {
      requireNonNull(note, "note");
    }

    /** Called when the operation ends, successfully or not. Calling it again has no effect. */
    @Override
    default void close() {}
  }

  /**
   * Returns a listener that ignores progress.
   *
   * @return a listener that does nothing
   */
  static ProgressListener none() {
    return (name, total, unit) -> more -> {};
  }
}

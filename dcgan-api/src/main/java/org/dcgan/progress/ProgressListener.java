package org.dcgan.progress;

import static java.util.Objects.requireNonNull;

/**
 * Is told of long jobs: packing images, detecting faces, downloading. The library never prints; a
 * program passes a listener that does.
 */
@FunctionalInterface
public interface ProgressListener {

  /**
   * A job begins.
   *
   * @param name what is done, for example {@code packing}
   * @param total how many units there are to do; 0 if nobody knows
   * @param unit what is counted, in the plural, for example {@code images}
   * @return told of the job's progress and closed at its end
   */
  Task start(String name, long total, String unit);

  /** A job that is under way. Called from several threads at once. */
  interface Task extends AutoCloseable {

    /**
     * Work is done.
     *
     * @param more units since the last call
     */
    void advance(long more);

    /**
     * Something to say about the work, until something else is said.
     *
     * @param note a few words
     */
    default void note(String note) {
      requireNonNull(note, "note");
    }

    /** The job has ended, done or not. May be called again. */
    @Override
    default void close() {}
  }

  /**
   * Nobody listens.
   *
   * @return a listener that does nothing
   */
  static ProgressListener none() {
    return (name, total, unit) -> more -> {};
  }
}

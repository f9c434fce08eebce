package org.dcgan.internal;

import static java.util.Objects.requireNonNull;

/**
 * Closes what a method has opened if the rest of the method fails with any exception or error, so
 * that it has one owner at any time: the method until it returns, then its caller.
 */
public final class CloseOnFailure {
  private CloseOnFailure() {}

  /**
   * Work with something that is open.
   *
   * @param <C> what is open
   * @param <R> the result
   * @param <X> the checked exception of the work
   */
  @FunctionalInterface
  public interface Work<C, R, X extends Exception> {
    /**
     * Does the work.
     *
     * @param opened what is open
     * @return the result, which usually owns it
     * @throws X if the work fails
     */
    R with(C opened) throws X;
  }

  /**
   * Runs work, and closes what it works with if it fails.
   *
   * @param <C> what is open
   * @param <R> the result
   * @param <X> the checked exception of the work
   * @param opened what is open; it stays open if the work succeeds
   * @param work the work; what it throws is thrown after the closing, whose own failure is
   *     suppressed
   * @return the result of the work
   * @throws X if the work throws it
   */
  public static <C extends AutoCloseable, R, X extends Exception> R of(C opened, Work<C, R, X> work)
      throws X {
    requireNonNull(opened, "opened");
    requireNonNull(work, "work");

    try {
      return work.with(opened);
    } catch (Throwable failure) {
      try {
        opened.close();
      } catch (Throwable second) {
        if (second != failure) {
          failure.addSuppressed(second);
        }
      }
      throw failure;
    }
  }
}

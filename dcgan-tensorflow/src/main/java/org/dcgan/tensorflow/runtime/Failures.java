package org.dcgan.tensorflow.runtime;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.annotations.VisibleForTesting;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.regex.Pattern;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;

/** Translates the exceptions of TensorFlow and JavaCPP into those that the library documents. */
public final class Failures {

  /** Lines before the first error. */
  private static final Pattern HEADING =
      Pattern.compile("From /job:\\S+:|\\d+ root error\\(s\\) found\\.");

  /** The number of one of several errors. */
  private static final Pattern NUMBER = Pattern.compile("^\\(\\d+\\) ");

  /** What helps against a lack of memory. A run that is continued cannot change its plan. */
  private static final String LESS =
      "choose a smaller batch, fewer images per call or a smaller width (a run that is continued"
          + " keeps its batch and width)";

  private Failures() {}

  /**
   * Work that uses TensorFlow.
   *
   * @param <R> its result
   * @param <X> a checked exception that it may throw
   */
  @FunctionalInterface
  public interface Work<R, X extends Exception> {
    /**
     * Does the work.
     *
     * @return its result
     * @throws X if it fails for a reason of its own
     */
    R run() throws X;
  }

  /**
   * Runs work that uses TensorFlow, and translates its failures.
   *
   * @param <R> the work's result
   * @param <X> a checked exception that the work may throw, which passes unchanged
   * @param work the work
   * @return what the work returned
   * @throws X as the work
   * @throws ResourceLimitException if TensorFlow or JavaCPP has no memory left
   * @throws EngineException if TensorFlow fails otherwise
   */
  @CanIgnoreReturnValue
  public static <R, X extends Exception> R translated(Work<R, X> work) throws X {
    try {
      return work.run();
    } catch (OutOfMemoryError e) {
      throw translate(e);
    } catch (RuntimeException e) {
      throw isOfTensorFlow(e) ? translate(e) : e;
    }
  }

  /**
   * Whether TensorFlow-Java threw an exception. Some of its exceptions extend those of the JDK, for
   * example IllegalArgumentException, instead of TensorFlowException.
   */
  private static boolean isOfTensorFlow(RuntimeException e) {
    return e instanceof TensorFlowException
        || e.getClass().getPackage().equals(TensorFlowException.class.getPackage());
  }

  @VisibleForTesting
  static RuntimeException translate(RuntimeException e) {
    String first = printable(summary(e));
    return e instanceof TFResourceExhaustedException
        ? new ResourceLimitException(
            "TensorFlow has no memory left: "
                + first
                + "; give the process more memory, or "
                + LESS,
            e)
        : new EngineException("TensorFlow failed: " + first, e);
  }

  /**
   * The line of a message of TensorFlow that says what is wrong. Before it, a session of a cluster
   * names the task in a line of its own, and several errors have a heading; after it, TensorFlow
   * describes the operation.
   *
   * @param e an exception of TensorFlow
   * @return the line, or an empty text if there is no message
   */
  public static String summary(Throwable e) {
    return String.valueOf(e.getMessage())
        .lines()
        .map(line -> NUMBER.matcher(line.strip()).replaceFirst(""))
        .filter(line -> !line.isEmpty() && !HEADING.matcher(line).matches())
        .findFirst()
        .orElse("");
  }

  /** Translates JavaCPP's errors; those about Java's own heap are thrown unchanged. */
  @VisibleForTesting
  static RuntimeException translate(OutOfMemoryError e) {
    if (!isOfJavaCpp(e)) {
      throw e;
    }
    return new ResourceLimitException(
        "the process has reached JavaCPP's limit on native memory ("
            + e.getMessage()
            + "); start the JVM with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 or a larger -Xmx,"
            + " or "
            + LESS,
        e);
  }

  /**
   * Whether an error is about JavaCPP's limit on native memory.
   *
   * @param e an error
   * @return false if it is about Java's heap
   */
  public static boolean isOfJavaCpp(OutOfMemoryError e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("physicalBytes") || message.contains("totalBytes");
  }
}

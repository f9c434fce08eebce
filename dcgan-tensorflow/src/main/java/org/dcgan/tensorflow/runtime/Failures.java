package org.dcgan.tensorflow.runtime;

import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;

/** Turns what TensorFlow and JavaCPP throw into what the library documents. */
public final class Failures {

  private Failures() {}

  /** The documented form of an exception of TensorFlow's. */
  public static RuntimeException of(TensorFlowException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e instanceof TFResourceExhaustedException
        ? new ResourceLimitException(
            "TensorFlow has no memory left: "
                + first
                + "; choose a smaller batch, fewer images a call or a smaller width",
            e)
        : new EngineException("TensorFlow failed: " + first, e);
  }

  /** The documented form of JavaCPP's errors, which are not about Java's heap; others stay. */
  public static RuntimeException of(OutOfMemoryError e) {
    String message = String.valueOf(e.getMessage());
    if (!isOfJavaCpp(e)) {
      throw e;
    }
    return new ResourceLimitException(
        "the process has reached JavaCPP's limit on memory ("
            + message
            + "); start the JVM with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 or a larger -Xmx,"
            + " or choose a smaller batch, fewer images a call or a smaller width",
        e);
  }

  public static boolean isOfJavaCpp(OutOfMemoryError e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("physicalBytes") || message.contains("totalBytes");
  }
}

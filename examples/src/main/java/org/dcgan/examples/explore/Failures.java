package org.dcgan.examples.explore;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import org.dcgan.ResourceLimitException;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.UnreadableImageException;

/** The responses to requests that failed. */
final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private Failures() {}

  /** The message of a failure, with its status. */
  static Reply reply(Throwable failure) {
    return Reply.json(status(failure), Reply.error(message(failure)));
  }

  /** The message of a failure for the page. An unexpected one is logged. */
  static String message(Throwable failure) {
    if (failure instanceof OutOfMemoryError || failure instanceof StackOverflowError) {
      return "the server's memory is exhausted; ask for fewer images, or start it with a larger heap"
          + " (java -Xmx)";
    }
    if (status(failure) == 500 && !(failure instanceof IOException)) {
      LOG.log(System.Logger.Level.ERROR, "a request failed unexpectedly", failure);
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : oneLine(message);
  }

  private static int status(Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused.status();
    } else if (failure instanceof IllegalArgumentException
        || failure instanceof IndexOutOfBoundsException
        || failure instanceof UnreadableImageException) {
      return 400;
    } else if (failure instanceof IllegalStateException) {
      return 409; // the model lacks statistics, or was closed
    } else if (failure instanceof ResourceLimitException
        || failure instanceof InsufficientMemoryException
        || failure instanceof VirtualMachineError) {
      return 503;
    }
    return 500;
  }
}

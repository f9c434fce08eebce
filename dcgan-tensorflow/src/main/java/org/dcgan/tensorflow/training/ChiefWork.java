package org.dcgan.tensorflow.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import org.dcgan.ClusterException;
import org.dcgan.DivergedException;
import org.dcgan.tensorflow.cluster.WaitStoppedException;

/**
 * Work that the chief of a cluster does while the other workers wait for its end. If it fails, all
 * fail: the chief with its exception, the others with one that has the same message.
 */
@FunctionalInterface
public interface ChiefWork {
  /**
   * Does the work.
   *
   * @throws IOException if a file cannot be read or written
   */
  void run() throws IOException;

  /**
   * Does the work in the chief, or waits for it.
   *
   * @param workers the workers of the training
   * @param work the work
   * @throws IOException if the work throws it in this process
   * @throws DivergedException if the work throws it in any process
   * @throws ClusterException if the work fails otherwise in another process, or a worker is lost
   * @throws WaitStoppedException if this worker was asked to end while it waited
   */
  static void run(Coordination workers, ChiefWork work) throws IOException {
    if (workers.isAlone()) {
      work.run();
      return;
    }
    if (workers.isChief()) {
      runAndTell(workers, work);
      return;
    }
    byte[] told = workers.fromChief(new byte[0]);
    if (told.length > 0) {
      String message = new String(told, 1, told.length - 1, UTF_8);
      throw told[0] == Failure.DIVERGED
          ? new DivergedException(message)
          : new ClusterException("worker 0 has failed, and the others with it: " + message);
    }
  }

  private static void runAndTell(Coordination workers, ChiefWork work) throws IOException {
    try {
      work.run();
    } catch (ClusterException e) {
      throw e; // there is nobody to be told
    } catch (IOException | RuntimeException | Error e) {
      try {
        byte[] unused = workers.fromChief(Failure.encode(e));
      } catch (ClusterException | WaitStoppedException lost) {
        e.addSuppressed(lost);
      }
      throw e;
    }
    byte[] unused = workers.fromChief(new byte[0]);
  }

  /** The encoding of a failure: its kind and its message. */
  final class Failure {
    private static final byte DIVERGED = 'd';
    private static final byte OTHER = 'f';

    private Failure() {}

    private static byte[] encode(Throwable e) {
      boolean diverged = e instanceof DivergedException;
      String message =
          diverged || e.getMessage() != null ? String.valueOf(e.getMessage()) : printable(e);
      byte[] text = message.getBytes(UTF_8);
      byte[] encoded = new byte[text.length + 1];
      encoded[0] = diverged ? DIVERGED : OTHER;
      System.arraycopy(text, 0, encoded, 1, text.length);
      return encoded;
    }
  }
}

package org.dcgan.tensorflow.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.network.WinogradUse;

/**
 * A whole training step, or a whole forward pass of a network. Algorithms that were measured kernel
 * by kernel are used only if it is faster with them than with direct convolutions: what other
 * operations leave in the caches, and which of them run at the same time, shows only there.
 */
public interface Workload {

  /**
   * What the times depend on, besides the machine and the algorithms.
   *
   * @return the same for the same work
   */
  Id id();

  /**
   * Times the work with two sets of kernels that are computed by Winograd's algorithm, and releases
   * everything that this needs, also if it fails.
   *
   * @param candidate the kernels of one set
   * @param incumbent those of the other one, which is used unless the candidate is faster; {@link
   *     WinogradUse#NEVER} for direct convolutions
   * @param stopped whether the result is no longer needed
   * @return the times
   * @throws MeasuringStoppedException if the result was no longer needed before both were timed
   * @throws org.dcgan.ResourceLimitException if memory does not suffice
   * @throws org.dcgan.EngineException if TensorFlow fails
   */
  Times time(WinogradUse candidate, WinogradUse incumbent, BooleanSupplier stopped);

  /**
   * The memory that Winograd's algorithm adds to the work.
   *
   * @param use the kernels that are computed by it
   * @return bytes
   */
  long addedBytes(WinogradUse use);

  /**
   * The one of two sets that adds more memory, for which memory has to be required if both are
   * timed.
   *
   * @param candidate the kernels of one set
   * @param incumbent those of the other one
   * @return one of both; the candidate if both add as much
   */
  default WinogradUse larger(WinogradUse candidate, WinogradUse incumbent) {
    return addedBytes(candidate) >= addedBytes(incumbent) ? candidate : incumbent;
  }

  /**
   * The time for trying subsets of the proposed kernels, besides that of comparing all of them with
   * none.
   *
   * @return the limit; zero if no subset is tried
   */
  Duration searchLimit();

  /** Times work that has been prepared. */
  @FunctionalInterface
  interface Timing {
    /**
     * Times both variants of the work.
     *
     * @param work what is timed, for the log
     * @param candidate runs the work once with one set of kernels, and returns how long it took, in
     *     nanoseconds
     * @param incumbent the same with the other set
     * @param stopped whether the result is no longer needed
     * @return the times
     * @throws MeasuringStoppedException if the result was no longer needed
     */
    Times measure(
        Id work, DoubleSupplier candidate, DoubleSupplier incumbent, BooleanSupplier stopped);
  }

  /**
   * Identifies work.
   *
   * @param kind for example {@code simultaneous step}
   * @param networks the shape of the images, and a digest of the architecture
   * @param images the images of a step, or those that are computed at once
   */
  record Id(String kind, String networks, int images) {
    private static final int DIGITS = 12;

    /**
     * Identifies work of the networks of a model.
     *
     * @param kind for example {@code simultaneous step}
     * @param architecture the networks
     * @param images the images of a step, or those that are computed at once
     * @return the identity
     */
    public static Id of(String kind, Architecture architecture, int images) {
      String digest = Hashing.sha256().hashString(architecture.toString(), UTF_8).toString();
      return new Id(kind, architecture.image() + " " + digest.substring(0, DIGITS), images);
    }

    /** For example {@code simultaneous step of 16 images}. */
    @Override
    public String toString() {
      return kind + " of " + images + (images == 1 ? " image" : " images");
    }
  }

  /**
   * How long work takes with two sets of kernels.
   *
   * @param candidate nanoseconds with one set
   * @param incumbent nanoseconds with the other one
   */
  record Times(double candidate, double incumbent) {

    /**
     * Whether the candidate is faster.
     *
     * @param share the share of the incumbent's time that it has to save, from 0 to 1, for example
     *     0.03; with 0, any difference counts
     * @return true if the work takes less time with the candidate
     */
    public boolean candidateSaves(double share) {
      return candidate < (1 - share) * incumbent;
    }
  }
}

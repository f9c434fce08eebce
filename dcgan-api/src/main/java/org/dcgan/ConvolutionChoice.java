package org.dcgan;

import org.apiguardian.api.API;

/**
 * How the algorithms that compute the convolutions of a training are chosen. They compute the same
 * function with different rounding, so that trained weights differ in their last bits. A choice is
 * made when a run begins, holds for the whole run and is stored in its checkpoints: a resumed run
 * keeps it, whatever this option says then.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ConvolutionChoice {
  /**
   * From a table in the library, which depends on the processor's instruction set only. Two
   * machines with the same kind of processor choose the same.
   */
  FIXED,
  /**
   * By measuring the algorithms, among them Winograd's, on this machine with the sizes of the
   * network and of the batch. The first training with such sizes takes up to 10 s longer, or some
   * minutes with networks whose steps take many seconds; a training that is asked to end in this
   * time does so without a step. The result is kept in a folder of the user ({@code
   * ~/.cache/dcgan}; the system property {@code dcgan.cache} names another folder), so that later
   * trainings on this machine choose the same; without such a folder they may choose others, which
   * is a warning in the log. An algorithm other than that of the table is chosen only if it is at
   * least 5 % faster, and if the memory of a step at most doubles or grows by at most 320 MB.
   * Kernels for whose measurement memory does not suffice are computed as in the table.
   *
   * <p>As {@link #FIXED} in bfloat16, on GPUs, in a {@link Cluster} of several workers, and for
   * small networks and batches, where measuring does not pay.
   */
  MEASURED;

  /** The choice unless an application sets another one. */
  public static final ConvolutionChoice DEFAULT = MEASURED;
}

package org.dcgan;

import org.apiguardian.api.API;

/**
 * How the algorithms that compute the convolutions of a model are chosen. They compute the same
 * function with different rounding, so that trained weights, images, scores and features differ in
 * their last bits.
 *
 * <p>For a training, a choice is made when a run begins, holds for the whole run and is stored in
 * its checkpoints: a resumed run keeps it, whatever this option says then, and is refused with a
 * {@link ResourceLimitException} if memory does not suffice for it. A new run from one of its
 * checkpoints, in another folder, chooses again. Outside training, it is made for each network when
 * the network is first used for 1, 2 to 7, 8 to 31, and 32 and more images at once, and holds until
 * the model is closed. Images are computed in groups of 64, the last of which may be smaller; the
 * choice depends on the size of the group, so that complete groups do not depend on the number of
 * images of a call.
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
   * network and of the batch: first kernel by kernel, then, if others than those of the table are
   * the fastest, whole training steps with these and with those of the table, of which the faster
   * ones are used. The first training with such sizes begins some seconds later, or some minutes
   * with networks whose steps take many seconds; a training that is asked to end in this time does
   * so without a step. The steps that are timed change nothing of the model. The result is kept in
   * a folder of the user ({@code ~/.cache/dcgan}; the system property {@code dcgan.cache} names
   * another folder), so that later trainings on this machine choose the same; without such a folder
   * they may choose others, which is a warning in the log. An algorithm other than that of the
   * table is chosen only if it is at least 5 % faster for its kernel, and if the memory of a step
   * at most doubles or grows by at most 320 MB. Kernels for whose measurement memory does not
   * suffice are computed as in the table, and so are all of a step that cannot be timed, for which
   * weights and moments are in memory twice.
   *
   * <p>Images, scores, features and activations by population statistics are measured in the same
   * way, kernels before whole passes, when a network is first used for a size: usually for one or
   * two seconds, in the call that uses it. Other calls of the same model that need a choice wait
   * for it, and so do other processes of the user that would measure at the same time. Kernels
   * transformed for Winograd's algorithm are kept from one call to the next; for each network and
   * size, the algorithm takes at most 320 MB more than the model's weights and Adam's moments. A
   * call whose thread is interrupted meanwhile is computed as in the table, and the next one
   * measures.
   *
   * <p>As {@link #FIXED} in bfloat16, on GPUs, in a {@link Cluster} of several workers, for small
   * networks and batches, where measuring does not pay, and outside training for everything else:
   * statistics of the batch, guided gradients, the samples in a training's events, and exported
   * models.
   */
  MEASURED;

  /** The choice unless an application sets another one. */
  public static final ConvolutionChoice DEFAULT = MEASURED;
}

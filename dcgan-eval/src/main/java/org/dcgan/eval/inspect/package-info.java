/**
 * Looking inside a trained model (paper, section 6): walking through its latent space, vector
 * arithmetic, turning, what its discriminator has learned to see, what its generator can forget,
 * and whether it has memorized its training images.
 *
 * <p>Each is one call on a {@link org.dcgan.Dcgan} that returns a record with the numbers, the
 * images and the paper's figure. Read {@link org.dcgan.eval.inspect.LatentWalk} first, then {@link
 * org.dcgan.eval.inspect.VectorArithmetic} with {@link org.dcgan.eval.inspect.SampleSelection},
 * {@link org.dcgan.eval.inspect.ForgetObjects} and {@link org.dcgan.eval.inspect.GuidedBackprop};
 * {@link org.dcgan.eval.inspect.InspectionReport} makes one page of all of them.
 */
@NullMarked
package org.dcgan.eval.inspect;

import org.jspecify.annotations.NullMarked;

/**
 * Inspection of a trained model (paper, section 6): latent walks, vector arithmetic, turn vectors,
 * guided backpropagation of the discriminator, forgetting objects, and a test for memorization.
 *
 * <p>Each inspection is one call on a {@link org.dcgan.Dcgan} that returns a record with the
 * numbers, the images and the paper's figure. Read {@link org.dcgan.eval.inspect.LatentWalk} first,
 * then {@link org.dcgan.eval.inspect.VectorArithmetic} with {@link
 * org.dcgan.eval.inspect.SampleSelection}, {@link org.dcgan.eval.inspect.ForgetObjects} and {@link
 * org.dcgan.eval.inspect.GuidedBackprop}; {@link org.dcgan.eval.inspect.InspectionReport} writes
 * one page with all of them.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.inspect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * The main API of the DCGAN library: configure, train, sample and inspect deep convolutional GANs.
 *
 * <p>Central type: {@link org.dcgan.Dcgan}. Reading order: {@code Dcgan}, {@link
 * org.dcgan.architecture.Architecture}, {@link org.dcgan.latent.Latents}, {@link
 * org.dcgan.Generator}, {@link org.dcgan.Discriminator}, {@link
 * org.dcgan.feature.FeatureExtractor}; then {@link org.dcgan.training.TrainingPlan} and {@link
 * org.dcgan.image.ImageSource}.
 *
 * <p>"Paper" is Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep
 * Convolutional Generative Adversarial Networks", arXiv 1511.06434v2; "the authors' code" is what
 * they released with it ({@code Newmu/dcgan_code}, commit ee12b2d).
 */
@CheckReturnValue
@NullMarked
package org.dcgan;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

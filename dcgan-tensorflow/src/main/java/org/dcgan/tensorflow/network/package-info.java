/**
 * The two networks, drawn as TensorFlow operations: each layer with its own forward and its own
 * backward pass. Written out, rather than left to automatic differentiation, so that each gradient
 * can take its fastest form and each rule its variants (guided backpropagation, removed maps).
 *
 * <p>Central type: {@link org.dcgan.tensorflow.network.Network}. Reading order: {@link
 * org.dcgan.tensorflow.network.Layer}, {@link org.dcgan.tensorflow.network.GraphBuilder}, {@link
 * org.dcgan.tensorflow.network.OpVariants}, the layers, {@code Network}, {@link
 * org.dcgan.tensorflow.network.ParameterStore}.
 */
@NullMarked
package org.dcgan.tensorflow.network;

import org.jspecify.annotations.NullMarked;

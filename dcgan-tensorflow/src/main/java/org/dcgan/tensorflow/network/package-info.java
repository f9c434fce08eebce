/**
 * The two networks as TensorFlow operations. Each layer builds its forward and its backward pass
 * explicitly instead of by automatic differentiation, so that each gradient can use its fastest
 * variant, and for guided backpropagation and removed feature maps.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.network.Network}. Reading order: {@link
 * org.dcgan.tensorflow.network.Layer}, {@link org.dcgan.tensorflow.network.GraphBuilder}, {@link
 * org.dcgan.tensorflow.network.OpVariants}, the layers, {@code Network}, {@link
 * org.dcgan.tensorflow.network.ParameterStore}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.network;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/**
 * The 3072-128-3072 autoencoder behind {@link org.dcgan.hashing.SemanticHasher} (paper, section
 * 4.1.1), in a graph of its own.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.hashing.TensorFlowHasher}. Reading order: {@code
 * Autoencoder} (the graph), {@code HasherTraining}, {@code TensorFlowHasher}, {@code HasherFiles}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.hashing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

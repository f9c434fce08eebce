/**
 * The open model: its graph and session, inference, persistence and training runs.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.model.TensorFlowDcgan}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.model;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

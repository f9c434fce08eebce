/**
 * The open model: its graph and session, inference, persistence and training runs.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.model.TensorFlowDcgan}.
 */
@NullMarked
package org.dcgan.tensorflow.model;

import org.jspecify.annotations.NullMarked;

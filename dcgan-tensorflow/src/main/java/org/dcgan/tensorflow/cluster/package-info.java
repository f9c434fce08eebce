/**
 * Training by several processes on TensorFlow's distributed runtime: servers, sessions with a
 * target, collective operations, and the detection of lost workers.
 */
@NullMarked
@CheckReturnValue
package org.dcgan.tensorflow.cluster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

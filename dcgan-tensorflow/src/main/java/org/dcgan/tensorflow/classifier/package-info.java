/**
 * Networks trained on labels: the discriminator's layers with one logit for each class, and the
 * small network that recognizes objects in rooms.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.classifier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

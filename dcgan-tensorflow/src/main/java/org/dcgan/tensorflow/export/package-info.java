/** Export of models to formats of other programs. */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.export;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;

/** Export of models to formats of other programs. */
@NullMarked
package org.dcgan.tensorflow.export;

import org.jspecify.annotations.NullMarked;

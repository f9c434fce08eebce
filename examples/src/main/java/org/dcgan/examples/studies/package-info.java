/** Programs that measure the results in the documentation. */
@NullMarked
package org.dcgan.examples.studies;

import org.jspecify.annotations.NullMarked;
